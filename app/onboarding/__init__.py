"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app import jobs
    from app.onboarding import document_routes as documents_routes
    from app.onboarding import la_poste_routes, routes
    from app.onboarding.desk import activation_routes, dialogue_routes, site_routes
    from app.onboarding.desk import routes as desk
    from app.onboarding.dialogue import replies, template_routes
    from app.onboarding.la_poste import reminders as la_poste_reminders
    from app.onboarding.staff import replacement_routes
    from app.onboarding.staff import routes as advisors

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
