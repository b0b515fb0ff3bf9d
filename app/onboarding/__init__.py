"""From sign-up to an active contract: the merchant's steps and the advisors' desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the routes, the replies to mails and the reminders."""
    from app import jobs
    from app.onboarding import answer_routes, document_routes, la_poste_routes, routes
    from app.onboarding.desk import activation_routes, dialogue_routes, site_routes
    from app.onboarding.desk import routes as desk_routes
    from app.onboarding.dialogue import replies, template_routes
    from app.onboarding.la_poste.reminders import send_due_reminders
    from app.onboarding.staff import replacement_routes
    from app.onboarding.staff import routes as staff_routes

    jobs.sweep(app, send_due_reminders)
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
