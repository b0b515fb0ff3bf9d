"""A year of a dozen shops on the database: the true sweeps, every mail counted, on the right day.

Each shop has the rhythm of a week and its own way with a warning. What it should be told is said by
an oracle that knows the demand to come, and nothing of the forecast.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.mail.models import OutboxMail
from app.ranges.models import left_for
from app.renewals.models import Renewal, begin
from app.renewals.reminders import remind_of_certificates, remind_of_links, remind_of_ranges
from app.renewals.reserve.low_reserve import tell_advisors, warn_of_low_reserves
from tests.cast import CLAIRE, Cast
from tests.renewals.renewing import certificate, typed_range
from tests.renewals.reserve.shops import at, draw

pytestmark = [
    pytest.mark.usefixtures("context"),
    # The rules are the same on both databases, and a year is long.
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]

WEEK = (12, 9, 8, 9, 14, 4, 0)  # from Monday on; nobody sends on a Sunday
# How many days go by, and on which of them no worker runs.
YEAR = 365, range(201, 208)
PART_OF_A_YEAR = 160, range(95, 102)
DAYS = (20, 10, 5, 2)
SWEEP, ACT, LATER, DRAW, EVENING = HOURS = (7, 9, 10, 17, 18)
LOW, STEP, URGENT, STEP_URGENT, DIGEST = (
    "reserve_low",
    "renewal_step",
    "reserve_urgent",
    "renewal_step_urgent",
    "reserve_digest",
)
REMINDERS = ("link_to_click", "certificate_late", "certificate_late_advisor", "range_to_record")


Written = tuple[int, int, str]  # day, hour, kind


@dataclass(frozen=True)
class Way:
    """What a shop does about a warning: at which one it begins, how many days each step takes."""

    at_mail: int = 1
    submitted: int = 0
    confirmed: int = 0
    received: int = 1
    recorded: int = 1
    # What these delays bring by themselves, each time.
    brings: tuple[str, ...] = ()


LATE = ("certificate_late", "certificate_late_advisor")
WAYS = {
    "prompt": Way(),
    "at-ten": Way(at_mail=2),
    "at-five": Way(at_mail=3),
    "at-two": Way(at_mail=4),
    "runs-out": Way(at_mail=5),
    "forgets-the-link": Way(confirmed=1, received=2, recorded=2, brings=("link_to_click",)),
    "la-poste-is-late": Way(received=2, recorded=2, brings=LATE),
    "forgets-the-certificate": Way(recorded=3, brings=("range_to_record",)),
    "forgets-both": Way(
        confirmed=1, received=2, recorded=4, brings=("link_to_click", "range_to_record")
    ),
    "begins-and-waits": Way(submitted=12, confirmed=12, received=13, recorded=13),
    "at-ten-and-late": Way(at_mail=2, received=2, recorded=2, brings=LATE),
    "at-five-by-mail": Way(at_mail=3, confirmed=1, received=2, recorded=2, brings=REMINDERS[:1]),
}


@dataclass
class Shop:
    """A shop, its true reserve, and what it should have been told."""

    name: str
    way: Way
    contract_id: int
    first: int
    size: int
    left: int
    ranges: int = 1
    begun: bool = False
    told: set[int] = field(default_factory=set)  # since the newest range
    advisor_told: bool = False
    warnings: int = 0
    expected: list[Written] = field(default_factory=list)
    without: int = 0
    plans: dict[tuple[int, int], list[Callable[[], None]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    @property
    def address(self) -> str:
        return f"{self.name}@boutique.test"

    def days_left(self, day: int) -> int:
        """The true number of days until the last number goes."""
        left, n = self.left, 0
        while (left := left - WEEK[(day + n) % 7]) > 0:
            n += 1
        return n

    def crossed(self, day: int, hour: int) -> set[int]:
        """The thresholds it stands below; in the evening the day's letters are gone."""
        if not self.left:
            return {0, *DAYS}
        days = self.days_left(day + (hour > DRAW)) + (hour > DRAW)
        return {one for one in DAYS if days <= one}

    def is_told(self, day: int, hour: int) -> None:
        """What the sweep of this hour should write to it, and of it."""
        crossed = self.crossed(day, hour)
        if crossed - self.told:
            self.expected.append((day, hour, STEP if self.begun else LOW))
            self.warnings += 1
            self.told |= crossed
        if crossed & {0, 2} and not self.advisor_told:
            self.expected.append((day, hour, STEP_URGENT if self.begun else URGENT))
            self.advisor_told = True


