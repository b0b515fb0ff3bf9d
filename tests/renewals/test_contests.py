"""A contested range: advisors see both certificates and decide; contesting alone stops nobody."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import AuditEvent, User
from app.clock import today
from app.contracts.locking import lock_contract
from app.contracts.models import Contract, DepositSite
from app.database import begin_write
from app.extensions import db
from app.labels.making import make_labels
from app.overview.invariants import breaches
from app.ranges import tracking_number
from app.ranges.advancing import advance_ranges
from app.ranges.bounds import Bounds
from app.ranges.certificates import certify
from app.ranges.correcting import RangeTouched, correct_range
from app.ranges.models import (
    Issuer,
    NumberRange,
    RangeOverlap,
    draw_numbers,
    is_issued_elsewhere,
    open_range,
)
from app.ranges.releasing import release_remainder
from app.ranges.reserve import Reserve
from app.ranges.splitting import RangeExhausted
from app.renewals.contests.models import (
    Decided,
    Decision,
    Evidence,
    NothingToContest,
    RangeContest,
    contest,
)
from tests.at_once import at_once
from tests.cast import ALICE, BOB, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.renewals.renewing import begun, certificate, numbers, typed_range

pytestmark = pytest.mark.usefixtures("context")

# What Bob's certificate grants; Alice has recorded 1 000 to 1 099.
GRANTED = Bounds("2L", 1_050, 1_149, 1_050)
EVIDENCE = Evidence("Certificat d'attribution de plage\nde Bob")
REASON = "La Poste confirme par écrit que la plage est à Bob."


@pytest.fixture
def alice(cast: Cast) -> Contract:
    """Alice's contract, with 1 000 to 1 099."""
    return cast.active()


@pytest.fixture
def bob(cast: Cast, alice: Contract) -> Contract:
    """Bob's contract, with other numbers and another account."""
    return cast.active(BOB, first=50_000)


@pytest.fixture
def contested(alice: Contract, bob: Contract) -> RangeContest:
    """Bob contests Alice's range."""
    begun_now, is_new = contest(bob, GRANTED, EVIDENCE, bob.merchant.owner)
    db.session.commit()
    assert is_new
    return begun_now


def _advisor() -> User:
    found = User.by_email(CLAIRE)
    assert found
    return found


def _of(contract: Contract) -> NumberRange:
    return NumberRange.all_of(contract)[0]


def _record(contract: Contract, bounds: Bounds) -> NumberRange:
    opened = open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SILLAGE)
    db.session.commit()
    return opened


def test_contesting_alone_stops_nobody(
    cast: Cast, alice: Contract, bob: Contract, contested: RangeContest
) -> None:
    assert len(cast.batch(alice, cast.shipments(alice, 3)).labels) == 3
    assert Reserve.of(alice).left == 97
    with pytest.raises(RangeOverlap):
        open_range(bob, GRANTED, by=bob.merchant.owner, issuer=Issuer.SILLAGE)
    assert contested.is_open


def test_contested_twice_it_is_one(bob: Contract, contested: RangeContest) -> None:
    again, is_new = contest(bob, GRANTED, EVIDENCE, bob.merchant.owner)
    assert (again.id, is_new) == (contested.id, False)


@pytest.mark.parametrize("first", [70_000, 50_000])
def test_free_numbers_and_one_s_own_are_not_contested(bob: Contract, first: int) -> None:
    with pytest.raises(NothingToContest):
        contest(bob, Bounds("2L", first, first + 9, first), EVIDENCE, bob.merchant.owner)


def test_a_range_that_is_kept_stays_as_it_was(
    alice: Contract, bob: Contract, contested: RangeContest
) -> None:
    assert contested.decide(Decision.KEEP, REASON, _advisor()) == 0
    db.session.commit()
    assert Reserve.of(alice).left == 100
    with pytest.raises(RangeOverlap):
        open_range(bob, GRANTED, by=bob.merchant.owner, issuer=Issuer.SILLAGE)


