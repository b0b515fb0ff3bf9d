"""Mail: written as a row beside the fact it tells of, sent by the worker."""

from flask import Flask

from app import jobs


def init_app(app: Flask) -> None:
    """Have the workers empty the outbox, and show it in development."""
    from app.mail import outbox, routes, sending

    jobs.sweep(app, sending.deliver_pending)
    outbox.wake_worker_after_commit()
    app.register_blueprint(routes.blueprint)
