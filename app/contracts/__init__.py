"""The merchant's own contract with La Poste, and the plan that allows it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the tables; the pages of a contract are in `onboarding`."""
    from app.contracts import models  # noqa: F401
