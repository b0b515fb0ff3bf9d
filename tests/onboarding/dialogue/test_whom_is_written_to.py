"""Who reads what: the owner of today, advisors among themselves, and people when a mail is refused."""

from unittest.mock import patch

import pytest

from app.accounts.models import Role, User
from app.clock import now
from app.contracts.models import Contract
from app.extensions import db
from app.mail.inbound import Outcome, read_mailbox
from app.mail.sending import deliver_pending
from app.onboarding.dialogue import messages
from app.onboarding.dialogue.mails import send_answer, send_question
from app.onboarding.dialogue.models import Message, MessageKind
from app.onboarding.staff.mails import send_assignment_notice
from tests.cast import ALICE, CLAIRE, TESS, Cast
from tests.mail.letter_box import LetterBox, bounce, reply
from tests.mail.post_office import PostOffice
from tests.page_client import text_of

pytestmark = pytest.mark.usefixtures("context")


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """A request that Claire looks after, of a company where Tess works too."""
    claire, contract = cast.advisor(), cast.requested()
    contract.take(claire)
    cast.member(contract.merchant)
    db.session.commit()
    return contract


def test_after_a_change_of_owner_the_new_one_is_written_to(contract: Contract, cast: Cast) -> None:
    alice, tess = cast.browser(), cast.browser(TESS)
    (member,) = (m for m in contract.merchant.memberships if m.user.email == TESS)
    assert alice.send(f"/settings/team/{member.id}/ownership").status_code == 303
    cast.browser(CLAIRE).send(f"/contracts/{contract.id}/questions", {"question": "Quel site ?"})
    db.session.rollback()
    assert [mail.recipient for mail in cast.mails("question")] == [TESS]
    assert "Quel site ?" in text_of(tess.get("/onboarding/advisor"))
    assert TESS in cast.browser(CLAIRE).get(f"/requests/{contract.id}").text


def test_what_a_colleague_answers_to_a_colleague_stays_among_advisors(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    dora = cast.advisor("dora@sendcloud.test")
    handed = send_assignment_notice(contract, dora, contract.taken_by or dora)
    db.session.commit()
    letter_box.drop(reply(handed.message_id, dora.email, "Ce client est difficile."))
    assert read_mailbox() == {Outcome.REPLY: 1}
    db.session.expire_all()
    assert [said.kind for said in Message.about(contract)] == [MessageKind.NOTE]
    assert not cast.mails("question")
    assert "difficile" not in text_of(cast.browser(ALICE).get("/onboarding/advisor"))
    assert "difficile" in text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))


def test_a_mail_among_advisors_that_comes_back_is_not_the_merchants(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    dora = cast.advisor("dora@sendcloud.test")
    handed = send_assignment_notice(contract, dora, contract.taken_by or dora)
    db.session.commit()
    letter_box.drop(bounce(handed.message_id, dora.email))
    assert read_mailbox() == {Outcome.BOUNCE: 1}
    assert not cast.mails("bounced")
    assert dora.email not in text_of(cast.browser(ALICE).get("/onboarding/advisor"))
    assert dora.email in text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))


def test_who_has_left_speaks_to_no_merchant_and_is_written_to_no_more(
    contract: Contract, letter_box: LetterBox, cast: Cast
) -> None:
    claire, alice = contract.taken_by, contract.merchant.owner
    assert claire
    answer = send_answer(messages.answer(contract, "Lyon.", alice))
    claire.deactivated_at = now()
    db.session.commit()
    letter_box.drop(reply(answer.message_id, CLAIRE, "Votre mot de passe ?"))
    assert read_mailbox() == {Outcome.UNFIT: 1}
    assert not cast.mails("question")
    later = send_answer(messages.answer(contract, "Et Bron.", alice))
    assert later.recipient == "support@sendcloud.test"


def test_whose_request_it_was_reads_who_has_it_now(contract: Contract, cast: Cast) -> None:
    dora = cast.advisor("dora@sendcloud.test")
    assert cast.browser(dora.email).send(f"/contracts/{contract.id}/taking").status_code == 303
    (mail,) = cast.mails("taken_over")
    assert mail.recipient == CLAIRE and "Dora s'occupe désormais" in mail.text.replace("’", "'")


def test_a_colleague_who_was_just_deactivated_is_given_nothing(
    contract: Contract, cast: Cast
) -> None:
    dora = cast.advisor("dora@sendcloud.test")
    claire = cast.browser(CLAIRE)
    dora_id, path = dora.id, f"/contracts/{contract.id}/assignment"
    with patch.object(User, "locked", _left):
        response = claire.send(path, {"advisor": str(dora_id)})
    assert response.status_code == 422
    assert not cast.mails("assigned") and not cast.mails("handled_by")


def _left(person: User) -> User:
    """As they are read once a colleague has deactivated them meanwhile."""
    person.deactivated_at = now()
    return person


def test_an_address_that_the_server_refuses_alerts_as_one_that_comes_back(
    contract: Contract, office: PostOffice, cast: Cast
) -> None:
    claire = contract.taken_by
    assert claire
    send_question(messages.ask(contract, "Quel site ?", claire))
    db.session.commit()
    office.answers["RCPT"] = ["550 5.1.1 no such user"]
    deliver_pending()
    db.session.expire_all()
    assert sorted(mail.recipient for mail in cast.mails("bounced")) == [CLAIRE, TESS]
    assert ALICE in text_of(cast.browser(CLAIRE).get(f"/requests/{contract.id}"))


def test_an_open_question_is_what_the_merchant_reads_first(contract: Contract, cast: Cast) -> None:
    alice, claire = cast.browser(), cast.browser(CLAIRE)
    assert "Claire s’occupe de votre demande" in text_of(alice.get("/onboarding"))
    claire.send(f"/contracts/{contract.id}/questions", {"question": "Quel site ?"})
    steps = text_of(alice.get("/onboarding"))
    assert "Claire vous demande quelque chose" in steps and "Répondre" in steps
    page = text_of(alice.get("/onboarding/advisor"))
    assert "Sans nouvelles" not in page and "votre réponse est attendue" in page
    alice.send("/onboarding/answers", {"answer": "Lyon PIC."})
    assert "vous demande" not in text_of(alice.get("/onboarding"))
    assert "Sans nouvelles" in text_of(alice.get("/onboarding/advisor"))


def test_who_is_no_owner_any_more_hands_nothing_over(contract: Contract) -> None:
    from app.accounts import team

    merchant = contract.merchant
    alice, tess = (User.by_email(email) for email in (ALICE, TESS))
    assert alice and tess
    (to_tess,) = tess.memberships
    (to_alice,) = alice.memberships
    assert team.hand_over(merchant, to_tess, alice)
    db.session.commit()
    assert not team.hand_over(merchant, to_alice, alice)
    db.session.rollback()
    assert (to_alice.role, to_tess.role) == (Role.SHIPPER, Role.OWNER)
