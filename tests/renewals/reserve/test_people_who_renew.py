"""Nobody is alone: a second person is warned, packers may be let renew, an advisor tells what they did."""

import pytest

from app.accounts.models import AuditEvent, Membership, Role
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.models import NumberRange
from app.renewals.models import begin
from app.renewals.reserve.low_reserve import warn_of_low_reserves
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.renewals.renewing import begun, certificate, typed_range
from tests.renewals.reserve.shops import MONTH, at, drew, ending

pytestmark = pytest.mark.usefixtures("context")

ANN = "ann@alma.test"


def _warn(day: int, hour: int = 9) -> int:
    with at(day, hour):
        return warn_of_low_reserves()


def _low(cast: Cast) -> dict[str, str]:
    return {mail.recipient: " ".join(mail.text.split()) for mail in cast.mails("reserve_low")}


def test_a_second_person_has_the_same_warning(cast: Cast) -> None:
    contract = ending(cast, 9)
    cast.member(contract.merchant).warned_since = contract.activated_at
    cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
    db.session.commit()
    assert (_warn(MONTH), _warn(MONTH)) == (2, 0)
    told = _low(cast)
    assert set(told) == {ALICE, TESS}
    assert "Demandez à Alice de renouveler la réserve." in told[TESS]
    assert "/renewals/new" in told[ALICE] and "/renewals/new" not in told[TESS]
    assert "/ranges" in told[TESS]


def test_a_second_person_who_may_renew_is_led_there(cast: Cast) -> None:
    contract = ending(cast, 9)
    tess = cast.member(contract.merchant)
    tess.warned_since = tess.renews_since = contract.activated_at
    db.session.commit()
    assert _warn(MONTH) == 2
    assert f"/contracts/{contract.id}/renewals/new" in _low(cast)[TESS]


def test_the_next_step_of_a_renewal_goes_to_both(cast: Cast) -> None:
    contract = ending(cast, 9)
    cast.member(contract.merchant).warned_since = contract.activated_at
    begin(contract, email=ALICE, by=contract.merchant.owner)
    db.session.commit()
    assert _warn(MONTH) == 2
    texts = {mail.recipient: mail.text for mail in cast.mails("renewal_step")}
    assert "s’occupe du renouvellement" in texts[TESS] and "/renewals/" not in texts[TESS]


def test_once_exhausted_no_other_threshold_is_mailed(cast: Cast) -> None:
    """Months later nothing can be projected any more: percentages would be crossed anew."""
    contract = ending(cast, 3)
    drew(contract, MONTH, 3)
    assert _warn(MONTH + 3) == 2
    assert [_warn(MONTH + day, hour) for day in (4, 60, 200) for hour in (3, 9)] == [0] * 6
    assert len(cast.mails("reserve_low")) == 1


def test_no_percentage_is_mailed_at_night(cast: Cast) -> None:
    with at(0, 8):
        contract = cast.active(size=100)
    known = NumberRange.all_of(contract)[0]
    drew(contract, 0, 1)
    drew(contract, 1, 8)
    assert known.left == 10
    assert _warn(1, 3) == 0


@pytest.fixture
def tess(cast: Cast, contract: Contract) -> Membership:
    return cast.member(contract.merchant)


@pytest.fixture
def let(tess: Membership, alice: PageClient) -> Membership:
    """The owner lets Tess renew."""
    sent = {"second": "nobody", "renewers": str(tess.id)}
    assert alice.send("/ranges/people", sent).status_code == 303
    return tess


@pytest.mark.one_database
class TestPages:
    def test_the_owner_names_them_and_takes_it_back(
        self, tess: Membership, alice: PageClient
    ) -> None:
        sent = {"second": str(tess.id), "renewers": str(tess.id)}
        for _ in range(2):
            assert alice.send("/ranges/people", sent).status_code == 303
        db.session.refresh(tess)
        assert (tess.is_warned, tess.may_renew) == (True, True)
        page = page_of(alice.get("/ranges"))
        assert page.xpath("//input[@name='second'][@checked]/@value") == [str(tess.id)]
        assert page.xpath("//input[@name='renewers'][@checked]/@value") == [str(tess.id)]
        alice.send("/ranges/people", {"second": "nobody"})
        db.session.refresh(tess)
        assert (tess.is_warned, tess.may_renew) == (False, False)
        acts = db.session.query(AuditEvent.act).filter(AuditEvent.act.startswith("team."))
        assert [act for (act,) in acts.order_by(AuditEvent.id)] == [
            "team.warned",
            "team.renews",
            "team.not_warned",
            "team.renews_not",
        ]

    def test_nobody_of_another_company_and_no_accountant_is_let(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        ann = cast.member(contract.merchant, ANN, Role.ACCOUNTANT)
        other = cast.member(cast.active(BOB, first=50_000).merchant, "una@basalte.test")
        answer = alice.send("/ranges/people", {"second": str(other.id)})
        assert answer.status_code == 422
        sent = {"second": "nobody", "renewers": [str(ann.id), str(other.id)]}
        assert alice.send("/ranges/people", sent).status_code == 303
        for member in (ann, other):
            db.session.refresh(member)
            assert member.renews_since is None and member.warned_since is None

    def test_the_owner_alone_is_asked_nothing(self, contract: Contract, alice: PageClient) -> None:
        assert "/ranges/people" not in alice.get("/ranges").text

    def test_who_is_let_renews_to_the_end(
        self, cast: Cast, contract: Contract, let: Membership
    ) -> None:
        browser = cast.browser(TESS)
        assert "Renouveler ma réserve" in text_of(browser.get("/ranges"))
        address = begun(browser, contract.id)
        for act in ("submission", "confirmation"):
            assert browser.get(address).status_code == 200
            assert browser.send(f"{address}/{act}").status_code == 303
        assert browser.get(address).status_code == 200
        browser.send(f"{address}/certificate", {"text": certificate((5_000, 500))})
        assert browser.get(f"{address}/range").status_code == 200
        assert browser.send(f"{address}/range", typed_range(5_000, 500)).status_code == 303
        assert browser.get(f"/settings/contracts/{contract.id}").status_code == 200
        assert browser.get("/settings/contracts").status_code == 403
        assert browser.send("/ranges/people", {"second": "nobody"}).status_code == 403

    def test_who_is_not_let_is_told_whom_to_ask(
        self, cast: Cast, contract: Contract, tess: Membership
    ) -> None:
        browser = cast.browser(TESS)
        assert browser.send(f"/contracts/{contract.id}/renewals").status_code == 403
        assert "Renouveler ma réserve" not in text_of(browser.get("/ranges"))

    def test_an_advisor_who_records_tells_the_merchant(
        self, cast: Cast, contract: Contract, alice: PageClient
    ) -> None:
        path = f"/settings/contracts/{contract.id}"
        claire = cast.browser(CLAIRE)
        for _ in range(2):
            assert claire.send(path, typed_range(5_000, 500)).status_code == 303
        (mail,) = cast.mails("range_recorded")
        assert mail.recipient == ALICE and "/ranges" in mail.text
        assert "Votre conseiller a enregistré une plage pour vous" in mail.subject
        known = NumberRange.all_of(contract)[-1]
        sent = typed_range(5_000, 400)
        assert claire.send(f"/ranges/{known.id}/correction", sent).status_code == 303
        assert cast.mails("range_recorded")[-1].subject == "Votre conseiller a corrigé une plage"
        assert alice.send(path, typed_range(9_000, 500)).status_code == 303
        assert len(cast.mails("range_recorded")) == 2
