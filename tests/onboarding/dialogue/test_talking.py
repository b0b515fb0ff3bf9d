"""What is said beside a request: nothing typed is lost, and each side hears of what the other does."""

from io import BytesIO

import pytest

from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.onboarding.dialogue.models import Message, MessageKind
from tests import samples
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import PageClient, page_of, text_of
from tests.typed import PORT_PAYE, activation

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

STEP = "/onboarding/advisor"


def said(contract: Contract) -> list[str]:
    db.session.expire_all()
    return [message.kind for message in Message.about(contract)]


class TestAMessageThatAsksNothing:
    def test_it_is_read_and_no_answer_is_waited_for(
        self, contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
    ) -> None:
        told = {"question": "Le site est prévenu.", "only_tells": "1"}
        assert claire.send(f"/contracts/{contract.id}/questions", told).status_code == 303
        (mail,) = cast.mails("message")
        assert mail.recipient == ALICE and "Le site est prévenu." in mail.text
        assert "Aucune réponse n’est attendue" in mail.text
        assert cast.mails("question") == []
        page = text_of(alice.get(STEP))
        assert "Claire vous écrit" in page and "votre réponse est attendue" not in page
        assert "Claire écrit au marchand" in text_of(claire.get(f"/requests/{contract.id}"))


class TestWhatIsTypedBeside:
    """Ticks and numbers of the verification come along with every other button, and are kept."""

    TYPED = activation() | {"tracking_account": "555555"}

    @pytest.mark.parametrize(
        ("button", "own"),
        [
            ("questions", {"question": "Quel site ?"}),
            ("notes", {"note": "À rappeler"}),
            ("assignment", {}),
        ],
    )
    def test_it_is_kept(
        self, contract: Contract, claire: PageClient, button: str, own: dict[str, str]
    ) -> None:
        claire_id = str((User.by_email(CLAIRE) or contract.merchant.owner).id)
        sent = self.TYPED | own | ({"advisor": claire_id} if button == "assignment" else {})
        response = claire.send(f"/contracts/{contract.id}/{button}", sent)
        assert response.location == f"/requests/{contract.id}#dialogue"
        db.session.expire_all()
        assert contract.tracking_account == "555555"
        page = page_of(claire.get(f"/requests/{contract.id}"))
        assert page.xpath("//input[@name='first']/@value") == [self.TYPED["first"]]
        assert page.xpath("//input[@name='verified_coclico'][@checked]")

    def test_where_it_is_wrong_nothing_is_said_and_both_stay_typed(
        self, contract: Contract, claire: PageClient, cast: Cast
    ) -> None:
        sent = self.TYPED | {"coclico": "12 A", "question": "Quel site ?"}
        response = claire.send(f"/contracts/{contract.id}/questions", sent)
        assert response.status_code == 422
        page = page_of(response)
        assert "« 12 A » contient autre chose" in text_of(response)
        assert page.xpath("//input[@name='coclico']/@value") == ["12 A"]
        assert page.xpath("//input[@name='tracking_account']/@value") == ["555555"]
        assert "Quel site ?" in page.xpath("string(//textarea[@name='question'])")
        assert said(contract) == [] and cast.mails("question") == []

    def test_a_question_that_is_empty_takes_nothing_away(
        self, contract: Contract, claire: PageClient
    ) -> None:
        response = claire.send(f"/contracts/{contract.id}/questions", self.TYPED | {"question": ""})
        assert response.status_code == 422
        assert page_of(response).xpath("//input[@name='tracking_account']/@value") == ["555555"]

    def test_enter_in_a_field_activates_and_does_nothing_else(
        self, contract: Contract, claire: PageClient
    ) -> None:
        page = page_of(claire.get(f"/requests/{contract.id}"))
        owned = "(//form[@id='verification']//button | //button[@form='verification'])[1]"
        (first,) = page.xpath(owned)
        assert " ".join(first.text_content().split()) == "Activer le contrat"

    def test_a_ready_text_joins_what_is_written_and_sends_nothing(
        self, contract: Contract, claire: PageClient, cast: Cast
    ) -> None:
        template = cast.question_template()
        sent = {"question": "Bonjour,", "template": str(template.id), "take": "1"}
        response = claire.send(f"/contracts/{contract.id}/questions", self.TYPED | sent)
        assert response.status_code == 200
        written = page_of(response).xpath("string(//textarea[@name='question'])")
        assert written.strip() == "Bonjour,\n\nPouvez-vous joindre le certificat ?"
        assert page_of(response).xpath("//input[@name='tracking_account']/@value") == ["555555"]
        assert said(contract) == []


