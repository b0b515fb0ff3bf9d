"""High-water marks: how far counters have come, kept outside the database.

A backup that is restored has forgotten what was issued after it was made: its counters would issue
the same numbers again. So each counter's value is also kept in a folder of this machine
(`marks.py`), written just after the commit, and, where the database may be used by several machines,
in the store of documents (`sweeping.py`). A database that is behind its marks, or is not the one they
were made for, is taken for a restored one (`checking.py`): it issues nothing and no file is deleted,
until an operator has settled it (`models.py`).

A mark behind its counter is harmless. So a mark needs no part in the transaction, a crash between
the commit and the mark does no harm, and a folder that is lost is written again.

The package knows counters by their names alone; packages above register theirs.
"""

from flask import Flask

from app.high_water.registry import watch_counters, watch_rows

__all__ = ["init_app", "watch_counters", "watch_rows"]


def init_app(app: Flask) -> None:
    """Open the marks, add the sweep that keeps them, the notice on pages and the error page."""
    from app import jobs
    from app.high_water import checking, notice, registry, sweeping
    from app.uploads.models import Upload
    from app.uploads.sweeping import sweep_only_from

    registry.init_app(app)
    watch_rows(app, "uploads", Upload)
    checking.write_marks_after_commit(Upload)
    sweep_only_from(app, sweeping.moment_to_sweep_from)
    jobs.sweep(app, sweeping.keep_marks)
    app.register_error_handler(checking.DatabaseRestored, notice.show_restored)
    app.jinja_env.globals["restored_notice"] = notice.restored_notice
