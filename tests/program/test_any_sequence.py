"""Whatever people do, in whatever order: the invariants hold, and no number comes twice."""

from contextlib import suppress
from datetime import timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select

from app.clock import today
from app.contracts.models import Contract
from app.database import begin_write
from app.deposits.models import DepositSlip, LabelsChanged, OtherSite, make_slip
from app.extensions import db
from app.labels.making import ShipmentsChanged, make_labels
from app.labels.models import AlreadyOnSlip, Label
from app.overview.invariants import breaches
from app.ranges.bounds import Bounds
from app.ranges.models import (
    Issuer,
    NumberRange,
    RangeOverlap,
    draw_numbers,
    left_for,
    open_range,
)
from app.ranges.splitting import RangeExhausted
from app.shipments.models import Shipment
from tests.cast import Cast

# Examples share a database that is never emptied: each has its own people and its own numbers.
_EXAMPLES = count(1)
ROOM = 10_000
FIRST_SIZE = 9
WHO = st.integers(0, 1)
SOME = st.integers(0, 5)
RARELY = st.sampled_from([False, False, True])
TENS_OF_DAYS = st.integers(0, 59)
CAREFUL = settings(
    derandomize=True,
    database=None,
    max_examples=12,
    stateful_step_count=20,
    suppress_health_check=list(HealthCheck),
)