class TestTheMerchantsSide:
    def test_a_document_alone_is_an_answer(
        self, contract: Contract, alice: PageClient, cast: Cast
    ) -> None:
        sent = {"answer": "", "file": (BytesIO(samples.pdf()), "certificat.pdf")}
        assert alice.send("/onboarding/answers", sent).status_code == 303
        assert "certificat.pdf" in text_of(alice.get(STEP))
        assert "certificat.pdf" in cast.mails("answer")[0].text

    def test_nothing_at_all_is_none(self, alice: PageClient) -> None:
        response = alice.send("/onboarding/answers", {"answer": " "})
        assert response.status_code == 422
        assert "Écrivez votre message, ou joignez un document." in text_of(response)

    def test_what_is_completed_after_the_request_is_told_and_answers(
        self, contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
    ) -> None:
        claire.send(f"/contracts/{contract.id}/questions", {"question": "Votre compte de suivi ?"})
        assert "En attente du marchand" in text_of(claire.get("/requests?state=merchant"))
        sent = PORT_PAYE | {"tracking_account": "604217"}
        assert alice.send("/onboarding/port-paye", sent).status_code == 303
        (mail,) = cast.mails("answer")
        assert "Compte de suivi" in mail.text and "COCLICO" not in mail.text
        assert "votre réponse est attendue" not in text_of(alice.get("/onboarding"))
        assert "Atelier Alice" in text_of(claire.get("/requests?state=todo"))
        assert "Complété : Compte de suivi" in text_of(claire.get(f"/requests/{contract.id}"))

    def test_saving_the_same_again_tells_nobody(self, alice: PageClient, cast: Cast) -> None:
        for _ in range(2):
            alice.send("/onboarding/port-paye", PORT_PAYE)
        assert len(cast.mails("answer")) == 1, "the sender was another, the first time"

    def test_a_plan_that_is_no_longer_sure_is_asked_about(
        self, contract: Contract, alice: PageClient, cast: Cast
    ) -> None:
        for _ in range(2):
            assert alice.send("/onboarding/plan", {"plan": "demo"}).status_code == 303
        assert len(cast.mails("demo_request")) == 1
        page = page_of(alice.get("/onboarding/plan"))
        assert page.xpath("//input[@checked]/@value") == ["demo"]


class TestAnActiveContract:
    @pytest.fixture(autouse=True)
    def active(self, context: None, contract: Contract, claire: PageClient) -> None:
        path = f"/contracts/{contract.id}/activation"
        assert claire.send(path, activation()).status_code == 303

    def test_both_sides_go_on_talking(
        self, contract: Contract, alice: PageClient, claire: PageClient, cast: Cast
    ) -> None:
        assert alice.send("/onboarding/answers", {"answer": "Merci !"}).status_code == 303
        assert "Répondre" in text_of(claire.get("/requests?state=activated"))
        asked = {"question": "Quel volume ?"}
        assert claire.send(f"/contracts/{contract.id}/questions", asked).status_code == 303
        assert said(contract) == [MessageKind.ANSWER, MessageKind.QUESTION]
        assert "Claire vous demande quelque chose" in text_of(alice.get("/"))
        assert "votre réponse est attendue" in text_of(alice.get(STEP))
        alice.send("/onboarding/answers", {"answer": "200 par mois"})
        assert "vous demande quelque chose" not in text_of(alice.get("/"))

    def test_what_was_said_before_the_activation_is_done_with(
        self, contract: Contract, claire: PageClient
    ) -> None:
        assert "Rien à faire" in text_of(claire.get("/requests?state=activated"))

    def test_there_is_nothing_left_to_remind_of(self, alice: PageClient, cast: Cast) -> None:
        assert alice.send("/onboarding/reminders").status_code == 303
        assert cast.mails("reminder") == []
        assert "il n’y a plus rien à relancer" in text_of(alice.get(STEP))

    def test_what_was_verified_and_has_changed_says_so_until_it_is_verified_again(
        self, contract: Contract, claire: PageClient
    ) -> None:
        page = f"/requests/{contract.id}"
        assert "Changé depuis" not in text_of(claire.get(page))
        claire.send(f"{page}/sites", {"site_name": "Bron PIC", "site_code": "69500A"})
        shown = claire.get(page)
        assert "avait vérifié : Lyon Montrochet PIC 69381A" in text_of(shown)
        again = f"/contracts/{contract.id}/verified-again"
        stale = {"item": "sites", "seen": "0" * 16}
        claire.send(again, stale)
        assert "Ceci vient de changer" in text_of(claire.get(page))
        for item in ("sites", "specimen"):
            form = page_of(claire.get(page)).xpath(f"//form[.//input[@value='{item}']]")[0]
            seen = form.xpath(".//input[@name='seen']/@value")[0]
            assert claire.send(again, {"item": item, "seen": seen}).status_code == 303
        assert "Changé depuis" not in text_of(claire.get(page))
