"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app import jobs
    from app.onboarding import desk, dialogue_routes, la_poste_reminders, la_poste_routes, routes

    jobs.sweep(app, la_poste_reminders.remind_who_waits)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(dialogue_routes.blueprint)
    app.register_blueprint(la_poste_routes.blueprint)
