"""What identifies the database, and when it was taken for a restored one and settled."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Self

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Engine,
    ForeignKey,
    String,
    UniqueConstraint,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import User, record
from app.clock import now
from app.database import Model
from app.extensions import db
from app.high_water.marks import Identity

_MAY_ASK = text("""
    SELECT has_function_privilege('pg_control_system()', 'execute')
    AND has_function_privilege('pg_current_wal_lsn()', 'execute')
    AND has_function_privilege('pg_walfile_name(pg_lsn)', 'execute')""")
# The first 8 characters of a log file's name are the timeline.
_CLUSTER = text("""
    SELECT (SELECT name FROM database_identity) AS name,
    CAST(system_identifier AS text) AS system,
    substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) AS timeline,
    (SELECT CAST(oid AS text) FROM pg_database WHERE datname = current_database()) AS database
    FROM pg_control_system()""")


class DatabaseIdentity(Model):
    """One row: a random name that a migration gave the database."""

    __tablename__ = "database_identity"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(32))

    @classmethod
    def lock(cls) -> None:
        """Keep others waiting who lock it, until the commit."""
        db.session.execute(select(cls.id).with_for_update())


def identity() -> Identity:
    """Return what identifies the database: its name, and on PostgreSQL the server's own words.

    These are the system identifier, the timeline and the database's oid; they are left out where
    the server does not let its user ask.
    """
    if db.engine.dialect.name == "postgresql" and _may_ask(db.engine):
        return dict(db.session.execute(_CLUSTER).mappings().one())
    return {"name": db.session.scalars(select(DatabaseIdentity.name)).one()}


@cache
def _may_ask(engine: Engine) -> bool:
    return bool(db.session.scalar(_MAY_ASK))


class Cause(StrEnum):
    """Why the database was taken for a restored one."""

    BEHIND = "behind"
    ANOTHER = "another"
    RESTORE = "restore"


class Restoration(Model):
    """The database was found to be a restored one; until it is settled nothing is issued."""

    __tablename__ = "restoration"
    __table_args__ = (CheckConstraint("cause IN ('behind', 'another', 'restore')", name="cause"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cause: Mapped[str] = mapped_column(String(10))
    noticed_at: Mapped[datetime] = mapped_column(default=now)
    # When the admins were written to.
    told_at: Mapped[datetime | None]
    # When the last kind of counters was settled.
    settled_at: Mapped[datetime | None]
    # Once settled: what the database was then, and by how much the ids of tables lagged behind
    # their marks. They always will: ids are not moved, for rows are lost and not numbers.
    identity: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    lags: Mapped[dict[str, int] | None] = mapped_column(JSON(none_as_null=True))

    settlements: Mapped[list["Settlement"]] = relationship(back_populates="restoration")

    @classmethod
    def last(cls) -> Self | None:
        """Return the newest one, whether it is settled or not."""
        return db.session.scalar(select(cls).order_by(cls.id.desc()).limit(1))

    @classmethod
    def open_one(cls) -> Self | None:
        """Return the one that is not settled yet."""
        last = cls.last()
        return last if last and last.is_open else None

    @property
    def is_open(self) -> bool:
        """Whether nothing may be issued yet."""
        return self.settled_at is None

    def is_settled_for(self, kind: str) -> bool:
        """Whether the counters of this kind are settled."""
        return any(one.kind == kind for one in self.settlements)

    def settle(self, kind: str, *, by: User, reason: str) -> None:
        """Note that the counters of a kind are past all that was issued; once."""
        if self.is_settled_for(kind):
            return
        self.settlements.append(Settlement(kind=kind, reason=reason, settled_by_id=by.id))
        record("restoration.settled", self, None, by, kind=kind)

    def close(self, identity: Identity, lags: Mapping[str, int]) -> None:
        """Note that all kinds are settled."""
        self.settled_at = now()
        self.identity, self.lags = dict(identity), dict(lags)


class Settlement(Model):
    """Somebody has settled the counters of one kind after a restore: when, and why it is right."""

    __tablename__ = "restoration_settlement"
    __table_args__ = (UniqueConstraint("restoration_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    restoration_id: Mapped[int] = mapped_column(ForeignKey(Restoration.id))
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    settled_at: Mapped[datetime] = mapped_column(default=now)
    settled_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    restoration: Mapped[Restoration] = relationship(back_populates="settlements")
