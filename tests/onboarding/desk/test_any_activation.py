"""Whatever merchant and advisors do, in whatever order: no contract is activated but verified.

The machine keeps a list of its own of what was ticked with which value, and holds each activation
against it.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from itertools import count

import pytest
from flask import Flask
from hypothesis import HealthCheck, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from app.accounts.models import User
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.contracts.suspension import SuspensionChange, resume, suspend
from app.extensions import db
from app.onboarding.answers import Answers
from app.onboarding.desk import checklist
from app.onboarding.desk.activation import AccountTaken, NotRequested, SenderMissing, activate
from app.onboarding.desk.checklist import (
    TICKED,
    AlreadyActivated,
    ChecklistIncomplete,
    NothingToVerify,
)
from app.onboarding.dialogue import messages
from app.onboarding.models import PlanAnswer
from app.overview.invariants import breaches
from app.ranges.bounds import Bounds
from app.ranges.models import ContractSuspended, NumberRange, draw_numbers
from tests.cast import CLAIRE, Cast
from tests.conftest import DATABASES

# Examples share a database that is never emptied: each has its own people and its own numbers.
_EXAMPLES = count(1)
ROOM = 10_000
SLUGS = [item.slug for item in TICKED]
WHICH = st.integers(0, 2)
# The last of each change takes the value away.
SOME = st.sampled_from([0, 1, 0, 1, 0, 1, 2])
REFUSALS = (NotRequested, SenderMissing, ChecklistIncomplete, AccountTaken)
CAREFUL = settings(
    derandomize=True,
    database=None,
    max_examples=20,
    stateful_step_count=20,
    suppress_health_check=list(HealthCheck),
)
Changes = tuple[Callable[[Contract, int], None], ...]


def _change_number(contract: Contract, which: int) -> None:
    contract.contract_number = ("D-1", "D-2", None)[which]


def _change_coclico(contract: Contract, which: int) -> None:
    contract.coclico = ("00000001", "00000002", None)[which]


def _change_account(contract: Contract, which: int) -> None:
    contract.tracking_account = ("111111", "222222", None)[which]


def _change_dates(contract: Contract, which: int) -> None:
    contract.starts_on = (date(2026, 1, 1), date(2026, 2, 1), None)[which]


def _change_sites(contract: Contract, which: int) -> None:
    contract.allow_site(("Lyon PIC", "Bron PIC", "Nice PIC")[which], "69381A")


def _change_sender(contract: Contract, which: int) -> None:
    contract.sender_name = ("Alma", "Alma & Cie", None)[which]


CHANGES: Changes = (
    _change_number,
    _change_coclico,
    _change_account,
    _change_dates,
    _change_sites,
    _change_sender,
)


class Desk(RuleBasedStateMachine):
    """A merchant with up to three contracts, and an advisor who is quick with the button."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.cast = Cast(app)
        self.base = next(_EXAMPLES) * ROOM
        self.opened = 0
        self.contracts: list[Contract] = []
        # What was ticked with which value, by contract: the machine's own memory.
        self.seen: dict[int, dict[str, str | None]] = {}

    @initialize()
    def a_merchant(self) -> None:
        self.advisor = User.by_email(CLAIRE) or self.cast.advisor()
        self.contracts = [self.cast.requested(f"alma{self.base}@desk.test")]

    @property
    def merchant(self) -> User:
        return self.contracts[0].merchant.owner

    def _one(self, which: int) -> Contract:
        """One of the contracts, locked as a route has it."""
        return lock_contract(self.contracts[which % len(self.contracts)].id)

    def _values(self, contract: Contract) -> dict[str, str | None]:
        answers = Answers.about(contract)
        return {item.slug: item.value(answers) for item in TICKED}

    @rule(asked=st.booleans())
    def another_contract(self, asked: bool) -> None:
        if len(self.contracts) > len(CHANGES) // 2:
            return
        first = self.contracts[0]
        other = Contract(
            merchant=first.merchant,
            contract_number="D-1",
            coclico="00000001",
            tracking_account=first.tracking_account,
            starts_on=date(2026, 1, 1),
            sender_name="Alma",
        )
        db.session.add(other)
        other.set_site("Lyon PIC", None)
        if asked:
            other.request_activation("support@sendcloud.test", self.merchant)
        db.session.commit()
        self.contracts.append(other)

    @rule(which=WHICH, change=st.sampled_from(CHANGES), to=SOME)
    def change(self, which: int, change: Callable[[Contract, int], None], to: int) -> None:
        """As the merchant's form does: no more once the contract is activated."""
        contract = self._one(which)
        if not contract.is_activated:
            change(contract, to)
            if change is not _change_sender and not contract.is_described:
                contract.describe(self.merchant)
        db.session.commit()

    @rule(code=st.sampled_from(["lite", "growth", "growth", "lite", None]))
    def change_plan(self, code: str | None) -> None:
        contract = self._one(0)
        answer = PlanAnswer.of(contract.merchant)
        assert answer is not None
        if not contract.is_activated:
            answer.plan_code = code
        db.session.commit()

    @rule(which=WHICH)
    def request(self, which: int) -> None:
        self._one(which).request_activation("support@sendcloud.test", self.merchant)
        db.session.commit()

    @rule(which=WHICH, ticked=st.sets(st.sampled_from(SLUGS)), all_of_them=st.booleans())
    def tick(self, which: int, ticked: set[str], all_of_them: bool) -> None:
        """These and no others; what was ticked before and is not now is taken away."""
        contract = self._one(which)
        chosen = set(SLUGS) if all_of_them else ticked
        values = self._values(contract)
        try:
            checklist.verify(Answers.about(contract), chosen, self.advisor)
            db.session.commit()
        except NothingToVerify:
            db.session.rollback()
            assert any(not values[slug] for slug in chosen)
        except AlreadyActivated:
            db.session.rollback()
            assert contract.is_activated
        else:
            own = self.seen.setdefault(contract.id, {})
            kept = {s: v for s, v in own.items() if s not in chosen and v != values[s]}
            self.seen[contract.id] = kept | {slug: values[slug] for slug in chosen}

    @rule(which=WHICH, times=st.integers(1, 2))
    def activate(self, which: int, times: int) -> None:
        for _ in range(times):
            contract = self._one(which)
            before, values = contract.is_activated, self._values(contract)
            first = self.base + 10 * self.opened
            try:
                done = activate(contract, Bounds("2L", first, first + 9, first), by=self.advisor)
                db.session.commit()
            except REFUSALS:
                db.session.rollback()
                assert not contract.is_activated
                continue
            assert done is not before
            self.opened += done
            if done:
                assert contract.is_requested and contract.sender_lines
                assert None not in values.values()
                assert self.seen[contract.id] == values

    @rule(which=WHICH, changed=st.sampled_from([None, None, None, *CHANGES]), to=SOME)
    def verify_then_activate(
        self, which: int, changed: Callable[[Contract, int], None] | None, to: int
    ) -> None:
        """The advisor does it all at one go; the merchant may change something in between."""
        self.tick(which, set(), True)
        if changed:
            self.change(which, changed, to)
        self.activate(which, 1)

    @rule(which=WHICH)
    def suspend(self, which: int) -> None:
        contract = self._one(which)
        was_active = contract.is_active
        changed = suspend(contract, "Un motif.", self.advisor)
        db.session.commit()
        assert (changed is not None) is was_active

    @rule(which=WHICH)
    def resume(self, which: int) -> None:
        contract = self._one(which)
        was_suspended = contract.is_suspended
        changed = resume(contract, "Un motif.", self.advisor)
        db.session.commit()
        assert (changed is not None) is was_suspended

    @rule(which=WHICH)
    def activate_and_suspend(self, which: int) -> None:
        """All at one go, as somebody who thinks better of it."""
        self.verify_then_activate(which, None, 0)
        self.suspend(which)

    @rule(which=WHICH)
    def draw(self, which: int) -> None:
        """Only an active contract gives numbers; what it gives is taken back here."""
        contract = self._one(which)
        if NumberRange.of(contract):
            try:
                assert draw_numbers(contract, 1, by=self.merchant, purpose="desk")
                assert contract.is_active
            except ContractSuspended:
                assert contract.is_suspended
        db.session.rollback()

    @rule(which=WHICH, what=st.sampled_from([messages.ask, messages.answer, messages.note]))
    def talk(self, which: int, what: Callable[[Contract, str, User], object]) -> None:
        what(self._one(which), "Oui ?", self.advisor)
        db.session.commit()

    @invariant()
    def nothing_is_amiss(self) -> None:
        assert list(breaches()) == []

    @invariant()
    def an_account_is_activated_once(self) -> None:
        activated = [c.tracking_account for c in self.contracts if c.is_activated]
        assert len(activated) == len(set(activated))

    @invariant()
    def each_activation_opened_one_range(self) -> None:
        for contract in self.contracts:
            assert len(NumberRange.of(contract)) == contract.is_activated


def _count(condition: object) -> int:
    return db.session.scalar(select(func.count(Contract.id)).where(condition)) or 0  # type: ignore[arg-type]


@pytest.mark.usefixtures("context")
def test_only_what_was_verified_is_activated_whatever_is_done(app: Flask) -> None:
    run_state_machine_as_test(partial(Desk, app), settings=CAREFUL)  # type: ignore[arg-type]
    # The sample would show nothing if all were refused, or nothing.
    assert _count(Contract.activated_at.is_not(None)) > 3
    assert _count(Contract.activated_at.is_(None)) > 3
    assert db.session.scalar(select(func.count(SuspensionChange.id)))


@pytest.mark.prove
@pytest.mark.usefixtures("context")
def test_only_what_was_verified_is_activated_in_thousands_of_acts(app: Flask) -> None:
    # Half of a hundred examples, others on each database.
    many = settings(CAREFUL, max_examples=50, stateful_step_count=60)
    desk = seed(DATABASES.index(db.engine.dialect.name))(partial(Desk, app))
    run_state_machine_as_test(desk, settings=many)  # type: ignore[arg-type]
