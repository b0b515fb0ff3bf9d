"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app import jobs
    from app.onboarding import answer_routes, document_routes, la_poste_routes, routes
    from app.onboarding.desk import activation_routes, dialogue_routes, site_routes
    from app.onboarding.desk import routes as desk_routes
    from app.onboarding.dialogue import replies, template_routes
    from app.onboarding.la_poste.reminders import remind_who_waits
    from app.onboarding.staff import replacement_routes
    from app.onboarding.staff import routes as staff_routes

    jobs.sweep(app, remind_who_waits)
    for pages in (
        routes,
        answer_routes,
        document_routes,
        la_poste_routes,
        desk_routes,
        dialogue_routes,
        activation_routes,
        site_routes,
        replacement_routes,
        template_routes,
        staff_routes,
    ):
        app.register_blueprint(pages.blueprint)
    replies.init_app(app)
