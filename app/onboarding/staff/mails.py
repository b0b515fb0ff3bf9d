"""What advisors are told when a request changes hands."""

from typing import Any

from app.accounts.models import User
from app.accounts.replacement import on_duty
from app.clock import today
from app.contracts.models import Contract
from app.mail import outbox
from app.mail.models import OutboxMail


def assigned(contract: Contract, advisor: User, by: User) -> OutboxMail:
    """To a colleague, or who stands in for them: this request is theirs from now on."""
    reader = on_duty(advisor, today())
    replaced = None if reader is advisor else advisor
    return _write("assigned", reader, by, contract, contract=contract, replaced=replaced)


def taken_over(contract: Contract, before: User, advisor: User, by: User) -> None:
    """To who looked after it until now: another does. Nothing where they did it, or have left."""
    if before.is_active and before.id not in (by.id, advisor.id):
        _write("taken_over", before, by, contract, contract=contract, advisor=advisor)


def reassigned(advisor: User, before: User, count: int, by: User) -> None:
    """To who looks after all the merchants of a colleague from now on, and to that colleague."""
    for person in (advisor, before):
        if person.is_active and person.id != by.id:
            _write("reassigned", person, by, advisor=advisor, before=before, count=count)


def _write(
    kind: str, reader: User, by: User, about: Contract | None = None, **values: Any
) -> OutboxMail:
    return outbox.queue(
        kind,
        to=reader.email,
        language=reader.language,
        reply_to=by.email,
        about=about,
        person=reader,
        by=by,
        **values,
    )
