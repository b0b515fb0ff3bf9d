"""The reserve and its renewal: La Poste's form mirrored, its certificate read, the range recorded."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Add the pages, the sweeps of the workers, the mailbox's reader, `flask read-certificate`."""
    from app import jobs
    from app.renewals import (
        commands,
        contests,
        forwarding,
        recording,
        reminders,
        reserve,
        routes,
        sendcloud,
    )

    app.register_blueprint(routes.blueprint)
    reserve.init_app(app)
    recording.init_app(app)
    contests.init_app(app)
    sendcloud.init_app(app)
    forwarding.init_app(app)
    jobs.sweep(app, reminders.remind_of_links)
    jobs.sweep(app, reminders.remind_of_certificates)
    jobs.sweep(app, reminders.remind_of_refusals)
    jobs.sweep(app, reminders.remind_of_ranges)
    app.cli.add_command(commands.read_certificate_command)
