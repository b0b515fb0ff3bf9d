"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app import jobs
    from app.onboarding import (
        activation_routes,
        advisors,
        desk,
        dialogue_routes,
        documents_routes,
        la_poste_reminders,
        la_poste_routes,
        replacement_routes,
        replies,
        routes,
        site_routes,
        template_routes,
    )

    jobs.sweep(app, la_poste_reminders.remind_who_waits)
    for pages in (
        routes,
        desk,
        dialogue_routes,
        documents_routes,
        la_poste_routes,
        activation_routes,
        site_routes,
        replacement_routes,
        template_routes,
        advisors,
    ):
        app.register_blueprint(pages.blueprint)
    replies.init_app(app)
