"""What the commands share that settle a restored database: the marks they go by, and who asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from app.accounts.models import StaffRole, User
from app.database import begin_write
from app.extensions import db
from app.high_water.checking import StillBehind, forget_noted, has_every_mark, notice, settle
from app.high_water.models import DatabaseIdentity, Restoration
from app.high_water.registry import registry
from app.high_water.stored_marks import is_beyond_one_machine, read_stored_marks
from app.uploads.store import StoreUnavailable

BY_THE_MARKS = "by the high-water marks"


@dataclass(frozen=True, slots=True)
class Request:
    """What an operator has given: who they are, why, and what they know beyond the marks."""

    by: str
    reason: str
    margin: int | None
    # Nothing was issued but what the marks and the given numbers say.
    nothing_else: bool
    # Whether numbers were given.
    gives_numbers: bool


def settling_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that every command has which settles a kind of counters."""
    for option in (
        click.option("--by", required=True, help="The e-mail address of the admin who decides."),
        click.option("--reason", default="", help="Why it is right; needed without marks."),
        click.option(
            "--nothing-else",
            is_flag=True,
            help="State that nothing was issued beyond the marks and the given numbers.",
        ),
        click.option(
            "--margin",
            type=click.IntRange(min=0),
            help="How many numbers to give up beyond each mark; needed where marks may be a "
            "minute behind.",
        ),
    ):
        command = option(command)
    return command


@dataclass(slots=True)
class Settling:
    """One kind of counters being settled, in a write transaction."""

    kind: str
    restoration: Restoration
    marks: Mapping[str, int]
    by: User
    reason: str
    margin: int
    # Whether all that was issued is known: by the marks, or by what the admin states.
    is_complete: bool

    @classmethod
    def begin(cls, kind: str, request: Request) -> "Settling":
        """Begin it. Raises `ClickException` where something is missing, or nothing is to settle."""
        _read_the_store()
        if notice() is None:
            raise click.ClickException("The database is not a restored one: nothing to settle.")
        marks = registry().marks.read_all()
        has_marks = has_every_mark(kind, marks)
        _check_request(request, has_marks)
        begin_write(db.session)
        DatabaseIdentity.lock()
        restoration = Restoration.open_one()
        if restoration is None:
            raise click.ClickException("Somebody else has just settled it.")
        return cls(
            kind=kind,
            restoration=restoration,
            marks=marks,
            by=_admin(request.by),
            reason=request.reason or BY_THE_MARKS,
            margin=request.margin or 0,
            is_complete=has_marks or request.nothing_else,
        )

    def finish(self) -> None:
        """Settle the kind where all is known, commit, and say what remains to be done."""
        if not self.is_complete:
            forget_noted()
            db.session.commit()
            click.echo(
                "Not settled: there are no marks. Give the last used numbers of the others, or "
                "state with --nothing-else that nothing was issued beyond those given."
            )
            return
        try:
            settle(self.restoration, self.kind, by=self.by, reason=self.reason)
        except StillBehind as behind:
            raise click.ClickException(f"Still behind their marks: {behind}") from behind
        remaining = [one for one in registry().kinds if not self.restoration.is_settled_for(one)]
        db.session.commit()
        if remaining:
            click.echo(f"Settled. Still to do: flask {remaining[0]} advance")
        else:
            click.echo("Settled. Numbers and slips are issued again.")


def _read_the_store() -> None:
    if not is_beyond_one_machine():
        return
    try:
        read_stored_marks()
    except StoreUnavailable as error:
        raise click.ClickException(f"The store of the marks does not answer: {error}") from error


def _check_request(request: Request, has_marks: bool) -> None:
    """Raise `ClickException` where the request does not say enough."""
    if not (has_marks or request.gives_numbers or request.nothing_else):
        raise click.ClickException(
            "There are no high-water marks for what was issued. Give the last used numbers with "
            "--to, or state with --nothing-else and --reason that nothing was issued."
        )
    if (request.gives_numbers or request.nothing_else) and not request.reason:
        raise click.ClickException("Say with --reason how you know.")
    if has_marks and is_beyond_one_machine() and request.margin is None:
        raise click.ClickException(
            "The marks of several machines may be a minute behind. Say with --margin how many "
            "numbers to give up beyond each mark: 0 if nothing was issued in the last minute."
        )


def _admin(email: str) -> User:
    found = User.by_email(email)
    if found is None or not found.is_active or found.staff_role != StaffRole.ADMIN:
        raise click.ClickException(f"{email} is no admin.")
    return found
