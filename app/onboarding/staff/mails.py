"""The mails to advisors when requests change hands."""

from typing import Any

from app.accounts.models import User
from app.accounts.person_mail import queue_to
from app.accounts.replacement import on_duty
from app.clock import today
from app.contracts.models import Contract
from app.mail.models import OutboxMail


def send_assignment_notice(contract: Contract, advisor: User, by: User) -> OutboxMail:
    """To a colleague, or whoever replaces them today: this request is theirs now."""
    reader = on_duty(advisor, today())
    replaced = None if reader is advisor else advisor
    return _send("assigned", reader, by, contract, contract=contract, replaced=replaced)


def send_takeover_notice(contract: Contract, before: User, advisor: User, by: User) -> None:
    """To the former advisor: another has the request now.

    No mail if they made the change themselves, or are deactivated.
    """
    if before.is_active and before.id not in (by.id, advisor.id):
        _send("taken_over", before, by, contract, contract=contract, advisor=advisor)


def send_reassignment_notice(advisor: User, before: User, count: int, by: User) -> None:
    """To both advisors: `advisor` now has the `count` merchants of `before`.

    No mail to whoever made the change, or is deactivated.
    """
    for person in (advisor, before):
        if person.is_active and person.id != by.id:
            _send("reassigned", person, by, advisor=advisor, before=before, count=count)


def _send(
    kind: str, reader: User, by: User, about: Contract | None = None, **values: Any
) -> OutboxMail:
    return queue_to(reader, kind, reply_to=by.email, about=about, by=by, **values)
