"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app.onboarding import advisors, desk, dialogue_routes, routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(desk.blueprint)
    app.register_blueprint(dialogue_routes.blueprint)
    app.register_blueprint(advisors.blueprint)
