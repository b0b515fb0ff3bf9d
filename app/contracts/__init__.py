"""The merchant's own contract with La Poste, and the plan that allows it."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Read the tables; the pages of a contract stand in `onboarding`."""
    from app.contracts import models, suspension  # noqa: F401
