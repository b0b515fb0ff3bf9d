"""Deposit slips: making one, numbering without gaps, printing."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
import time_machine
from sqlalchemy import func, select

from app.accounts.models import AuditEvent
from app.clock import today
from app.deposits.models import DepositItem, DepositSlip
from app.extensions import db
from app.labels.models import Label
from app.overview.invariants import breaches
from app.ranges.tracking_number import in_groups
from tests.at_once import at_once
from tests.cast import ALICE, BOB, Cast
from tests.labels.ticking import SLIPS, made
from tests.page_client import page_of, rows_of, text_of
from tests.printing.conftest import Paper

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("context")]

PATH = SLIPS.path
THREADS = 12
look, form, make = SLIPS.look, SLIPS.form, SLIPS.make


def some_labels(cast: Cast, count: int = 3) -> list[Label]:
    """Make labels of Alice's that are on no slip."""
    contract = cast.active()
    return cast.batch(contract, cast.shipments(contract, count)).labels


def some_more(cast: Cast, labels: Sequence[Label], count: int = 1) -> list[Label]:
    contract = labels[0].batch.contract
    return cast.batch(contract, cast.shipments(contract, count)).labels


def some_labels_of_yesterday(cast: Cast) -> list[Label]:
    contract = db.session.scalars(select(Label)).all()[0].batch.contract
    batch = cast.batch(contract, cast.shipments(contract, 1))
    batch.deposit_date = today() - timedelta(days=1)
    db.session.commit()
    return batch.labels


