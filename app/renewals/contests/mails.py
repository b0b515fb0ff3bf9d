"""The mails about a contested range: to the advisors of both merchants, and to both after the decision."""

from app.accounts.person_mail import queue_to
from app.accounts.replacement import mail_reader
from app.clock import today
from app.mail.models import OutboxMail
from app.renewals.contests.models import RangeContest
from app.renewals.mails import queue_to_advisor


def range_contested(contest: RangeContest) -> list[OutboxMail]:
    """To the advisors of both merchants, without one to support: once each."""
    both = (contest.contract, contest.range.contract)
    reader_of = {mail_reader(one.taken_by, today()): one for one in reversed(both)}
    return [queue_to_advisor(one, "range_contested", contest=contest) for one in reader_of.values()]


def contest_decided(contest: RangeContest) -> list[OutboxMail]:
    """To both merchants: the decision, its reason, what each can do now; neither is told the other."""
    return [
        queue_to(
            contract.merchant.owner,
            "contest_decided",
            about=contract,
            contract=contract,
            contest=contest,
            is_contesting=contract is contest.contract,
        )
        for contract in (contest.contract, contest.range.contract)
    ]
