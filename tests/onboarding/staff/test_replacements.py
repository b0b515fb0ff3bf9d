"""An advisor who is away: who stands in, for which mails and requests."""

from datetime import timedelta

import pytest
import time_machine

from app.accounts import replacement
from app.accounts.models import User
from app.accounts.replacement import OverlappingReplacement, Replacement
from app.clock import now, today
from app.contracts.models import Contract
from app.extensions import db
from tests.cast import ADAM, ALICE, CLAIRE, Cast
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

DORA = "dora@sendcloud.test"


@pytest.fixture
def people(cast: Cast) -> tuple[User, User]:
    claire, dora = cast.advisor(), cast.advisor(DORA)
    dora.name = "Dora"
    db.session.commit()
    return claire, dora


@pytest.fixture
def claire(people: tuple[User, User], cast: Cast) -> PageClient:
    return cast.browser(CLAIRE)


def _typed(people: tuple[User, User], first: int = 0, last: int = 5) -> dict[str, object]:
    return {
        "advisor": people[0].id,
        "substitute": people[1].id,
        "first_day": (today() + timedelta(days=first)).isoformat(),
        "last_day": (today() + timedelta(days=last)).isoformat(),
    }


def _plan(away: User, other: User, first: int = 0, last: int = 5) -> Replacement:
    days = (today() + timedelta(days=first), today() + timedelta(days=last))
    planned = replacement.plan(away, other, *days, by=away)
    db.session.commit()
    return planned


def test_an_absence_is_planned_once_and_withdrawn(
    claire: PageClient, people: tuple[User, User]
) -> None:
    for _ in range(2):
        assert claire.send("/replacements", _typed(people)).status_code == 303
    (planned,) = Replacement.to_come()
    assert "Dora" in text_of(claire.get("/replacements"))
    for _ in range(2):
        assert claire.send(f"/replacements/{planned.id}/withdrawal").status_code == 303
    assert Replacement.to_come() == []
    assert replacement.on_duty(people[0], today()) == people[0]


def test_mails_meant_for_who_is_away_go_to_who_stands_in(
    people: tuple[User, User], cast: Cast
) -> None:
    contract = cast.requested()
    contract.take(people[0])
    _plan(*people, first=1, last=2)
    alice = cast.browser(ALICE)
    alice.send("/onboarding/answers", {"answer": "Aujourd'hui."})
    with time_machine.travel(now() + timedelta(days=1), tick=False):
        alice.send("/onboarding/answers", {"answer": "Demain."})
        alice.send("/onboarding/reminders")
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        alice.send("/onboarding/answers", {"answer": "Après."})
    assert [mail.recipient for mail in cast.mails("answer")] == [CLAIRE, DORA, CLAIRE]
    assert "à la place de Claire" in cast.mails("answer")[1].text
    assert "à la place de Claire" in cast.mails("answer")[1].html
    assert "à la place" not in cast.mails("answer")[0].text
    assert cast.mails("reminder")[0].recipient == DORA


def test_a_request_to_who_is_away_goes_to_who_stands_in(
    people: tuple[User, User], cast: Cast
) -> None:
    contract = cast.described()
    contract.merchant.owner.confirm()
    _plan(*people)
    sent = {"advisor": "known", "email": CLAIRE, "shown_to": CLAIRE}
    assert cast.browser(ALICE).send("/onboarding/advisor", sent).status_code == 303
    (mail,) = cast.mails("request_to_advisor")
    assert mail.recipient == DORA and "à la place de Claire" in mail.text
    assert contract.requested_to == CLAIRE


def test_the_request_says_who_stands_in(people: tuple[User, User], cast: Cast) -> None:
    contract = cast.requested()
    contract.take(people[0])
    _plan(*people)
    page = text_of(cast.browser(DORA).get(f"/requests/{contract.id}"))
    assert "Claire s’occupe de cette demande et est en ce moment absent : Dora" in page


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"first_day": ""}, "Indiquez le premier jour."),
        ({"first_day": "   "}, "Indiquez le premier jour."),
        ({"last_day": "   "}, "Indiquez le dernier jour."),
        ({"last_day": "demain"}, "« demain » n’est pas une date"),
        ({"last_day": "2020-01-01"}, "vient avant le premier"),
        ({"first_day": "2020-01-01", "last_day": "2020-01-02"}, "Ce jour est déjà passé."),
        ({"substitute": "0"}, "Choisissez un ou une collègue."),
        ({"substitute": "x"}, "Choisissez un ou une collègue."),
    ],
)
def test_a_wrong_plan_is_refused_and_what_was_typed_is_kept(
    claire: PageClient, people: tuple[User, User], spoiled: dict[str, str], sentence: str
) -> None:
    response = claire.send("/replacements", _typed(people) | spoiled)
    assert response.status_code == 422 and sentence in text_of(response)
    assert Replacement.to_come() == []


def test_nobody_replaces_themselves_or_is_replaced_twice(
    claire: PageClient, people: tuple[User, User], cast: Cast
) -> None:
    alone = _typed(people) | {"substitute": people[0].id}
    assert claire.send("/replacements", alone).status_code == 422
    _plan(*people)
    response = claire.send("/replacements", _typed(people, 5, 9))
    assert response.status_code == 422 and "déjà prévu du" in text_of(response)
    assert claire.send("/replacements", _typed(people, 6, 9)).status_code == 303
    with pytest.raises(OverlappingReplacement):
        _plan(people[0], cast.advisor("ida@sendcloud.test"), 6, 6)


def test_an_advisor_plans_for_themselves_and_an_admin_for_everybody(
    people: tuple[User, User], cast: Cast
) -> None:
    cast.admin()
    dora, admin = cast.browser(DORA), cast.browser(ADAM)
    assert dora.send("/replacements", _typed(people)).status_code == 422
    assert admin.send("/replacements", _typed(people)).status_code == 303
    (planned,) = Replacement.to_come()
    assert dora.send(f"/replacements/{planned.id}/withdrawal").status_code == 404
    assert admin.send(f"/replacements/{planned.id}/withdrawal").status_code == 303


def test_a_colleague_is_given_a_request_and_all_learn_it_once(
    claire: PageClient, people: tuple[User, User], cast: Cast
) -> None:
    contract = cast.requested()
    for _ in range(2):
        sent = {"advisor": people[1].id}
        assert claire.send(f"/contracts/{contract.id}/assignment", sent).status_code == 303
    db.session.refresh(contract)
    assert contract.taken_by == people[1]
    assert [mail.recipient for mail in cast.mails("assigned")] == [DORA]
    assert [mail.recipient for mail in cast.mails("handled_by")] == [ALICE]
    assert "Dora" in cast.mails("handled_by")[0].subject
    for page in (claire.get(f"/requests/{contract.id}"), cast.browser().get("/onboarding/advisor")):
        assert "Claire confie la demande à Dora" in text_of(page)


@pytest.mark.parametrize("advisor", ["", "0", "x", "99999999999999999999"])
def test_a_request_is_given_to_advisors_only(claire: PageClient, cast: Cast, advisor: str) -> None:
    contract: Contract = cast.requested()
    for sent in (advisor, contract.merchant.owner.id):
        path = f"/contracts/{contract.id}/assignment"
        response = claire.send(path, {"advisor": sent})
        assert response.status_code == 422
        assert "Choisissez un conseiller." in text_of(response)
    assert contract.taken_by is None
