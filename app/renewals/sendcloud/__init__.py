"""Ranges that Sendcloud issues: entered there too, ticked here, and reminded of after a day."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the page and the sweep of the workers."""
    from app import jobs
    from app.renewals.sendcloud import reminders, routes

    app.register_blueprint(routes.blueprint)
    jobs.sweep(app, reminders.remind_of_entries)