SOME = ("runs-out", "forgets-both")


@pytest.mark.parametrize(
    ("names", "period"),
    [
        (SOME, PART_OF_A_YEAR),
        pytest.param(tuple(WAYS), YEAR, marks=pytest.mark.prove),
    ],
    ids=["two", "dozen"],
)
def test_each_mail_of_a_year_comes_on_its_day_and_none_besides(
    cast: Cast, names: tuple[str, ...], period: tuple[int, range]
) -> None:
    days, off = period
    year = Year(cast, names, days, off)
    for day in range(days):
        for hour in HOURS:
            with at(day, hour):
                year.goes_by(day, hour)
    for shop in year.shops:
        _same(year.mails_to(shop), sorted(shop.expected), shop)
        assert shop.ranges > 3 * days // 365, shop.name
        reminded = Counter(kind for _, _, kind in shop.expected)
        assert all(reminded[kind] >= shop.ranges - 1 for kind in shop.way.brings), shop.name
        known = db.session.get_one(Contract, shop.contract_id)
        assert left_for(known) == shop.left, shop.name
    without = {shop.name: shop.without for shop in year.shops if shop.without}
    assert set(without) == {"runs-out"}, without
    lists, expected = year.digests(), year.expected_digests
    assert len(lists) == len(set(lists)) and not set(lists) & set(off)
    blurred = sum(shop.ranges for shop in year.shops if shop.without)
    assert len(set(lists) ^ set(expected)) <= blurred
    per_shop = [len(shop.expected) for shop in year.shops]
    print(f"\n{sum(per_shop)} mails, {min(per_shop)} to {max(per_shop)} a shop")  # noqa: T201


def _same(written: list[Written], expected: list[Written], shop: Shop) -> None:
    """The same mails on the same days. A day cut short by an empty reserve blurs the forecast by one."""
    assert [(hour, kind) for _, hour, kind in written] == [(h, kind) for _, h, kind in expected]
    off = {abs(one[0] - other[0]) for one, other in zip(written, expected, strict=True)}
    assert max(off) <= (1 if shop.without else 0), shop.name


