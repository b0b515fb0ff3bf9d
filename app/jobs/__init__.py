"""Background work, done by the worker.

What is to do is stored in rows of the database. A sweep is a function that looks for such rows,
claims them and does the work. Running a sweep twice, or on several machines at once, is harmless;
so is losing one, because the next runs within a minute. The queue only makes it run sooner.
"""

import logging
from collections.abc import Callable
from typing import Any

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

Work = Callable[[], object]
logger = logging.getLogger(__name__)

_QUEUE = "sillage"


def init_app(app: Flask) -> None:
    """Open the queue named by `HUEY_URL`, and add the command `create-job-tables`."""
    app.extensions["huey"] = _queue_at(app.config["HUEY_URL"])
    app.extensions["sweeps"] = {}
    app.cli.add_command(create_job_tables)


def sweep(app: Flask, work: Work, *, minute: str = "*") -> None:
    """Register `work` as a sweep: workers call it every minute, and soon after `wake(work)`.

    With `minute`, they call it once an hour, in that minute.
    """
    huey: Huey = app.extensions["huey"]

    def run() -> None:
        with app.app_context():
            work()

    name = f"{work.__module__}.{work.__qualname__}"
    app.extensions["sweeps"][work] = huey.periodic_task(crontab(minute=minute), name=name)(run)


def wake(work: Work) -> None:
    """Have a worker call `work` soon. Call it after the commit.

    If the queue does not answer, the work waits for the next sweep.
    """
    try:
        current_app.extensions["sweeps"][work]()
    except Exception:
        logger.warning("the queue did not answer; the work waits for the next sweep", exc_info=True)


@click.command("create-job-tables")
@with_appcontext
def create_job_tables() -> None:
    """Create the tables of a queue in PostgreSQL (once, before the workers start)."""
    huey: Any = current_app.extensions["huey"]
    if isinstance(huey, PostgresHuey):
        huey.storage.initialize_schema()
    click.echo("The queue is ready.")


def _queue_at(url: str) -> Huey:
    if url.startswith("sqlite:///"):
        return SqliteHuey(_QUEUE, results=False, filename=url.removeprefix("sqlite:///"))
    if url.startswith(("postgresql://", "postgres://")):
        # `create-job-tables` creates the tables: the constructors of two processes would collide.
        return PostgresHuey(_QUEUE, results=False, dsn=url, create_tables=False)
    return RedisHuey(_QUEUE, results=False, url=url)
