"""The merchant's own contract with La Poste, and the plan that allows it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the tables, and the names of Sendcloud's pages; a contract's own are in `onboarding`."""
    from app.contracts import models, sendcloud_menus  # noqa: F401

    app.jinja_env.globals["sendcloud_menus"] = sendcloud_menus