class Year:
    """The shops, and what happens at each hour."""

    def __init__(self, cast: Cast, names: tuple[str, ...], days: int, off: range) -> None:
        self.cast = cast
        self.days, self.off = days, off
        self.when: list[tuple[int, int, OutboxMail]] = []
        self.expected_digests: list[int] = []
        self.seen = 0
        with at(0, 6):
            claire = cast.advisor(CLAIRE)
            self.shops = [self._open(n, name, claire) for n, name in enumerate(names)]

    def _open(self, number: int, name: str, claire: User) -> Shop:
        # Long enough for a rhythm before the first warning, and each another day of the week.
        first, size = 100_000 * (number + 1), 460 + 17 * number
        contract = self.cast.active(f"{name}@boutique.test", first=first, size=size)
        contract.tracking_account, contract.coclico = "118402", "00001000"
        contract.take(claire)
        db.session.commit()
        return Shop(name, WAYS[name], contract.id, first, size, size)

    def goes_by(self, day: int, hour: int) -> None:
        for shop in self.shops:
            for plan in shop.plans.pop((day, hour), []):
                plan()
            if hour == DRAW:
                self._draw(shop, day)
        if day not in self.off:
            self._sweep(day, hour)
        for mail in db.session.scalars(
            select(OutboxMail).where(OutboxMail.id > self.seen).order_by(OutboxMail.id)
        ):
            self.when.append((day, hour, mail))
            self.seen = mail.id
        db.session.rollback()

    def _sweep(self, day: int, hour: int) -> None:
        remind_of_links()
        remind_of_certificates()
        remind_of_ranges()
        if hour not in (SWEEP, EVENING):
            return
        before = {shop.name: shop.warnings for shop in self.shops}
        for shop in self.shops:
            shop.is_told(day, hour)
        warn_of_low_reserves()
        if hour == SWEEP:
            tell_advisors()
            if any(shop.crossed(day, hour) for shop in self.shops):
                self.expected_digests.append(day)
        for shop in self.shops:
            if shop.warnings > before[shop.name]:
                self._reacts(shop, day + (hour == EVENING))

    def _draw(self, shop: Shop, day: int) -> None:
        wanted = WEEK[day % 7]
        count = min(wanted, shop.left)
        shop.without += wanted > shop.left
        shop.left -= count
        if count:
            draw(db.session.get_one(Contract, shop.contract_id), count)

    def _reacts(self, shop: Shop, day: int) -> None:
        """After so many mails it begins, and goes its way."""
        if shop.begun or shop.warnings < shop.way.at_mail:
            return
        way = shop.way
        self._plan(shop, day, lambda: self._begin(shop))
        self._plan(shop, day + way.submitted, lambda: self._step(shop, "submission"))
        self._plan(shop, day + way.confirmed, lambda: self._step(shop, "confirmation"))
        self._plan(shop, day + way.received, lambda: self._receive(shop))
        self._plan(shop, day + way.recorded, lambda: self._record(shop))
        if way.confirmed > way.submitted:
            self._expect(shop, day + way.submitted, LATER, "link_to_click")
        if way.received > way.confirmed + 1:
            for kind in LATE:
                self._expect(shop, day + way.confirmed + 1, ACT, kind)
        if way.recorded > way.received + 1:
            self._expect(shop, day + way.received + 1, ACT, "range_to_record")

    def _plan(self, shop: Shop, day: int, act: Callable[[], None]) -> None:
        shop.plans[day, ACT].append(act)

    def _expect(self, shop: Shop, day: int, hour: int, kind: str) -> None:
        """A reminder comes with the first sweep that finds it due."""
        if day < self.days:
            shop.expected.append(
                (self.off.stop, SWEEP, kind) if day in self.off else (day, hour, kind)
            )

    def _begin(self, shop: Shop) -> None:
        contract = lock_contract(shop.contract_id)
        owner = contract.merchant.owner
        begin(contract, email=owner.email, by=owner)
        db.session.commit()
        shop.begun = True

    def _step(self, shop: Shop, step: str) -> None:
        renewal = self._renewal(shop)
        owner = renewal.contract.merchant.owner
        assert renewal.submit(owner) if step == "submission" else renewal.confirm(owner)
        db.session.commit()

    def _receive(self, shop: Shop) -> None:
        shop.first += 5_000
        text = certificate((shop.first, shop.size))
        renewal = self._renewal(shop)
        renewal.receive(text, renewal.contract.merchant.owner)
        db.session.commit()

    def _record(self, shop: Shop) -> None:
        """On the page, as people do."""
        page = f"/renewals/{self._renewal(shop).id}/range"
        browser = self.cast.browser(shop.address)
        assert browser.send(page, typed_range(shop.first, shop.size)).status_code == 303
        shop.left += shop.size
        shop.ranges += 1
        shop.begun, shop.told, shop.advisor_told, shop.warnings = False, set(), False, 0

    def _renewal(self, shop: Shop) -> Renewal:
        renewal = Renewal.open_of(db.session.get_one(Contract, shop.contract_id))
        assert renewal, shop.name
        return renewal

    def mails_to(self, shop: Shop) -> list[Written]:
        """All of its mails, and those to the advisor about it, without what came of activation."""
        about = f"contract:{shop.contract_id}"
        kinds = {LOW, STEP, URGENT, STEP_URGENT, *REMINDERS}
        own = [(d, h, mail) for d, h, mail in self.when if mail.about == about]
        assert {m.kind for _, _, m in own} <= kinds | {"activated", "request_received", "request"}
        return sorted((d, h, mail.kind) for d, h, mail in own if mail.kind in kinds)

    def digests(self) -> list[int]:
        return [day for day, _, mail in self.when if mail.kind == DIGEST]