def test_released_untouched_the_whole_range_is_free_for_its_owner(
    cast: Cast, alice: Contract, bob: Contract, contested: RangeContest
) -> None:
    assert contested.decide(Decision.RELEASE, REASON, _advisor()) == 100
    db.session.commit()
    assert (Reserve.of(alice).left, _of(alice).left) == (0, 0)
    _record(bob, GRANTED)
    assert Reserve.of(bob).left == 200
    # What Bob was not granted may be Alice's all the same.
    _record(alice, Bounds("2L", 1_000, 1_049, 1_000))
    assert len(cast.batch(alice, cast.shipments(alice, 2)).labels) == 2
    assert list(breaches()) == []


def test_released_with_draws_the_drawn_part_stays_where_it_is(
    cast: Cast, alice: Contract, bob: Contract, contested: RangeContest
) -> None:
    labels = cast.batch(alice, cast.shipments(alice, 60)).labels
    assert contested.decide(Decision.RELEASE, REASON, _advisor()) == 40
    db.session.commit()
    known = _of(alice)
    assert (known.left, known.first_serial, known.last_serial) == (0, 1_000, 1_099)
    with pytest.raises(RangeOverlap):
        open_range(bob, GRANTED, by=bob.merchant.owner, issuer=Issuer.SILLAGE)
    db.session.rollback()
    _record(bob, Bounds("2L", 1_060, 1_149, 1_060))
    drawn = {one.number for one in draw_numbers(bob, 190, by=bob.merchant.owner, purpose="batch")}
    assert not drawn & {label.tracking_number for label in labels}
    db.session.rollback()
    assert list(breaches()) == []


def test_nothing_is_drawn_from_a_released_range(cast: Cast, alice: Contract) -> None:
    release_remainder(_of(alice), by=_advisor())
    db.session.commit()
    with pytest.raises(RangeExhausted):
        draw_numbers(alice, 1, by=alice.merchant.owner, purpose="batch")
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(db.text("UPDATE number_range SET next_serial = next_serial + 1"))
    db.session.rollback()


def test_a_released_range_is_not_corrected_and_counts_for_nothing(alice: Contract) -> None:
    known = _of(alice)
    assert release_remainder(known, by=_advisor()) == 100
    assert release_remainder(known, by=_advisor()) == 0
    with pytest.raises(RangeTouched):
        correct_range(known, Bounds("2L", 1, 9, 1), by=_advisor())
    assert not is_issued_elsewhere(alice)
    assert Reserve.of(alice).ranges == ()
    assert not known.is_same(alice, Bounds("2L", 1_000, 1_099, 1_000))


def test_while_labels_are_made_a_release_takes_what_is_left_and_no_more(
    app: Flask, cast: Cast, alice: Contract, contested: RangeContest
) -> None:
    shipments = [one.id for one in cast.shipments(alice, 30)]
    contract_id, site_id, range_id = alice.id, alice.sites[0].id, contested.range_id

    def draw() -> None:
        with app.app_context():
            begin_write(db.session)
            contract = db.session.get_one(Contract, contract_id)
            try:
                make_labels(
                    contract,
                    shipments,
                    site=db.session.get_one(DepositSite, site_id),
                    deposit_date=today(),
                    request_key="at-once",
                    customs_cleared=True,
                    by=contract.merchant.owner,
                )
                db.session.commit()
            except RangeExhausted:
                db.session.rollback()

    def decide() -> None:
        with app.app_context():
            lock_contract(contract_id)
            found = db.session.get_one(RangeContest, contested_id)
            found.decide(Decision.RELEASE, REASON, _advisor())
            db.session.commit()

    contested_id = contested.id
    at_once([draw, decide])
    db.session.expire_all()
    known = db.session.get_one(NumberRange, range_id)
    assert known.released_serial in (1_000, 1_030)
    assert list(breaches()) == []


