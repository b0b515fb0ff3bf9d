"""Comparing counters with their marks, and writing the marks after the commit.

A mark is read before its counter: the counter is then at least as far as the mark says, unless the
database is a restored one.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Mapper, Session, object_session

from app.accounts.models import User, record
from app.clock import now
from app.database import AnySession, Model, begin_write
from app.extensions import db
from app.high_water.mails import tell_admins
from app.high_water.marks import Identity
from app.high_water.models import Cause, DatabaseIdentity, Restoration, identity
from app.high_water.registry import registry
from app.high_water.stored_marks import read_stored_marks_once

logger = logging.getLogger(__name__)

# What a session notes for its marks, until its transaction ends.
_VALUES, _IDENTITY, _LAGS = "sillage_marks", "sillage_identity", "sillage_lags"


class DatabaseRestored(Exception):
    """The database is taken for a restored one, so nothing may be issued from it."""


class StillBehind(Exception):
    """Counters of the kind that was to be settled are behind their marks; `names` are theirs."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(", ".join(names))
        self.names = names


@dataclass(frozen=True, slots=True)
class Comparison:
    """What tells that a database is a restored one."""

    # By counter: its mark, and its value; None where the database does not know the counter.
    behind: Mapping[str, tuple[int, int | None]]
    is_another: bool

    @property
    def cause(self) -> Cause | None:
        """Why to take it for a restored one; None for a database that is well."""
        if self.behind:
            return Cause.BEHIND
        return Cause.ANOTHER if self.is_another else None


def check_counters(values: Mapping[str, int]) -> None:
    """Check that these counters may be moved on. Raises `DatabaseRestored`.

    Call it in the transaction that moves them, after they were locked and read. What the other
    counters have lost is seen by the tables that only grow. `StoreUnavailable`: see there.
    """
    read_stored_marks_once()
    marks = registry().marks
    tables = marks.read(registry().tables)
    known = marks.read(values.keys())
    last = Restoration.last()
    if last and last.is_open:
        raise DatabaseRestored
    found = identity()
    if _is_another(found, last):
        raise DatabaseRestored
    rows = _highest_ids(last)
    if _behind(tables, rows) or _behind(known, values):
        raise DatabaseRestored
    db.session.info[_IDENTITY] = found
    db.session.info[_LAGS] = last.lags if last else None


def note_values(values: Mapping[str, int]) -> None:
    """Have these values written as marks once the transaction is committed."""
    for name, value in values.items():
        _note(db.session, name, value)


def _note(session: AnySession, name: str, value: int) -> None:
    noted: dict[str, int] = session.info.setdefault(_VALUES, {})
    noted[name] = max(value, noted.get(name, value))


def forget_noted() -> None:
    """Have no mark written after this transaction: it would look as if all marks were there."""
    _after_rollback(db.session)


def note_row(name: str, row_id: int) -> None:
    """Have the id of a new row of a watched table written as its mark after the commit."""
    lags: Mapping[str, int] = db.session.info.get(_LAGS) or {}
    note_values({f"rows-{name}": row_id + lags.get(f"rows-{name}", 0)})


def compare() -> Comparison:
    """Compare every counter and the database's identity with the marks.

    It begins a new transaction. Changes that are not committed are lost.
    """
    marks = registry().marks.read_all()
    db.session.rollback()
    last = Restoration.last()
    values = read_counters() | _highest_ids(last)
    return Comparison(_behind(marks, values), _is_another(identity(), last))


def read_counters() -> dict[str, int]:
    """Return every registered counter."""
    values: dict[str, int] = {}
    for read in registry().kinds.values():
        values |= read()
    return values


def read_everything() -> dict[str, int]:
    """Return every registered counter, and those of the tables that only grow."""
    return read_counters() | _highest_ids(Restoration.last())


def notice() -> Restoration | None:
    """Return the restoration that is to be settled, if any; one that is new is mailed to admins.

    It begins and ends transactions of its own. Several processes may call it at once.
    """
    cause = compare().cause
    begin_write(db.session)
    DatabaseIdentity.lock()
    open_one = Restoration.open_one()
    if open_one is None and cause:
        open_one = Restoration(cause=cause)
        db.session.add(open_one)
    if open_one and open_one.told_at is None:
        _tell(open_one)
    db.session.commit()
    return open_one


