"""The tracking numbers that La Poste has allotted, and each one's single use."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Load the tables, refresh the cached forecasts, and add the template filter for numbers."""
    from app import jobs
    from app.ranges import forecast_cache, models, tracking_number  # noqa: F401

    jobs.sweep(app, forecast_cache.refresh_forecasts, minute="3")
    app.jinja_env.filters["tracking_number"] = tracking_number.in_groups