def test_moving_ranges_past_a_restore_leaves_a_released_one(
    cast: Cast, alice: Contract, bob: Contract, contested: RangeContest
) -> None:
    """Its numbers may be those of another range by now."""
    cast.batch(alice, cast.shipments(alice, 60))
    contested.decide(Decision.RELEASE, REASON, _advisor())
    db.session.commit()
    theirs = _record(bob, Bounds("2L", 1_060, 1_149, 1_060))
    used = tracking_number.read(tracking_number.write("2L", 1_069))
    begin_write(db.session)
    advance_ranges({}, [used], margin=5, by=cast.admin(), reason="Restored")
    db.session.commit()
    assert _of(alice).next_serial == 1_060
    assert theirs.next_serial == 1_075
    assert list(breaches()) == []


def test_it_is_decided_once(contested: RangeContest) -> None:
    contested.decide(Decision.KEEP, REASON, _advisor())
    db.session.commit()
    with pytest.raises(Decided):
        contested.decide(Decision.RELEASE, REASON, _advisor())


@pytest.fixture
def browser(cast: Cast, alice: Contract, bob: Contract) -> PageClient:
    return cast.browser(BOB)


@pytest.mark.one_database
class TestPages:
    def test_an_overlap_with_another_leads_to_contesting(
        self, alice: Contract, bob: Contract, browser: PageClient
    ) -> None:
        path = f"/settings/contracts/{bob.id}"
        answer = browser.send(path, typed_range(1_050, 100))
        assert answer.status_code == 422
        (link,) = page_of(answer).xpath(
            f"//a[starts-with(@href, '/contracts/{bob.id}/contests')]/@href"
        )
        page = browser.get(link)
        assert page.status_code == 200 and "n’arrête personne" in text_of(page)
        first, last = numbers(1_050, 100)
        values = page_of(page).xpath("//input[@name='first' or @name='last']/@value")
        assert values == [first, last]
        assert "Atelier Alice" not in text_of(page)

    def test_an_overlap_with_one_s_own_range_does_not(
        self, bob: Contract, browser: PageClient
    ) -> None:
        answer = browser.send(f"/settings/contracts/{bob.id}", typed_range(50_050, 100))
        assert answer.status_code == 422 and "/contests" not in answer.text

    def test_a_certificate_is_asked_for(self, bob: Contract, browser: PageClient) -> None:
        answer = browser.send(f"/contracts/{bob.id}/contests", typed_range(1_050, 100))
        assert answer.status_code == 422
        assert page_of(answer).xpath("//*[@id='file-error']")
        assert db.session.query(RangeContest).count() == 0

    def test_that_of_the_open_renewal_is_joined(self, bob: Contract, browser: PageClient) -> None:
        address = begun(browser, bob.id)
        text = certificate((1_050, 100), coclico="00050000")
        browser.send(f"{address}/certificate", {"text": text})
        answer = browser.send(f"/contracts/{bob.id}/contests", typed_range(1_050, 100))
        assert answer.status_code == 303
        found = db.session.scalars(select(RangeContest)).one()
        assert found.text == text and found.contract_id == bob.id

    def test_both_advisors_are_told_and_see_both_certificates(
        self, cast: Cast, alice: Contract, bob: Contract, browser: PageClient
    ) -> None:
        dora = cast.advisor("dora@sendcloud.test")
        bob.taken_by, alice.taken_by = dora, _advisor()
        certify(_of(alice), by=_advisor(), text="Certificat d’Alice, saisi de travers")
        db.session.commit()
        sent = typed_range(1_050, 100, text="Certificat de Bob")
        for _ in range(2):
            assert browser.send(f"/contracts/{bob.id}/contests", sent).status_code == 303
        mails = cast.mails("range_contested")
        assert {mail.recipient for mail in mails} == {CLAIRE, "dora@sendcloud.test"}
        assert len(mails) == 2 and "Personne n’est arrêté" in mails[0].text
        (found,) = RangeContest.about(alice)
        page = text_of(cast.browser(CLAIRE).get(f"/contests/{found.id}"))
        assert "Certificat d’Alice, saisi de travers" in page and "Certificat de Bob" in page
        assert "Atelier Alice" in page and "Atelier Bob" in page
        contract_page = cast.browser(CLAIRE).get(f"/settings/contracts/{alice.id}")
        assert f"/contests/{found.id}" in contract_page.text

    def test_without_advisors_support_is_told_once(
        self, app: Flask, cast: Cast, bob: Contract, alice: Contract, browser: PageClient
    ) -> None:
        bob.taken_by = alice.taken_by = None
        db.session.commit()
        browser.send(f"/contracts/{bob.id}/contests", typed_range(1_050, 100, text="Certificat"))
        (mail,) = cast.mails("range_contested")
        assert mail.recipient == app.config["SUPPORT_EMAIL"]

    def test_before_the_activation_an_advisor_contests_for_the_merchant(
        self, cast: Cast, alice: Contract
    ) -> None:
        cleo = cast.requested("cleo@cuivre.test", coclico="00070000")
        path, claire = f"/contracts/{cleo.id}/contests", cast.browser(CLAIRE)
        desk = page_of(claire.get(f"/requests/{cleo.id}"))
        assert desk.xpath(f"//a[@href='{path}']")
        assert claire.get(path).status_code == 200
        sent = typed_range(1_050, 100, text="Certificat de Cleo")
        assert claire.send(path, sent).location == f"/requests/{cleo.id}"
        (found,) = RangeContest.about(cleo)
        assert claire.get(f"/contests/{found.id}").status_code == 200
        decision = {"decision": "release", "reason": REASON}
        assert claire.send(f"/contests/{found.id}", decision).status_code == 303
        told = {mail.recipient: mail.text for mail in cast.mails("contest_decided")}
        assert "/settings/contracts" not in told["cleo@cuivre.test"]
        assert cast.browser("cleo@cuivre.test").get(path).status_code == 404

    def test_a_merchant_sees_no_contest(self, cast: Cast, contested: RangeContest) -> None:
        for email in (ALICE, BOB):
            browser = cast.browser(email)
            assert browser.get(f"/contests/{contested.id}").status_code == 403
            answer = browser.send(f"/contests/{contested.id}", {"decision": "release"})
            assert answer.status_code == 403

    def test_a_decision_needs_its_reason(self, cast: Cast, contested: RangeContest) -> None:
        claire, path = cast.browser(CLAIRE), f"/contests/{contested.id}"
        for typed in (
            {"decision": "release"},
            {"reason": REASON},
            {"decision": "x", "reason": "y"},
        ):
            assert claire.send(path, typed).status_code == 422
        assert _of(contested.range.contract).left == 100

    def test_a_decision_is_told_to_both_merchants_who_are_not_told_the_other(
        self, cast: Cast, alice: Contract, bob: Contract, contested: RangeContest
    ) -> None:
        claire, path = cast.browser(CLAIRE), f"/contests/{contested.id}"
        sent = {"decision": "release", "reason": REASON}
        assert [claire.send(path, sent).status_code for _ in range(2)] == [303, 303]
        told = {mail.recipient: mail.text for mail in cast.mails("contest_decided")}
        assert set(told) == {ALICE, BOB}
        assert "enregistrez maintenant votre plage" in " ".join(told[BOB].split())
        assert "n’est plus à vous" in " ".join(told[ALICE].split())
        assert "Atelier Alice" not in told[BOB] and "Atelier Bob" not in told[ALICE]
        acts = db.session.scalars(
            select(AuditEvent.act).where(AuditEvent.act.in_(["contest.release", "range.released"]))
        ).all()
        assert sorted(acts) == ["contest.release", "contest.release", "range.released"]
        answer = cast.browser(BOB).send(f"/settings/contracts/{bob.id}", typed_range(1_050, 100))
        assert answer.status_code == 303
        assert "rendue" in text_of(cast.browser(ALICE).get(f"/settings/contracts/{alice.id}"))
        assert cast.browser(ALICE).get("/ranges").status_code == 200

    def test_two_decisions_at_once_are_one(self, cast: Cast, contested: RangeContest) -> None:
        path, reason = f"/contests/{contested.id}", {"reason": REASON}
        browsers = [cast.browser(CLAIRE), cast.browser(CLAIRE)]
        sent = [reason | {"decision": one} for one in ("keep", "release")]
        at_once([partial(b.send, path, s) for b, s in zip(browsers, sent, strict=True)])
        assert len(cast.mails("contest_decided")) == 2
