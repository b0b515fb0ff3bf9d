"""The reserve's pages, the warnings before it ends, the questions about its use."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages, the notice on top of other pages, the sweeps of the workers."""
    from app import jobs
    from app.renewals.reserve import low_reserve, notice, routes, usage_reminders

    app.register_blueprint(routes.blueprint)
    app.jinja_env.globals["reserve_notice"] = notice.reserve_notice
    jobs.sweep(app, low_reserve.warn_of_low_reserves, minute="7")
    jobs.sweep(app, low_reserve.tell_advisors, minute="17")
    jobs.sweep(app, usage_reminders.ask_for_last_numbers, minute="27")
