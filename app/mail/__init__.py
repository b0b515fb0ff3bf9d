"""Mail: an outbox in the database, sent by the worker, and the mailbox for replies and bounces."""

from flask import Flask

from app import jobs


def init_app(app: Flask) -> None:
    """Have the workers send the outbox and read the mailbox; register the development pages."""
    from app.mail import inbound, outbox, routes, sending

    jobs.sweep(app, sending.deliver_pending)
    if app.config["IMAP_HOST"]:
        jobs.sweep(app, inbound.read_mailbox)
    outbox.wake_worker_after_commit()
    app.register_blueprint(routes.blueprint)