class Trade(RuleBasedStateMachine):
    """Two merchants who share a COCLICO open ranges, make labels, void them and deposit."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        self.cast = Cast(app)
        self.base = next(_EXAMPLES) * ROOM
        self.used = 0
        self.batches: set[int] = set()
        self.issued: list[str] = []
        self.contracts: list[Contract] = []

    @initialize()
    def two_merchants(self) -> None:
        self.contracts = [
            self.cast.active(
                f"{name}{self.base}@trade.test",
                first=self._room(FIRST_SIZE),
                size=FIRST_SIZE,
                coclico="00012345",
            )
            for name in ("alma", "basalte")
        ]
        self.cast.second_site(self.contracts[0])
        for contract in self.contracts:
            shipments = self.cast.shipments(contract, 5)
            self._make(contract, [s.id for s in shipments], str(uuid4()), 0)

    def _room(self, size: int) -> int:
        """Where the next range of this example may begin."""
        self.used += size + 1
        return self.base + self.used - size

    @rule(who=WHO, size=st.integers(1, 6))
    def open_a_range(self, who: int, size: int) -> None:
        self.cast.more_numbers(self.contracts[who], first=self._room(size), size=size)

    @rule(who=WHO, shift=st.integers(-3, 9), size=st.integers(1, 15))
    def open_a_range_over_another(self, who: int, shift: int, size: int) -> None:
        """Alma's first range begins at the example's base; whatever meets it is refused."""
        first = self.base + 1 + shift
        the_very_same = (who, shift, size) == (0, 0, FIRST_SIZE)
        if the_very_same or first > self.base + FIRST_SIZE or first + size <= self.base + 1:
            return
        bounds = Bounds("2L", first, first + size - 1, first)
        contract = self.contracts[who]
        with pytest.raises(RangeOverlap):
            open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SENDCLOUD)
        db.session.rollback()

    @rule()
    def open_the_first_range_again(self) -> None:
        """The very same range of the same contract is the one there is, and stays as it is."""
        alma = self.contracts[0]
        known = NumberRange.of(alma)
        first = self.base + 1
        bounds = Bounds("2L", first, first + FIRST_SIZE - 1, first)
        opened = open_range(alma, bounds, by=alma.merchant.owner, issuer=Issuer.SENDCLOUD)
        assert opened is known[0] and opened.issuer == Issuer.SILLAGE
        assert not db.session.new and not db.session.dirty
        db.session.rollback()

    @rule(who=WHO, count=st.integers(0, 5), site=st.integers(0, 1), twice=st.booleans())
    def make_a_batch(self, who: int, count: int, site: int, twice: bool) -> None:
        contract = self.contracts[who]
        self.cast.shipments(contract, max(0, count - 1))
        shipments = db.session.scalars(Shipment.to_prepare(contract.merchant).limit(count)).all()
        left, key = left_for(contract), str(uuid4())
        wrong = RangeExhausted if shipments else ShipmentsChanged
        if not shipments or left < len(shipments):
            with pytest.raises(wrong):
                self._make(contract, [s.id for s in shipments], key, site)
            db.session.rollback()
            assert left_for(contract) == left
            return
        for _ in range(1 + twice):
            self._make(contract, [s.id for s in shipments], key, site)
        assert left_for(contract) == left - len(shipments)

    def _make(self, contract: Contract, ids: list[int], key: str, site: int) -> None:
        begin_write(db.session)
        batch = make_labels(
            contract,
            ids,
            site=contract.sites[site % len(contract.sites)],
            deposit_date=today(),
            request_key=key,
            customs_cleared=True,
            by=contract.merchant.owner,
        )
        db.session.commit()
        if batch.id not in self.batches:
            self.batches.add(batch.id)
            self.issued += [label.tracking_number for label in batch.labels]

    @rule(who=WHO, wanted=st.integers(1, 3))
    def draw_and_think_better_of_it(self, who: int, wanted: int) -> None:
        contract = self.contracts[who]
        left = left_for(contract)
        begin_write(db.session)
        with suppress(RangeExhausted):
            draw_numbers(contract, wanted, by=contract.merchant.owner, purpose="test")
        db.session.rollback()
        assert left_for(contract) == left

    def _labels(self, who: int, careless: bool) -> list[Label]:
        """All labels of a merchant; or, with more care, those that the first site can take."""
        contract = self.contracts[who]
        mine = Label.created(contract.merchant) if careless else Label.to_deposit(contract.merchant)
        found = db.session.scalars(mine).all()
        return [x for x in found if careless or x.batch.site_id == contract.sites[0].id]

    @rule(who=WHO, which=SOME, careless=st.booleans())
    def void_a_label(self, who: int, which: int, careless: bool) -> None:
        labels = self._labels(who, careless)
        if not labels:
            return
        label = labels[which % len(labels)]
        by = self.contracts[who].merchant.owner
        begin_write(db.session)
        if label.is_listed:
            with pytest.raises(AlreadyOnSlip):
                label.void(by)
            db.session.rollback()
            return
        label.void(by)
        db.session.commit()
        assert label.is_voided

    @rule(who=WHO, many=st.integers(1, 4), tens=TENS_OF_DAYS, twice=st.booleans(), careless=RARELY)
    def make_a_slip(self, who: int, many: int, tens: int, twice: bool, careless: bool) -> None:
        contract, key = self.contracts[who], str(uuid4())
        chosen = self._labels(who, careless)[:many]
        fit = bool(chosen) and not any(label.is_voided or label.is_listed for label in chosen)
        one_site = {label.batch.site_id for label in chosen} == {contract.sites[0].id}
        begin_write(db.session)
        try:
            for _ in range(1 + twice):
                make_slip(
                    contract,
                    [label.id for label in chosen],
                    site=contract.sites[0],
                    deposit_date=today() + timedelta(days=10 * tens),
                    request_key=key,
                    by=contract.merchant.owner,
                )
            db.session.commit()
        except LabelsChanged:
            db.session.rollback()
            assert not fit
        except OtherSite:
            db.session.rollback()
            assert fit and not one_site
        else:
            assert fit and one_site

    @invariant()
    def nothing_is_amiss(self) -> None:
        assert list(breaches()) == []

    @invariant()
    def no_number_comes_twice(self) -> None:
        assert len(self.issued) == len(set(self.issued))


@pytest.mark.usefixtures("context")
def test_the_invariants_hold_whatever_is_done(app: Flask) -> None:
    run_state_machine_as_test(partial(Trade, app), settings=CAREFUL)  # type: ignore[arg-type]
    voided = select(func.count(Label.id)).where(Label.voided_at.is_not(None))
    assert (db.session.scalar(select(func.count(DepositSlip.id))) or 0) > 3
    assert (db.session.scalar(voided) or 0) > 3


@pytest.mark.prove
@pytest.mark.usefixtures("context")
def test_the_invariants_hold_in_long_sequences_too(app: Flask) -> None:
    many = settings(CAREFUL, max_examples=40, stateful_step_count=50)
    run_state_machine_as_test(partial(Trade, app), settings=many)  # type: ignore[arg-type]
