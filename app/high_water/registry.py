"""Which counters there are, and where their marks are kept, for one application."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask, current_app

from app.database import Model
from app.high_water.marks import Marks

# Returns every counter of one kind by its name.
ReadCounters = Callable[[], dict[str, int]]


@dataclass
class Registry:
    """The marks of an application, its kinds of counters, and the tables that only grow."""

    marks: Marks
    kinds: dict[str, ReadCounters] = field(default_factory=dict)
    # Their highest ids are counters too: whatever a restore loses, a row of these is missing.
    tables: dict[str, type[Model]] = field(default_factory=dict)
    # Whether this process has read the marks in the store of documents.
    has_read_store: bool = False


def init_app(app: Flask) -> None:
    """Open the marks in the instance folder."""
    app.extensions["high_water"] = Registry(Marks(Path(app.instance_path) / "high-water"))


def registry() -> Registry:
    """Return the registry of the current application."""
    found: Registry = current_app.extensions["high_water"]
    return found


def watch_counters(app: Flask, kind: str, read: ReadCounters) -> None:
    """Have the counters of a kind compared with their marks; an operator settles each kind.

    Their names begin with the kind and a hyphen.
    """
    app.extensions["high_water"].kinds[kind] = read


def watch_rows(app: Flask, name: str, model: type[Model]) -> None:
    """Have the highest id of a table compared with its mark; its rows are never deleted."""
    app.extensions["high_water"].tables[f"rows-{name}"] = model
