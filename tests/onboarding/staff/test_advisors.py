"""Sendcloud's own people: invited, deactivated, back again, and their merchants given on."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from app.accounts import staff
from app.accounts.links import AccountLink
from app.accounts.models import AuditEvent, StaffRole, User
from app.clock import now
from app.extensions import db
from tests.accounts.test_links import newest_link
from tests.at_once import at_once
from tests.cast import ADAM, ALICE, CLAIRE, PASSWORD, Cast
from tests.page_client import PageClient, rows_of, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

DORA = "dora@sendcloud.test"
NEW = {"name": "Dora Doux", "password": "long enough now"}


def who(email: str) -> User:
    db.session.expire_all()
    user = User.by_email(email)
    assert user is not None
    return user


def invite(adam: PageClient, email: str = DORA, role: str = "advisor") -> str:
    response = adam.send("/advisors", {"email": email, "role": role})
    assert response.status_code == 303, text_of(response)
    return newest_link("staff_invitation")


def deactivate(adam: PageClient, email: str, **typed: Any) -> Any:
    return adam.send(f"/advisors/{who(email).id}/deactivation", typed)


def acts(noun: str) -> list[str]:
    written = select(AuditEvent.act).where(AuditEvent.act.startswith(noun)).order_by(AuditEvent.id)
    return list(db.session.scalars(written))


class TestInviting:
    def test_somebody_joins_by_the_link_and_works(self, adam: PageClient, cast: Cast) -> None:
        address, dora = invite(adam), cast.stranger()
        assert DORA in text_of(adam.get("/advisors"))
        assert "comme conseiller" in text_of(dora.get(address))
        assert User.by_email(DORA) is None, "looking at a link lets nobody in"
        assert dora.send(address, NEW).location == "/"
        assert dora.get("/requests").status_code == 200
        assert dora.get("/advisors").status_code == 403
        assert (who(DORA).staff_role, who(DORA).is_confirmed) == ("advisor", True)
        assert acts("staff") == ["staff.invited", "staff.joined"]

    def test_an_admin_is_invited_too(self, adam: PageClient, cast: Cast) -> None:
        dora = cast.stranger()
        dora.send(invite(adam, role="admin"), NEW)
        assert dora.get("/advisors").status_code == 200

    def test_the_link_serves_once(self, adam: PageClient, cast: Cast) -> None:
        address = invite(adam)
        cast.stranger().send(address, NEW)
        assert cast.stranger().send(address, NEW).status_code == 410

    def test_the_link_does_not_live_for_ever(self, adam: PageClient, cast: Cast) -> None:
        address = invite(adam)
        with time_machine.travel(now() + timedelta(days=15)):
            assert cast.stranger().get(address).status_code == 410

    def test_the_link_joins_no_company(self, adam: PageClient, cast: Cast) -> None:
        token = invite(adam).rpartition("/")[2]
        assert cast.stranger().get(f"/invitations/{token}").status_code == 410

    def test_an_invitation_can_be_withdrawn(self, adam: PageClient, cast: Cast) -> None:
        address = invite(adam)
        assert DORA in text_of(adam.get("/advisors"))
        link = db.session.scalars(select(AccountLink)).one()
        adam.send(f"/advisors/invitations/{link.id}/withdrawal")
        assert cast.stranger().send(address, NEW).status_code == 410
        assert DORA not in text_of(adam.get("/advisors"))

    def test_the_newest_invitation_counts(self, adam: PageClient, cast: Cast) -> None:
        earlier, later = invite(adam), invite(adam, role="admin")
        assert cast.stranger().get(earlier).status_code == 410
        assert cast.stranger().get(later).status_code == 200

    @pytest.mark.parametrize("email", [ALICE, CLAIRE])
    def test_who_has_an_account_is_not_asked(
        self, adam: PageClient, cast: Cast, email: str
    ) -> None:
        cast.merchant()
        cast.advisor()
        response = adam.send("/advisors", {"email": email, "role": "advisor"})
        assert response.status_code == 422
        assert f'value="{email}"' in response.text
        assert not cast.mails("staff_invitation")

    @pytest.mark.parametrize("role", ["", "owner", "king"])
    def test_a_role_is_one_of_those_offered(self, adam: PageClient, role: str) -> None:
        assert adam.send("/advisors", {"email": DORA, "role": role}).status_code == 422

    def test_an_invitation_to_a_company_is_not_found_here(
        self, adam: PageClient, cast: Cast
    ) -> None:
        cast.merchant()
        cast.browser().send("/settings/team", {"email": DORA, "role": "shipper"})
        link = db.session.scalars(select(AccountLink)).one()
        assert adam.send(f"/advisors/invitations/{link.id}/withdrawal").status_code == 404
        token = newest_link("invitation").rpartition("/")[2]
        assert cast.stranger().send(f"/advisors/joining/{token}", NEW).status_code == 410


class TestDeactivating:
    def test_their_sessions_end_at_once(self, adam: PageClient, cast: Cast) -> None:
        cast.advisor()
        claire = cast.browser(CLAIRE)
        assert "déconnecté partout" in text_of(adam.get(f"/advisors/{who(CLAIRE).id}/deactivation"))
        assert claire.get("/requests").status_code == 200, "a page that is looked at does nothing"
        assert deactivate(adam, CLAIRE).location == "/advisors"
        assert claire.get("/requests").location.startswith("/sign-in")
        states = {
            row["E-mail"]: row["État"] for row in rows_of(adam.get("/advisors"), "Conseillers")
        }
        assert states == {ADAM: "En poste", CLAIRE: "Désactivé"}

    def test_signing_in_is_refused_in_the_words_of_a_wrong_password(
        self, adam: PageClient, cast: Cast
    ) -> None:
        cast.advisor()
        deactivate(adam, CLAIRE)
        right, wrong = (
            cast.stranger().send("/sign-in", {"email": CLAIRE, "password": password})
            for password in (PASSWORD, "not my password")
        )
        assert right.status_code == wrong.status_code == 422
        assert text_of(right) == text_of(wrong)
        assert "E-mail ou mot de passe inconnu." in text_of(right)

    def test_a_forgotten_password_is_no_way_back(self, adam: PageClient, cast: Cast) -> None:
        cast.advisor()
        stranger = cast.stranger()
        stranger.send("/password", {"email": CLAIRE})
        before = newest_link("password_reset")
        deactivate(adam, CLAIRE)
        assert stranger.send(before, {"password": "a new password"}).status_code == 410
        answer = stranger.send("/password", {"email": CLAIRE})
        assert "un lien vient d’y partir" in text_of(answer)
        assert len(cast.mails("password_reset")) == 1

    def test_signing_up_again_is_no_way_back(self, adam: PageClient, cast: Cast) -> None:
        cast.advisor()
        deactivate(adam, CLAIRE)
        typed = {"company": "Claire", "siret": "90300003200016", "name": "Claire"}
        stranger = cast.stranger()
        response = stranger.send("/sign-up", {**typed, "email": CLAIRE, "password": PASSWORD})
        assert response.status_code == 422
        assert stranger.get("/requests").status_code == 303

    def test_nobody_deactivates_themselves(self, adam: PageClient) -> None:
        deactivate(adam, ADAM)
        assert "vous-même" in text_of(adam.get("/advisors"))
        assert who(ADAM).is_active

    def test_the_last_admin_stays(self, cast: Cast) -> None:
        cast.admin()
        cast.advisor()
        with pytest.raises(staff.LastAdmin):
            staff.deactivate(who(ADAM), who(CLAIRE))

    def test_two_admins_who_deactivate_each_other_at_once_leave_one(
        self, app: Flask, cast: Cast
    ) -> None:
        cast.admin()
        cast.admin(DORA)
        ways = ((cast.browser(ADAM), who(DORA).id), (cast.browser(DORA), who(ADAM).id))
        for browser, _ in ways:
            browser.get("/advisors")
        at_once(
            [partial(browser.send, f"/advisors/{other}/deactivation") for browser, other in ways]
        )
        assert [who(ADAM).is_active, who(DORA).is_active].count(True) == 1

    def test_a_second_click_changes_nothing(self, adam: PageClient, cast: Cast) -> None:
        cast.advisor()
        deactivate(adam, CLAIRE)
        assert deactivate(adam, CLAIRE).status_code == 303
        assert acts("staff") == ["staff.deactivated"]

    def test_back_again_they_sign_in_with_their_password(
        self, adam: PageClient, cast: Cast
    ) -> None:
        cast.advisor()
        old = cast.browser(CLAIRE)
        deactivate(adam, CLAIRE)
        for _ in range(2):
            adam.send(f"/advisors/{who(CLAIRE).id}/reactivation")
        assert old.get("/requests").status_code == 303, "an old session stays closed"
        assert cast.browser(CLAIRE).get("/requests").status_code == 200
        assert acts("staff") == ["staff.deactivated", "staff.reactivated"]

    def test_a_merchant_is_no_advisor(self, adam: PageClient, cast: Cast) -> None:
        alice = cast.merchant()
        for act in ("deactivation", "reassignment", "reactivation"):
            assert adam.send(f"/advisors/{alice.id}/{act}").status_code == 404


def test_an_advisor_cannot_let_others_in(cast: Cast) -> None:
    cast.advisor()
    claire = cast.browser(CLAIRE)
    assert "Conseillers" not in text_of(claire.get("/requests"))
    assert claire.send("/advisors", {"email": DORA, "role": "admin"}).status_code == 403
    assert StaffRole(who(CLAIRE).staff_role or "") is StaffRole.ADVISOR
