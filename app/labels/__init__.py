"""Labels: each is a shipment with a tracking number, and a snapshot of what is printed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of labels, batches and label settings."""
    from app.labels import routes, settings_routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(settings_routes.blueprint)