class TestMaking:
    def test_the_ticked_labels_stand_on_a_numbered_slip(self, cast: Cast) -> None:
        labels = some_labels(cast)
        slip = made(DepositSlip, make(cast.browser(), labels[:2]))
        assert slip.labels == labels[:2]
        assert (slip.number, slip.year, slip.coclico) == (1, today().year, "00001000")
        assert [label.is_listed for label in labels] == [True, True, False]
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.act == "deposit_slip.created")
        ).one()
        assert event.details == {"items": 2}

    def test_its_page_shows_who_where_when_and_what(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        answer = make(alice, labels)
        page = alice.get(answer.location)
        said = text_of(page)
        assert f"Bordereau n° {today().year}-000001" in said
        for fact in ("Lyon Montrochet PIC", "69381A", "00001000", "118402"):
            assert fact in said
        shown = [row["Numéro de suivi"] for row in rows_of(page, "Les objets")]
        assert shown == [in_groups(label.tracking_number) for label in labels]

    def test_it_keeps_who_handed_over_whatever_changes_since(self, cast: Cast) -> None:
        labels = some_labels(cast)
        slip = made(DepositSlip, make(cast.browser(), labels))
        contract = labels[0].batch.contract
        contract.sender_street = "1 rue Neuve"
        contract.sites[0].name = "Another site"
        db.session.commit()
        assert slip.identification == {
            "company": "Atelier Alice",
            "address": ["12 rue des Lilas", "69002 Lyon"],
            "email": ALICE,
            "tracking_account": "118402",
            "contract_number": "D-1234567-8",
            "coclico": "00001000",
            "site_name": "Lyon Montrochet PIC",
            "site_code": "69381A",
        }

    def test_everything_ticked_is_all_that_waits(self, cast: Cast) -> None:
        labels = some_labels(cast, 60)
        alice = cast.browser()
        typed = form(alice.get(f"{PATH}/new?all=1"))
        assert sorted(map(int, typed["label"])) == [label.id for label in labels]
        assert len(made(DepositSlip, alice.send(PATH, typed)).labels) == 60

    def test_the_day_is_that_of_the_labels_unless_it_has_gone_by(self, cast: Cast) -> None:
        soon, past = some_labels(cast, 1), some_labels_of_yesterday(cast)
        soon[0].batch.deposit_date = today() + timedelta(days=4)
        db.session.commit()
        alice = cast.browser()
        shown = form(look(alice, soon))["deposit_date"]
        assert shown == [(today() + timedelta(days=4)).isoformat()]
        assert form(look(alice, past))["deposit_date"] == [today().isoformat()]

    def test_a_double_click_makes_one_slip(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        typed = form(look(alice, labels))
        first, second = alice.send(PATH, typed), alice.send(PATH, typed)
        assert made(DepositSlip, first) is made(DepositSlip, second)
        assert made(DepositSlip, make(alice, some_more(cast, labels))).number == 2

    def test_the_site_of_the_labels_is_chosen_beforehand(self, cast: Cast) -> None:
        contract = cast.active()
        site = cast.second_site(contract)
        labels = cast.batch(contract, cast.shipments(contract, 1), site=site).labels
        alice = cast.browser()
        assert form(look(alice, labels))["site"] == [str(site.id)]
        assert (
            made(DepositSlip, make(alice, labels)).identification["site_name"] == "Villeurbanne PIC"
        )


class TestNumbers:
    def test_they_follow_each_other(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        assert [made(DepositSlip, make(alice, [label])).number for label in labels] == [1, 2, 3]

    def test_a_refused_slip_takes_no_number(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        made(DepositSlip, make(alice, labels[:1]))
        assert make(alice, labels[1:], deposit_date="2020-01-01").status_code == 422
        assert alice.send(PATH, form(look(alice, labels[1:]))).status_code == 303
        numbers = db.session.scalars(select(DepositSlip.number).order_by(DepositSlip.id)).all()
        assert numbers == [1, 2]

    def test_merchants_who_share_a_coclico_share_the_count(self, cast: Cast) -> None:
        mine = cast.active(ALICE, coclico="00012345")
        other = cast.active(BOB, first=5_000, coclico="00012345")
        apart = cast.active("eve@etna.test", first=9_000)
        browsers = {c: cast.browser(c.merchant.owner.email) for c in (mine, other, apart)}
        numbers = []
        for contract in (mine, other, apart, mine):
            labels = cast.batch(contract, cast.shipments(contract, 1)).labels
            numbers.append(made(DepositSlip, make(browsers[contract], labels)).number)
        assert numbers == [1, 2, 1, 3]

    def test_a_new_year_of_the_deposit_begins_at_one(self, cast: Cast) -> None:
        with time_machine.travel(datetime(2026, 12, 30, 9, tzinfo=UTC)):
            labels = some_labels(cast, 5)
            alice = cast.browser()
            days = ("2026-12-31", "2027-01-01", "2026-12-30", "2027-01-04", "2026-12-31")
            slips = [
                made(DepositSlip, make(alice, [label], deposit_date=day))
                for label, day in zip(labels, days, strict=True)
            ]
        assert [(slip.year, slip.number) for slip in slips] == [
            (2026, 1),
            (2027, 1),
            (2026, 2),
            (2027, 2),
            (2026, 3),
        ]
        assert list(breaches()) == []

    def test_the_day_is_that_of_paris(self, cast: Cast) -> None:
        """In Paris the new year has begun when UTC still has an hour of the old one."""
        with time_machine.travel(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)):
            labels = some_labels(cast, 1)
            slip = made(DepositSlip, make(cast.browser(), labels))
        assert (slip.deposit_date, slip.year) == (date(2027, 1, 1), 2027)


class TestSeveralAtOnce:
    def test_slips_made_at_the_same_moment_have_numbers_without_gap_or_repeat(
        self, cast: Cast
    ) -> None:
        contracts = [
            cast.active(ALICE, coclico="00012345"),
            cast.active(BOB, first=5_000, coclico="00012345"),
        ]
        acts = []
        for contract in contracts:
            labels = cast.batch(contract, cast.shipments(contract, THREADS // 2)).labels
            for label in labels:
                browser = cast.browser(contract.merchant.owner.email)
                acts.append(partial(browser.send, PATH, form(look(browser, [label]))))
        answers = at_once(acts)
        assert sorted(made(DepositSlip, answer).number for answer in answers) == list(
            range(1, THREADS + 1)
        )
        assert list(breaches()) == []

    def test_no_label_stands_on_two_slips(self, cast: Cast) -> None:
        labels = some_labels(cast, 5)
        browsers = [cast.browser() for _ in range(4)]
        acts = [
            partial(browser.send, PATH, form(look(browser, [labels[0], own])))
            for browser, own in zip(browsers, labels[1:], strict=True)
        ]
        answers = at_once(acts)
        assert sorted(answer.status_code for answer in answers) == [303, 422, 422, 422]
        assert db.session.scalar(select(func.count(DepositItem.id))) == 2
        assert list(breaches()) == []

    def test_a_double_click_at_the_same_moment_makes_one_slip(self, cast: Cast) -> None:
        labels = some_labels(cast)
        browsers = [cast.browser() for _ in range(4)]
        typed = form(look(browsers[0], labels))
        typed.pop("csrf_token")
        answers = at_once([partial(browser.send, PATH, typed) for browser in browsers])
        assert len({made(DepositSlip, answer).id for answer in answers}) == 1
        assert db.session.scalars(select(DepositSlip.number)).all() == [1]


class TestPaper:
    def test_it_has_every_number_and_the_counts_of_its_labels(self, cast: Cast) -> None:
        contract = cast.active()
        shipments = [
            *cast.shipments(contract, 3, grams=20),
            *cast.shipments(contract, 2, grams=3_000),
            *cast.shipments(contract, 1, grams=21, postcode="97133"),
        ]
        labels = cast.batch(contract, shipments).labels
        alice = cast.browser()
        slip = made(DepositSlip, make(alice, labels))
        page = alice.get(f"{PATH}/{slip.id}")
        assert rows_of(page, "Totaux par tranche et par zone") == [
            {"Tranche de poids": "0 à 20 g", "Métropole": "3", "OM 1": "0"},
            {"Tranche de poids": "21 à 50 g", "Métropole": "0", "OM 1": "1"},
            {"Tranche de poids": "2 001 à 3 000 g", "Métropole": "2", "OM 1": "0"},
        ]
        answer = alice.get(f"{PATH}/{slip.id}/slip.pdf")
        assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
        name = f"bordereau-{slip.year}-000001.pdf"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
        paper = Paper(answer.data)
        paper.assert_sound()
        front, *lists = paper.texts
        for row in ("0 à 20 g 3 – –", "21 à 50 g – 1 –", "2 001 à 3 000 g 2 – –"):
            assert row in front
        assert "Total des plis 5 1 0" in front
        assert "Nombre total de plis : 6" in front
        listed = " ".join(lists)
        for label in labels:
            assert in_groups(label.tracking_number) in listed
            assert label.reference in listed
        assert "Total général : 6 plis Poids : 6 081 g" in listed

    def test_it_prints_again_the_same_whatever_has_changed_since(self, cast: Cast) -> None:
        labels = some_labels(cast)
        alice = cast.browser()
        slip = made(DepositSlip, make(alice, labels))
        path = f"{PATH}/{slip.id}/slip.pdf"
        before = alice.get(path).data
        contract = labels[0].batch.contract
        contract.sender_street, contract.contract_number = "1 rue Neuve", "D-0000000-0"
        contract.merchant.owner.language = "en"
        db.session.commit()
        with time_machine.travel(datetime.now(UTC) + timedelta(days=400)):
            assert cast.browser().get(path).data == before


class TestList:
    def test_the_newest_slip_stands_first_with_its_count(self, cast: Cast) -> None:
        labels = some_labels(cast)
        contract = labels[0].batch.contract
        cast.slip(contract, labels[:1])
        cast.slip(contract, labels[1:])
        rows = rows_of(cast.browser().get(PATH), "Bordereaux de dépôt")
        year = today().year
        assert [(row["Numéro"], row["Objets"]) for row in rows] == [
            (f"{year}-000002", "2"),
            (f"{year}-000001", "1"),
        ]

    def test_an_empty_list_leads_to_the_labels(self, cast: Cast) -> None:
        cast.active()
        page = cast.browser().get(PATH)
        assert "Aucun bordereau" in text_of(page)
        main = page_of(page).xpath("//main//a[contains(@class, 'btn-primary')]/@href")
        assert main == ["/labels"]
