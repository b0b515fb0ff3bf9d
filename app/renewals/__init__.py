"""The reserve and its renewal: La Poste's form mirrored, its certificate read, the range recorded."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the reserve's pages, the renewal, what watches over reserves, `flask read-certificate`."""
    from app import jobs
    from app.renewals import commands, forwarding, reminders, routes
    from app.renewals.recording import certificate_routes
    from app.renewals.recording import routes as recording
    from app.renewals.reserve import low_reserve as watch
    from app.renewals.reserve import notice, usage_reminders
    from app.renewals.reserve import routes as reserve_routes

    for pages in (reserve_routes, routes, recording, certificate_routes):
        app.register_blueprint(pages.blueprint)
    jobs.sweep(app, watch.warn_of_low_reserves, minute="7")
    jobs.sweep(app, watch.tell_advisors, minute="17")
    jobs.sweep(app, usage_reminders.ask_for_last_numbers, minute="27")
    jobs.sweep(app, reminders.remind_of_links)
    jobs.sweep(app, reminders.remind_of_certificates)
    jobs.sweep(app, reminders.remind_of_ranges)
    app.jinja_env.globals["reserve_notice"] = notice.reserve_notice
    forwarding.init_app(app)
    app.cli.add_command(commands.read_certificate_command)
