"""Labels: a shipment, a tracking number and a snapshot of what was printed."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages of labels and batches."""
    from app.labels import routes

    app.register_blueprint(routes.blueprint)
