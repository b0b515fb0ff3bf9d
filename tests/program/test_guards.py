"""Every address of the program: who may open it, and who may not even know that it is there.

The routes are read from the application, so that a new one is checked from its first day.
"""

from collections.abc import Iterator
from urllib.parse import unquote

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts import replacement, team
from app.accounts.models import AuditEvent, Membership, Merchant, Role, User
from app.clock import now, today
from app.contracts.models import Contract
from app.extensions import db
from app.invoices.models import add_invoice
from app.labels.models import Batch
from app.months import first_of
from app.onboarding.dialogue.documents import add_proof
from app.ranges.bounds import Bounds
from app.ranges.certificates import certify
from app.ranges.forecast import Peak
from app.ranges.models import NumberRange
from app.ranges.peaks import declare
from app.renewals.contests.models import Evidence, contest
from app.renewals.models import begin
from app.shipments import importing
from app.uploads.models import Upload, check_upload, write_file
from tests import samples
from tests.cast import ADAM, ALICE, BOB, CLAIRE, TESS, Cast
from tests.page_client import PageClient

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

OF_A_MERCHANT = {
    "merchant_required",
    "shipper_required",
    "accountant_required",
    "owner_required",
}
OF_STAFF = {"advisor_required", "admin_required"}
OF_A_RENEWER = {"renewer_required"}
GUARDS = {
    "public",
    "account_required",
    *OF_A_MERCHANT,
    *OF_STAFF,
    *OF_A_RENEWER,
    "development_only",
}
OPEN = {"public", "development_only"}
BEYOND_ANY_ROW = 99_999_999_999_999_999_999
SLUG = "port-paye"


def test_every_route_has_exactly_one_guard(app: Flask) -> None:
    guards = {rule.endpoint: _guards(app, rule) for rule in _rules(app)}
    assert len(guards) > 25
    assert {e: g for e, g in guards.items() if len(g) != 1 or not set(g) <= GUARDS} == {}


def test_signed_out_every_closed_page_leads_to_sign_in_and_back(
    app: Flask, client: PageClient
) -> None:
    for rule in _rules(app):
        path = _path(rule)
        if OPEN & set(_guards(app, rule)) or "GET" not in _methods(rule):
            continue
        response = client.get(path)
        assert response.status_code == 303, path
        assert unquote(response.location) == f"/sign-in?next={path}"


def test_signed_out_a_form_leads_to_sign_in_and_is_not_sent_again(
    app: Flask, client: PageClient
) -> None:
    for rule in _rules(app):
        if OPEN & set(_guards(app, rule)) or "POST" not in _methods(rule):
            continue
        response = client.send(_path(rule))
        assert (response.status_code, response.location) == (303, "/sign-in"), rule.rule


def test_public_pages_open_without_an_account(app: Flask, client: PageClient) -> None:
    public = [rule for rule in _rules(app) if "public" in _guards(app, rule)]
    answers = {
        rule.rule: client.get(_path(rule)).status_code for rule in public if "GET" in _methods(rule)
    }
    assert answers == {
        "/sign-in": 200,
        "/sign-up": 200,
        "/password": 200,
        "/healthz": 200,
        "/readyz": 200,
        # A link that nobody was sent.
        "/confirmation/<token>": 410,
        "/password/<token>": 410,
        "/invitations/<token>": 410,
        "/advisors/joining/<token>": 410,
    }


