"""The tracking numbers that La Poste has allotted, and each one's single use."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Load the tables, refresh the cached forecasts, add the commands and the filter for numbers."""
    from app import jobs
    from app.high_water import watch_counters, watch_rows
    from app.ranges import commands, counters, forecast_cache, models, tracking_number

    watch_counters(app, counters.KIND, counters.read_counters)
    watch_rows(app, "draws", models.NumberDraw)
    app.cli.add_command(commands.ranges)
    jobs.sweep(app, forecast_cache.refresh_forecasts, minute="3")
    app.jinja_env.filters["tracking_number"] = tracking_number.in_groups
