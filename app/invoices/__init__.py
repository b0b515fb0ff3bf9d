"""La Poste's invoices, stored for the company's accounts."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the page of documents."""
    from app.invoices import routes

    app.register_blueprint(routes.blueprint)
