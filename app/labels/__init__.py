"""Labels: a shipment, a tracking number and a snapshot of what was printed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages of labels and batches, and the settings of their contract."""
    from app.labels import routes, settings_routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(settings_routes.blueprint)
