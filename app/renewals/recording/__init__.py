"""Recording a range: the typed bounds, what speaks against them, the certificate kept with it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages."""
    from app.renewals.recording import certificate_routes, routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(certificate_routes.blueprint)
