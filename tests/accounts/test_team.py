"""The people of a company: inviting, joining, removing, and changing the owner."""

import pytest
from sqlalchemy import select

from app.accounts.links import AccountLink
from app.accounts.models import Membership, Role, User
from app.extensions import db
from tests.accounts.test_links import newest_link
from tests.cast import ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

NEW = {"name": "Tess", "password": "long enough now"}


@pytest.fixture
def alice(client: PageClient, cast: Cast) -> PageClient:
    cast.merchant()
    return client.sign_in(ALICE)


@pytest.fixture
def other(client: PageClient) -> PageClient:
    """A second browser."""
    other = client.application.test_client()
    assert isinstance(other, PageClient)
    return other


def invite(client: PageClient, email: str = TESS, role: str = "shipper") -> str:
    """Invite somebody; return the link in their mail."""
    response = client.send("/settings/team", {"email": email, "role": role})
    assert response.status_code == 303, text_of(response)
    return newest_link("invitation")


def role_of(email: str) -> Role | None:
    db.session.expire_all()
    user = User.by_email(email)
    return user.role if user else None


def membership_of(email: str) -> Membership:
    db.session.expire_all()
    user = User.by_email(email)
    assert user is not None
    return user.memberships[0]


def test_somebody_without_an_account_joins(alice: PageClient, other: PageClient) -> None:
    address = invite(alice)
    assert TESS in text_of(alice.get("/settings/team"))
    assert "Rejoindre" in text_of(other.get(address))
    assert role_of(TESS) is None, "looking at a link joins nobody"
    assert other.send(address, NEW).status_code == 303
    assert role_of(TESS) is Role.SHIPPER
    assert other.get("/shipments").status_code == 200
    assert membership_of(TESS).user.is_confirmed


def test_a_shipper_prepares_and_does_nothing_else(alice: PageClient, other: PageClient) -> None:
    other.send(invite(alice), NEW)
    assert other.get("/labels").status_code == 200
    assert other.get("/deposit-slips").status_code == 200
    for closed in ("/onboarding", "/onboarding/plan", "/settings/team"):
        assert other.get(closed).status_code == 403
    assert "Équipe" not in text_of(other.get("/shipments"))


def test_an_accountant_reads_slips_and_nothing_else(alice: PageClient, other: PageClient) -> None:
    other.send(invite(alice, role="accountant"), NEW)
    assert other.get("/").location == "/deposit-slips"
    assert other.get("/deposit-slips").status_code == 200
    for closed in ("/shipments", "/labels", "/deposit-slips/new", "/onboarding", "/settings/team"):
        assert other.get(closed).status_code == 403
    assert other.send("/deposit-slips").status_code == 403


def test_a_link_is_followed_once(alice: PageClient, other: PageClient) -> None:
    address = invite(alice)
    other.send(address, NEW)
    assert other.get(address).status_code == 410
    assert len(db.session.scalars(select(Membership)).all()) == 2


def test_an_invitation_can_be_withdrawn(alice: PageClient, other: PageClient) -> None:
    address = invite(alice)
    link = db.session.scalars(select(AccountLink)).one()
    assert alice.send(f"/settings/team/invitations/{link.id}/withdrawal").status_code == 303
    assert other.send(address, NEW).status_code == 410
    assert role_of(TESS) is None


def test_the_newest_invitation_counts(alice: PageClient, other: PageClient) -> None:
    earlier, later = invite(alice), invite(alice, role="accountant")
    assert other.get(earlier).status_code == 410
    other.send(later, NEW)
    assert role_of(TESS) is Role.ACCOUNTANT


@pytest.mark.parametrize("email", [BOB, CLAIRE])
def test_who_works_elsewhere_is_not_asked(alice: PageClient, cast: Cast, email: str) -> None:
    cast.merchant(BOB)
    cast.advisor()
    response = alice.send("/settings/team", {"email": email, "role": "shipper"})
    assert response.status_code == 422
    assert f'value="{email}"' in response.text


def test_a_role_is_one_of_those_offered(alice: PageClient) -> None:
    for role in ("owner", "king", ""):
        response = alice.send("/settings/team", {"email": TESS, "role": role})
        assert response.status_code == 422


def test_who_is_removed_sees_nothing_any_more(alice: PageClient, other: PageClient) -> None:
    other.send(invite(alice), NEW)
    path = f"/settings/team/{membership_of(TESS).id}/removal"
    assert alice.get(path).status_code == 200
    assert role_of(TESS) is Role.SHIPPER
    assert alice.send(path).status_code == 303
    assert other.get("/shipments").status_code == 403
    assert "Aucune entreprise" in text_of(other.get("/"))


def test_the_owner_is_not_removed(alice: PageClient) -> None:
    alice.send(f"/settings/team/{membership_of(ALICE).id}/removal")
    assert role_of(ALICE) is Role.OWNER


def test_another_member_becomes_the_owner(alice: PageClient, other: PageClient) -> None:
    other.send(invite(alice), NEW)
    alice.send(f"/settings/team/{membership_of(TESS).id}/ownership")
    assert role_of(TESS) is Role.OWNER
    assert role_of(ALICE) is Role.SHIPPER
    assert alice.get("/settings/team").status_code == 403
    assert other.get("/settings/team").status_code == 200


def test_another_companys_people_are_not_found(
    alice: PageClient, cast: Cast, other: PageClient
) -> None:
    invite(alice)
    link = db.session.scalars(select(AccountLink)).one()
    cast.merchant(BOB)
    other.sign_in(BOB)
    alices = membership_of(ALICE).id
    assert other.get(f"/settings/team/{alices}/removal").status_code == 404
    assert other.send(f"/settings/team/{alices}/ownership").status_code == 404
    assert other.send(f"/settings/team/invitations/{link.id}/withdrawal").status_code == 404
