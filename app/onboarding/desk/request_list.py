"""The list of requests: filtering and searching, the state of each, and its next action."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Self
from urllib.parse import urlencode

from flask_babel import LazyString
from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import selectinload

from app.accounts.models import Membership, Merchant, User
from app.contracts.models import Contract
from app.extensions import db
from app.forms import digits, tidy
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.onboarding.desk.checklist import ChecklistMark, checks
from app.onboarding.dialogue.models import OF_ADVISORS, OF_MERCHANTS, Message, MessageKind
from app.onboarding.models import PlanAnswer

LONGEST_SEARCH = 100
FEWEST_DIGITS = 3


class RequestState(StrEnum):
    """Who has to act on a request, or that it is activated."""

    TODO = "todo"
    MERCHANT = "merchant"
    LA_POSTE = "la_poste"
    ACTIVATED = "activated"


class Assignee(StrEnum):
    """Whose requests are listed: the advisors who look after them."""

    ALL = "all"
    MINE = "mine"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class RequestFilter:
    """What the query string asks for. A search covers every state, unless one is named."""

    words: str = ""
    state: RequestState | None = RequestState.TODO
    whose: Assignee = Assignee.ALL
    newest_first: bool = False

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> Self:
        """Read the query string; unknown values count as absent."""
        words = (tidy(arguments.get("q")) or "")[:LONGEST_SEARCH]
        state, whose = arguments.get("state", ""), arguments.get("whose", "")
        default = None if words or state == "all" else RequestState.TODO
        return cls(
            words=words,
            state=RequestState(state) if state in set(RequestState) else default,
            whose=Assignee(whose) if whose in set(Assignee) else Assignee.ALL,
            newest_first=arguments.get("sort") == "newest",
        )

    def query(self, **changes: Any) -> str:
        """The query string of this list with some of its values changed."""
        other = replace(self, **changes)
        values = {
            "q": other.words,
            "state": other.state.value if other.state else "all",
            "whose": other.whose.value if other.whose is not Assignee.ALL else "",
            "sort": "newest" if other.newest_first else "",
        }
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One line of the list: a contract, its state and its next action."""

    contract: Contract
    state: RequestState
    next_action: LazyString


def _newest(column: Any, kinds: Iterable[MessageKind]) -> ColumnElement[Any]:
    said = select(func.max(column)).where(
        Message.contract_id == Contract.id, Message.kind.in_(kinds)
    )
    return said.correlate(Contract).scalar_subquery()


def _last(*kinds: MessageKind) -> ColumnElement[int]:
    return func.coalesce(_newest(Message.id, kinds), 0)


def _is_handled_since() -> ColumnElement[bool]:
    """Whether an advisor activated it or verified an item after the merchant's last message."""
    said_at = _newest(Message.written_at, OF_MERCHANTS)
    verified = select(func.max(ChecklistMark.marked_at)).where(
        ChecklistMark.contract_id == Contract.id
    )
    done_at = (Contract.activated_at, verified.correlate(Contract).scalar_subquery())
    return or_(*(func.coalesce(at > said_at, False) for at in done_at))


# The last message is the merchant's, and no advisor has acted since.
AWAITS_ANSWER: ColumnElement[bool] = and_(
    _last(*OF_MERCHANTS) > _last(*OF_ADVISORS), not_(_is_handled_since())
)
STATE: ColumnElement[str] = case(
    (Contract.activated_at.is_not(None), RequestState.ACTIVATED.value),
    (AWAITS_ANSWER, RequestState.TODO.value),
    (_last(MessageKind.QUESTION) > _last(MessageKind.ANSWER), RequestState.MERCHANT.value),
    (
        and_(Contract.waiting_since.is_not(None), Contract.described_at.is_(None)),
        RequestState.LA_POSTE.value,
    ),
    else_=RequestState.TODO.value,
)


