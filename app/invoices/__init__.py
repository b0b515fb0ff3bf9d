"""La Poste's invoices, and what else of its papers the company's accounts need."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the page of documents."""
    from app.invoices import routes

    app.register_blueprint(routes.blueprint)