def test_a_merchant_is_kept_from_every_page_of_advisors(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    alice = cast.browser()
    for rule in _guarded(app, OF_STAFF):
        assert _answers(alice, rule, ids) <= {403}, rule.rule


def test_an_advisor_is_kept_from_every_page_of_admins(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    claire = cast.browser(CLAIRE)
    rules = list(_guarded(app, {"admin_required"}))
    assert len(rules) > 3
    for rule in rules:
        assert _answers(claire, rule, ids) <= {403}, rule.rule


def test_an_advisor_is_kept_from_every_page_of_merchants(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    claire = cast.browser(CLAIRE)
    for rule in _guarded(app, OF_A_MERCHANT):
        assert _answers(claire, rule, ids) <= {403}, rule.rule


def test_in_a_visit_an_advisor_opens_every_page_of_the_merchant_and_sends_none(
    app: Flask, cast: Cast
) -> None:
    ids = _everything_of_alice(cast)
    claire = cast.browser(CLAIRE)
    claire.send(f"/merchants/{ids['merchant_id']}/visit")
    for rule in _guarded(app, OF_A_MERCHANT | {"account_required"}):
        path = _path(rule, ids)
        if "GET" in _methods(rule):
            assert claire.get(path, follow_redirects=True).status_code == 200, rule.rule
            assert claire.head(path).status_code in (200, 303), rule.rule
        if "POST" in _methods(rule):
            answer = claire.send(path)
            assert (answer.status_code, "Lecture seule" in answer.text) == (403, True), rule.rule


def test_in_a_visit_nothing_of_another_merchant_exists(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    bob = cast.active(BOB, first=50_000).merchant
    claire = cast.browser(CLAIRE)
    claire.send(f"/merchants/{bob.id}/visit")
    for rule in _guarded(app, OF_A_MERCHANT):
        if "int:" in rule.rule and "GET" in _methods(rule):
            assert claire.get(_path(rule, ids)).status_code == 404, rule.rule


def test_asking_for_the_head_of_a_page_changes_nothing(app: Flask, cast: Cast) -> None:
    """A page that both shows and acts must not take HEAD, which needs no token, for the act."""
    ids = _everything_of_alice(cast)
    gone = cast.advisor("gone@sendcloud.test")
    alice, adam = cast.browser(), cast.browser(ADAM)
    ids["user_id"] = gone.id
    before = db.session.scalars(select(AuditEvent.id)).all()
    for rule in _rules(app):
        if {"HEAD", "POST"} <= _methods(rule):
            browser = adam if OF_STAFF & set(_guards(app, rule)) else alice
            browser.head(_path(rule, ids))
    assert db.session.scalars(select(AuditEvent.id)).all() == before


def test_nothing_of_another_merchant_exists(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    cast.active(BOB, first=50_000)
    alice, bob = cast.browser(), cast.browser(BOB)
    rules = [rule for rule in _guarded(app, OF_A_MERCHANT) if "int:" in rule.rule]
    assert len(rules) > 5
    for rule in rules:
        assert _answers(bob, rule, ids) == {404}, rule.rule
        if "GET" in _methods(rule):
            assert alice.get(_path(rule, ids)).status_code == 200, rule.rule


def test_a_reserve_is_renewed_by_its_owner_and_for_them_by_any_advisor(
    app: Flask, cast: Cast
) -> None:
    ids = _everything_of_alice(cast)
    cast.active(BOB, first=50_000)
    alice, bob, claire = cast.browser(), cast.browser(BOB), cast.browser(CLAIRE)
    rules = list(_guarded(app, OF_A_RENEWER))
    assert len(rules) > 8
    for rule in rules:
        assert _answers(bob, rule, ids) == {404}, rule.rule
        for browser in (alice, claire):
            assert _answers(browser, rule, ids) <= {200, 303, 422}, rule.rule


def test_a_reserve_is_not_renewed_by_who_works_for_its_owner(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    alma = db.session.get_one(Merchant, ids["merchant_id"])
    cast.member(alma, "ann@alma.test", Role.ACCOUNTANT)
    for browser in (cast.browser(TESS), cast.browser("ann@alma.test")):
        for rule in _guarded(app, OF_A_RENEWER):
            assert _answers(browser, rule, ids) == {403}, rule.rule


def test_a_packer_whom_the_owner_lets_renews(app: Flask, cast: Cast) -> None:
    ids = _everything_of_alice(cast)
    member = db.session.get_one(Membership, ids["membership_id"])
    member.renews_since = now()
    db.session.commit()
    tess = cast.browser(TESS)
    for rule in _guarded(app, OF_A_RENEWER):
        assert _answers(tess, rule, ids) <= {200, 303, 422}, rule.rule
    ids["contract_id"] = cast.active(BOB, first=50_000).id
    assert tess.get(f"/contracts/{ids['contract_id']}/renewals/new").status_code == 404


def test_who_ships_is_kept_from_the_accounts_and_who_keeps_them_from_shipping(
    app: Flask, cast: Cast
) -> None:
    ids = _everything_of_alice(cast)
    alma = db.session.get_one(Merchant, ids["merchant_id"])
    cast.member(alma, "ann@alma.test", Role.ACCOUNTANT)
    tess, ann = cast.browser(TESS), cast.browser("ann@alma.test")
    rules = list(_guarded(app, {"accountant_required"}))
    assert len(rules) > 6
    for rule in rules:
        assert _answers(tess, rule, ids) == {403}, rule.rule
        assert 403 not in _answers(ann, rule, ids), rule.rule
    for rule in _guarded(app, {"shipper_required", "owner_required"}):
        assert _answers(ann, rule, ids) == {403}, rule.rule


def test_a_number_that_no_row_can_have_is_not_found(app: Flask, cast: Cast) -> None:
    cast.active()
    cast.admin()
    alice, adam = cast.browser(), cast.browser(ADAM)
    for rule in _rules(app):
        if "int:" not in rule.rule:
            continue
        browser = adam if OF_STAFF & set(_guards(app, rule)) else alice
        for number in (0, 2**31, BEYOND_ANY_ROW):
            ids = dict.fromkeys(rule.arguments, number)
            assert _answers(browser, rule, ids) == {404}, f"{rule.rule} {number}"


def _rules(app: Flask) -> Iterator[Rule]:
    """Every address apart from the files that everybody may read."""
    return (rule for rule in app.url_map.iter_rules() if rule.endpoint != "static")


def _guards(app: Flask, rule: Rule) -> tuple[str, ...]:
    return getattr(app.view_functions[rule.endpoint], "guards", ())


def _guarded(app: Flask, guards: set[str]) -> Iterator[Rule]:
    return (rule for rule in _rules(app) if guards & set(_guards(app, rule)))


def _methods(rule: Rule) -> set[str]:
    return rule.methods or set()


def _path(rule: Rule, ids: dict[str, int] | None = None) -> str:
    """The address with its places filled; a new kind of place must be named here."""
    words = {"slug": SLUG, "token": "nobody-s", "kind": "label", "page": 0}
    known: dict[str, object] = {**dict.fromkeys(rule.arguments, 1), **(ids or {}), **words}
    built = rule.build({name: known[name] for name in rule.arguments})
    assert built is not None
    return str(built[1])


def _answers(browser: PageClient, rule: Rule, ids: dict[str, int]) -> set[int]:
    """What each method of this address answers."""
    path, codes = _path(rule, ids), set()
    if "GET" in _methods(rule):
        codes.add(browser.get(path).status_code)
    if "POST" in _methods(rule):
        codes.add(browser.send(path).status_code)
    return codes


def _everything_of_alice(cast: Cast) -> dict[str, int]:
    """One object of each kind, by the name that its place has in the addresses."""
    contract = cast.active()
    batch: Batch = cast.batch(contract, cast.shipments(contract, 2))
    slip = cast.slip(contract, batch.labels[:1])
    return {
        "contract_id": contract.id,
        "batch_id": batch.id,
        "label_id": batch.labels[1].id,
        "slip_id": slip.id,
        "import_id": _import(cast),
        "membership_id": cast.member(contract.merchant).id,
        "link_id": _invitation(contract.merchant),
        "site_id": contract.sites[0].id,
        "template_id": cast.question_template().id,
        "replacement_id": _replacement(cast),
        "document_id": _document(contract),
        "invoice_id": _invoice(contract),
        "merchant_id": contract.merchant_id,
        "user_id": contract.merchant.owner.id,
        "renewal_id": _renewal(contract),
        "range_id": _certified(contract),
        "peak_id": _peak(contract),
        # The first page of a document.
        "page": 0,
        "contest_id": _contest(cast, contract),
    }


def _renewal(contract: Contract) -> int:
    owner = contract.merchant.owner
    renewal = begin(contract, email=ALICE, by=owner)
    renewal.receive("", owner, write_file(check_upload(samples.pdf()), "scan.pdf"))
    db.session.commit()
    return renewal.id


def _certified(contract: Contract) -> int:
    (known,) = NumberRange.of(contract)
    file = write_file(check_upload(samples.pdf()), "certificat.pdf")
    certify(known, by=contract.merchant.owner, upload=Upload.add(file))
    db.session.commit()
    return known.id


def _contest(cast: Cast, contract: Contract) -> int:
    """Of a third merchant's range: no number of Alice's is touched."""
    known = cast.active("cleo@cuivre.test", first=90_000)
    bounds = Bounds("2L", 90_000, 90_099, 90_000)
    file = write_file(check_upload(samples.pdf()), "certificat.pdf")
    begun, _ = contest(contract, bounds, Evidence(stored=file), contract.merchant.owner)
    db.session.commit()
    assert begun.range.contract_id == known.id
    return begun.id


def _peak(contract: Contract) -> int:
    declared = declare(contract, Peak(today(), today(), 10), contract.merchant.owner)
    db.session.commit()
    return declared.id


def _replacement(cast: Cast) -> int:
    away, other = cast.advisor("ada@sendcloud.test"), cast.advisor("oda@sendcloud.test")
    planned = replacement.plan(away, other, today(), today(), by=away)
    db.session.commit()
    return planned.id


def _invoice(contract: Contract) -> int:
    file = write_file(check_upload(samples.pdf()), "facture.pdf")
    invoice = add_invoice(contract, file, first_of(today()), contract.merchant.owner)
    db.session.commit()
    return invoice.id


def _document(contract: Contract) -> int:
    file = write_file(check_upload(samples.pdf()), "contrat.pdf")
    document = add_proof(contract, file, contract.merchant.owner)
    db.session.commit()
    return document.id


def _invitation(merchant: Merchant) -> int:
    link = team.invite(merchant, "una@alma.test", Role.SHIPPER, merchant.owner)
    db.session.commit()
    return link.id


def _import(cast: Cast) -> int:
    merchant = Cast.company(User.by_email(ALICE) or cast.merchant())
    reading = importing.Reading([], [])
    kept = importing.keep(merchant, reading, filename="commandes.csv", by=merchant.owner)
    db.session.commit()
    return kept.id