def select_requests(wanted: RequestFilter, own: set[int]) -> Select[Contract]:
    """The requests to list, in order. `own`: the ids of the advisors counted as oneself."""
    found = _select_matching(wanted, own)
    if wanted.state:
        found = found.where(STATE.in_([wanted.state.value]))
    order = (Contract.requested_at, Contract.id)
    loaded = found.options(
        selectinload(Contract.merchant),
        selectinload(Contract.sites),
        selectinload(Contract.taken_by),
    )
    return loaded.order_by(*(column.desc() if wanted.newest_first else column for column in order))


def count_by_state(wanted: RequestFilter, own: set[int]) -> dict[RequestState, int]:
    """How many of the requests found are in each state."""
    states = _select_matching(wanted, own).with_only_columns(STATE.label("state")).subquery()
    counted = select(states.c.state, func.count()).group_by(states.c.state)
    found = {RequestState(state): count for state, count in db.session.execute(counted)}
    return {state: found.get(state, 0) for state in RequestState}


def request_lines(contracts: Sequence[Contract]) -> list[RequestLine]:
    """A line for each contract; the number of queries does not depend on how many there are."""
    ids = [contract.id for contract in contracts]
    states = select(Contract.id, STATE, AWAITS_ANSWER).where(Contract.id.in_(ids))
    known = {row[0]: (RequestState(row[1]), bool(row[2])) for row in db.session.execute(states)}
    plans = _plans(contracts)
    marks = ChecklistMark.of(contracts)
    return [
        RequestLine(
            contract, known[contract.id][0], _next(contract, *known[contract.id], plans, marks)
        )
        for contract in contracts
    ]


def _plans(contracts: Sequence[Contract]) -> dict[int, PlanAnswer]:
    merchants = [contract.merchant_id for contract in contracts]
    answers = db.session.scalars(select(PlanAnswer).where(PlanAnswer.merchant_id.in_(merchants)))
    return {answer.merchant_id: answer for answer in answers}


def _next(
    contract: Contract,
    state: RequestState,
    awaits_answer: bool,
    plans: Mapping[int, PlanAnswer],
    marks: Sequence[ChecklistMark],
) -> LazyString:
    if contract.is_suspended:
        return _("Reprendre le contrat")
    if awaits_answer:
        return _("Répondre")
    if state is RequestState.ACTIVATED:
        return _("Rien à faire")
    if state is RequestState.MERCHANT:
        return _("Attendre la réponse")
    if state is RequestState.LA_POSTE:
        return _("Relancer La Poste")
    plan = plans.get(contract.merchant_id) or PlanAnswer()
    listed = checks(Answers(contract.merchant, plan, contract), marks)
    return next((check.item.action for check in listed if not check.is_verified), _("Activer"))


def _select_matching(wanted: RequestFilter, own: set[int]) -> Select[Contract]:
    found = select(Contract).join(Contract.merchant).where(Contract.requested_at.is_not(None))
    if wanted.whose is Assignee.MINE:
        found = found.where(Contract.taken_by_id.in_(own))
    if wanted.whose is Assignee.NOBODY:
        found = found.where(Contract.taken_by_id.is_(None))
    return found.where(or_(*_search_conditions(wanted.words))) if wanted.words else found


def _search_conditions(words: str) -> list[ColumnElement[bool]]:
    """Where the words may be found: a company, an e-mail, or a number however it is written."""
    people = select(Membership.merchant_id).join(User).where(_contains(User.email, words))
    found = [_contains(Merchant.company, words), Contract.merchant_id.in_(people)]
    number = digits(words)
    if len(number) >= FEWEST_DIGITS and number.isascii() and number.isdigit():
        found += [_contains(column, number) for column in (Merchant.siret, Contract.coclico)]
    if len(number) >= FEWEST_DIGITS:
        unbroken = func.replace(func.replace(Contract.contract_number, "-", ""), " ", "")
        found.append(_contains(unbroken, number))
    return found


def _contains(column: Any, words: str) -> ColumnElement[bool]:
    held: ColumnElement[bool] = column.icontains(words, autoescape=True)
    return held
