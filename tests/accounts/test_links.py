"""Single-use links: confirming an address, setting a password."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from app.accounts.links import AccountLink
from app.accounts.models import User
from app.clock import now
from app.extensions import db
from app.mail.models import OutboxMail
from tests.cast import ALICE, PASSWORD, Cast
from tests.page_client import PageClient, text_of

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

SIGN_UP = {
    "company": "Atelier Alma",
    "siret": "90300003200016",
    "name": "Alice",
    "email": ALICE,
    "password": PASSWORD,
}


@pytest.fixture
def one_window() -> Iterator[None]:
    """Freeze the time, so that everything is counted in one window."""
    with time_machine.travel(datetime(2026, 11, 23, 12, 0, tzinfo=UTC)):
        yield


def newest_link(kind: str) -> str:
    """Return the link in the newest mail of a kind, without its host."""
    newest = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
    mail = db.session.scalars(newest).first()
    assert mail is not None
    found = re.search(r"http://[^/\s]+(/\S+)", mail.text)
    assert found is not None
    return found[1]


def person() -> User:
    """Return Alice, reloaded from the database."""
    db.session.expire_all()
    user = User.by_email(ALICE)
    assert user is not None
    return user


def test_signing_up_asks_whether_the_address_is_theirs(client: PageClient) -> None:
    client.send("/sign-up", SIGN_UP)
    assert not person().is_confirmed
    address = newest_link("address_confirmation")
    looked_at = client.get(address)
    assert looked_at.status_code == 200
    assert not person().is_confirmed, "a mail program that opens links confirms nothing"
    assert client.send(address).status_code == 303
    assert person().is_confirmed


def test_confirming_twice_is_confirming_once(client: PageClient) -> None:
    client.send("/sign-up", SIGN_UP)
    address = newest_link("address_confirmation")
    first = client.send(address), person().confirmed_at
    second = client.send(address), person().confirmed_at
    assert first[0].status_code == second[0].status_code == 303
    assert first[1] == second[1]


def test_an_old_or_unknown_link_says_so(client: PageClient) -> None:
    client.send("/sign-up", SIGN_UP)
    address = newest_link("address_confirmation")
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        assert client.get(address).status_code == 410
        assert client.send(address).status_code == 410
    assert not person().is_confirmed
    response = client.get("/confirmation/unknown")
    assert response.status_code == 410
    assert "Ce lien ne sert plus" in text_of(response)


def test_the_confirmation_can_be_sent_again(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    client.sign_in(ALICE)
    client.send("/confirmation")
    assert client.send(newest_link("address_confirmation")).status_code == 303
    assert person().is_confirmed


def test_a_new_password_is_set_once_and_ends_other_sessions(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    elsewhere = client.application.test_client()
    assert isinstance(elsewhere, PageClient)
    elsewhere.sign_in(ALICE)
    assert elsewhere.get("/onboarding").status_code == 200

    client.send("/password", {"email": ALICE})
    address = newest_link("password_reset")
    assert client.get(address).status_code == 200
    assert client.send(address, {"password": "a new password"}).status_code == 303
    assert client.get("/onboarding").status_code == 200
    assert elsewhere.get("/onboarding").status_code == 303, "the other session has ended"

    assert client.send(address, {"password": "another password"}).status_code == 410
    elsewhere.sign_in(ALICE, "a new password")


def test_once_a_password_is_set_no_older_link_sets_another(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    client.send("/password", {"email": ALICE})
    older = newest_link("password_reset")
    client.send("/password", {"email": ALICE})
    newer = newest_link("password_reset")
    assert older != newer
    assert client.send(newer, {"password": "a new password"}).status_code == 303
    assert client.send(older, {"password": "another password"}).status_code == 410


@pytest.mark.usefixtures("one_window")
def test_no_address_is_flooded_with_confirmations_or_invitations(
    client: PageClient, cast: Cast
) -> None:
    cast.merchant()
    client.sign_in(ALICE)
    for _ in range(8):
        client.send("/confirmation")
    assert len(cast.mails("address_confirmation")) == 5
    typed = {"email": "victim@elsewhere.test", "role": "shipper"}
    answers = [client.send("/settings/team", typed).status_code for _ in range(7)]
    assert answers == [303] * 5 + [422] * 2
    assert len(cast.mails("invitation")) == 5


def test_too_short_a_password_is_refused_and_the_link_still_serves(
    client: PageClient, cast: Cast
) -> None:
    cast.merchant()
    client.send("/password", {"email": ALICE})
    address = newest_link("password_reset")
    assert client.send(address, {"password": "short"}).status_code == 422
    assert client.send(address, {"password": "long enough now"}).status_code == 303


def test_the_answer_is_the_same_for_an_unknown_address(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    known = client.send("/password", {"email": ALICE})
    unknown = client.send("/password", {"email": "nobody@alma.test"})
    assert known.status_code == unknown.status_code == 200
    assert text_of(known).replace(ALICE, "X") == text_of(unknown).replace("nobody@alma.test", "X")
    assert db.session.scalars(select(AccountLink)).one().email == ALICE


@pytest.mark.usefixtures("one_window")
def test_nobody_is_sent_more_links_than_a_few(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    for _ in range(8):
        client.send("/password", {"email": ALICE})
    assert len(db.session.scalars(select(AccountLink)).all()) == 5


def test_the_token_itself_is_kept_nowhere_but_in_the_mail(client: PageClient, cast: Cast) -> None:
    cast.merchant()
    client.send("/password", {"email": ALICE})
    token = newest_link("password_reset").rpartition("/")[2]
    link = db.session.scalars(select(AccountLink)).one()
    assert token not in (link.token_hash, link.email)
