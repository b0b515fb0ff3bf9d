"""The way from sign-up to an active contract, and the advisor's desk."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the merchant's steps and the advisor's requests."""
    from app.onboarding import (
        activation_routes,
        desk,
        dialogue_routes,
        replacement_routes,
        routes,
        site_routes,
        template_routes,
    )

    for pages in (
        routes,
        desk,
        dialogue_routes,
        activation_routes,
        site_routes,
        replacement_routes,
        template_routes,
    ):
        app.register_blueprint(pages.blueprint)
