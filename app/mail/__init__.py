"""Mail: written as a row beside the fact it tells of, sent by the worker; replies and bounces."""

from flask import Flask

from app import jobs


def init_app(app: Flask) -> None:
    """Have the workers empty the outbox and the mailbox; show the outbox in development."""
    from app.mail import inbound, outbox, routes, sending

    jobs.sweep(app, sending.deliver_pending)
    if app.config["IMAP_HOST"]:
        jobs.sweep(app, inbound.read_mailbox)
    outbox.wake_worker_after_commit()
    app.register_blueprint(routes.blueprint)