def _tell(restoration: Restoration) -> None:
    """Note it in the journal, write to the admins, say it in the log; once."""
    restoration.told_at = now()
    record("restoration.noticed", restoration, None, None)
    tell_admins()
    logger.error("a restored database (%s): nothing is issued", restoration.cause)


def has_every_mark(kind: str, marks: Mapping[str, int]) -> bool:
    """Whether these marks say all that was issued: they know what the database knows, or more."""
    known = registry().kinds[kind]() | _highest_ids(Restoration.last())
    return bool(marks) and all(marks.get(name, 0) >= value for name, value in known.items())


def settle(restoration: Restoration, kind: str, *, by: User, reason: str) -> None:
    """Note that the counters of a kind are past all that was issued. Raises `StillBehind`.

    Call it in the write transaction that has moved them. When the last kind is settled, the database
    as it now is becomes the one for which the marks are.
    """
    marks = registry().marks.read_all()
    values = registry().kinds[kind]()
    own = {name: mark for name, mark in marks.items() if name.startswith(f"{kind}-")}
    behind = _behind(own, values)
    if behind:
        raise StillBehind(sorted(behind))
    restoration.settle(kind, by=by, reason=reason)
    note_values(values)
    if all(restoration.is_settled_for(one) for one in registry().kinds):
        rows = _highest_ids(None)
        lags = {name: max(marks.get(name, 0) - value, 0) for name, value in rows.items()}
        restoration.close(identity(), lags)
        db.session.info[_IDENTITY] = restoration.identity


def _behind(
    marks: Mapping[str, int], values: Mapping[str, int]
) -> dict[str, tuple[int, int | None]]:
    return {
        name: (mark, values.get(name))
        for name, mark in marks.items()
        if mark > values.get(name, -1)
    }


def _is_another(found: Identity, last: Restoration | None) -> bool:
    """Whether the marks are for another database, and nobody has settled that it is this one."""
    expected = registry().marks.identity()
    if expected is None or _agree(expected, found):
        return False
    return last is None or last.identity is None or not _agree(last.identity, found)


def _agree(one: Identity, other: Identity) -> bool:
    """Whether they are the same in all that both know: a server may begin to answer, or cease."""
    return all(one[key] == other[key] for key in one.keys() & other.keys())


def _highest_ids(last: Restoration | None) -> dict[str, int]:
    """The highest id of each watched table, and what it lagged behind when it was last settled."""
    tables = registry().tables
    query = select(*(_highest_id(model).label(name) for name, model in tables.items()))
    found = db.session.execute(query).mappings().one()
    return {name: int(found[name]) + _lag(last, name) for name in tables}


def _highest_id(model: type[Model]) -> Any:
    return select(func.coalesce(func.max(model.__table__.c.id), 0)).scalar_subquery()


def _lag(last: Restoration | None, name: str) -> int:
    return (last.lags or {}).get(name, 0) if last else 0


def write_marks_after_commit(uploads: type[Model]) -> None:
    """Write what was noted once it is committed; rows of `uploads` are noted by themselves."""
    if not event.contains(Session, "after_commit", _after_commit):
        event.listen(Session, "after_commit", _after_commit)
        event.listen(Session, "after_rollback", _after_rollback)
        event.listen(uploads, "after_insert", _note_upload)


def _note_upload(mapper: Mapper[Any], connection: Connection, upload: Any) -> None:
    session = object_session(upload)
    if session is not None:
        lags = connection.scalar(select(Restoration.lags).order_by(Restoration.id.desc()).limit(1))
        name = "rows-uploads"
        _note(session, name, upload.id + (lags or {}).get(name, 0))


def _after_commit(session: Session) -> None:
    """Write the marks. A mark that cannot be written is left behind, which is harmless."""
    values, found = session.info.pop(_VALUES, {}), session.info.pop(_IDENTITY, None)
    session.info.pop(_LAGS, None)
    marks = registry().marks
    try:
        marks.advance(values)
        if found and values and marks.identity() != found:
            marks.set_identity(found)
    except OSError:
        logger.exception("high-water marks could not be written")


def _after_rollback(session: AnySession) -> None:
    for noted in (_VALUES, _IDENTITY, _LAGS):
        session.info.pop(noted, None)
