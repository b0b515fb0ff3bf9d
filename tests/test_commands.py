"""The commands: importing, the demonstration, verifying."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select, text

from app.accounts import passwords
from app.accounts.models import User
from app.clock import today
from app.contracts.models import Contract
from app.demonstration.people import PASSWORD
from app.deposits.models import DepositSlip
from app.extensions import db
from app.labels.models import Label
from app.overview.invariants import breaches
from app.ranges.models import is_issued_elsewhere, left_for
from app.ranges.reserve import Reserve
from app.shipments.models import Shipment, ShipmentImport
from tests.cast import ALICE, CLAIRE, Cast
from tests.page_client import text_of
from tests.samples import DATA

pytestmark = pytest.mark.usefixtures("context")

SENDCLOUD, SPREADSHEET = DATA / "orders_sendcloud.csv", DATA / "orders_excel_fr.csv"


def run(app: Flask, *words: object) -> Result:
    """The command as typed; what the test holds is read anew afterwards."""
    result = app.test_cli_runner().invoke(args=[str(word) for word in words])
    db.session.rollback()
    return result


def printed(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    report = json.loads(result.stdout)
    assert isinstance(report, dict)
    return report


def assert_fails(result: Result, sentence: str) -> None:
    """One sentence, no stack trace, and an exit code that scripts understand."""
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert result.stdout == ""
    assert result.stderr.strip().splitlines() == [f"Error: {sentence}"]


def shipments() -> int:
    return db.session.scalar(select(func.count(Shipment.id))) or 0


class TestImportShipments:
    def test_it_creates_what_the_page_would_and_reports_as_json(
        self, app: Flask, cast: Cast
    ) -> None:
        cast.merchant()
        report = printed(run(app, "import-shipments", SENDCLOUD, "--merchant", ALICE))
        assert list(report) == ["created", "known", "refused", "asked", "left_out", "remarks"]
        assert (report["created"], report["known"]) == (114, 0)
        assert [refusal["line"] for refusal in report["refused"]] == [21, 41, 61, 81, 101, 121]
        assert report["refused"][3] == {
            "line": 81,
            "field": "weight",
            "value": "léger",
            "reason": "«\xa0léger\xa0» n’est pas un poids. "
            "Écrivez le poids avec son unité, par exemple 250 g.",
        }
        assert shipments() == 114
        kept = db.session.scalars(select(ShipmentImport)).one()
        assert (kept.filename, kept.created) == (SENDCLOUD.name, 114)

    def test_the_french_spreadsheet_too(self, app: Flask, cast: Cast) -> None:
        cast.merchant()
        report = printed(run(app, "import-shipments", SPREADSHEET, "--merchant", ALICE))
        assert (report["created"], len(report["refused"])) == (287, 13)
        assert {tuple(refusal) for refusal in report["refused"]} == {
            ("line", "field", "value", "reason")
        }

    def test_what_is_asked_left_out_or_remarked_on_is_told(
        self, app: Flask, cast: Cast, tmp_path: Path
    ) -> None:
        cast.merchant()
        file = tmp_path / "orders.csv"
        file.write_text(
            "N° de commande;Nom;Adresse;CP;Ville;Pays;Poids;Statut\n"
            "1;Luc;1 rue Basse;33000;Bordeaux;FR;1,500 g;\n"
            "2;Luc;1 rue Basse;33000;Bordeaux;FR;80 g;annulée\n"
            "3;Luc;1 rue Basse;69003;Paris;FR;80 g;\n"
            "4;Luc;1 rue Basse;33000;Bordeaux;Belgien;80 g;\n"
        )
        report = printed(run(app, "import-shipments", file, "--merchant", ALICE, "--dry-run"))
        assert (report["created"], report["asked"]) == (1, [2])
        assert [(one["line"], one["reference"]) for one in report["left_out"]] == [(3, "2")]
        assert [(one["line"], one["field"]) for one in report["remarks"]] == [(4, "town")]
        told = {
            one["line"]: re.sub("[\xa0\u202f]", " ", one["reason"]) for one in report["refused"]
        }
        assert told[2].startswith("Le poids « 1,500 g » peut se lire de deux façons.")
        assert told[5] == (
            "Pays non reconnu : « Belgien ». "
            "Pour la France, écrivez FR ; sinon, écartez cette ligne."
        )
        assert shipments() == 0

    def test_two_columns_that_may_be_meant_refuse_the_file_and_are_named(
        self, app: Flask, cast: Cast
    ) -> None:
        cast.merchant()
        chimera = DATA / "reports" / "csv" / "chimera.csv"
        failed = run(app, "import-shipments", chimera, "--merchant", ALICE, "--dry-run")
        assert failed.exit_code == 1
        assert "Nom" in failed.stderr and "Adresse de livraison" in failed.stderr

    def test_a_second_import_knows_them_all(self, app: Flask, cast: Cast) -> None:
        cast.merchant()
        run(app, "import-shipments", SENDCLOUD, "--merchant", ALICE)
        report = printed(run(app, "import-shipments", SENDCLOUD, "--merchant", ALICE))
        assert (report["created"], report["known"]) == (0, 114)
        assert shipments() == 114

    def test_a_dry_run_says_the_same_and_changes_nothing(self, app: Flask, cast: Cast) -> None:
        cast.merchant()
        words = ("import-shipments", SENDCLOUD, "--merchant", ALICE)
        foreseen = printed(run(app, *words, "--dry-run"))
        assert shipments() == 0
        assert db.session.scalars(select(ShipmentImport)).all() == []
        assert printed(run(app, *words)) == foreseen
        after = printed(run(app, *words, "--dry-run"))
        assert (after["created"], after["known"]) == (0, 114)
        assert after["refused"] == foreseen["refused"]

    def test_the_address_may_be_written_in_capitals(self, app: Flask, cast: Cast) -> None:
        cast.merchant()
        report = printed(run(app, "import-shipments", SENDCLOUD, "--merchant", ALICE.upper()))
        assert report["created"] == 114

    @pytest.mark.parametrize("email", ["nobody@alma.test", CLAIRE, ""])
    def test_who_is_no_merchant_is_told_in_one_sentence(
        self, app: Flask, cast: Cast, email: str
    ) -> None:
        cast.advisor()
        failed = run(app, "import-shipments", SENDCLOUD, "--merchant", email)
        assert_fails(failed, f"{email} belongs to no merchant.")

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "Le fichier est vide. Choisissez le fichier de commandes de votre boutique."),
            (b"%PDF-1.7", "C’est un PDF, pas un tableau. Exportez vos commandes en CSV."),
        ],
    )
    def test_a_file_that_cannot_be_read_says_why_in_one_sentence(
        self, app: Flask, cast: Cast, tmp_path: Path, content: bytes, sentence: str
    ) -> None:
        cast.merchant()
        file = tmp_path / "orders.csv"
        file.write_bytes(content)
        for words in ((), ("--dry-run",)):
            assert_fails(run(app, "import-shipments", file, "--merchant", ALICE, *words), sentence)
        assert shipments() == 0

    def test_a_file_that_is_not_there_is_told(self, app: Flask, tmp_path: Path) -> None:
        for file in (tmp_path / "nothing.csv", tmp_path):
            failed = run(app, "import-shipments", file, "--merchant", ALICE)
            assert failed.exit_code == 2
            assert "Traceback" not in failed.output

    def test_without_a_merchant_it_says_how_it_is_used(self, app: Flask) -> None:
        failed = run(app, "import-shipments", SENDCLOUD)
        assert failed.exit_code == 2
        assert "Missing option '--merchant'" in failed.output


class TestDemo:
    STATES = (
        "nouveau",
        "attente-la-poste",
        "demande",
        "actif",
        "presque-vide",
        "suspendu",
        "chez-sendcloud",
    )

    def test_it_makes_a_merchant_in_each_state_an_advisor_and_an_admin(self, app: Flask) -> None:
        done = run(app, "demo")
        assert done.exit_code == 0, done.output
        accounts = {user.email.removesuffix("@demo.test"): user for user in User.demonstration()}
        assert set(accounts) == {
            *self.STATES,
            "conseiller",
            "collegue",
            "admin",
            "preparateur",
            "comptable",
        }
        for user in accounts.values():
            assert passwords.matches(PASSWORD, user.password_hash)
        assert list(breaches()) == []

    def test_each_merchant_has_come_as_far_as_the_name_says(self, app: Flask) -> None:
        run(app, "demo")
        companies = {
            user.email.partition("@")[0]: user.merchant
            for user in User.demonstration()
            if user.merchant
        }
        contracts = {name: Contract.of(company) for name, company in companies.items()}
        assert contracts["nouveau"] is None
        waiting, requested, active, empty, stopped, there = (contracts[n] for n in self.STATES[1:])
        assert waiting and waiting.is_waiting_for_la_poste and not waiting.is_requested
        assert requested and requested.is_requested and not requested.is_active
        assert active and active.is_active
        assert empty and empty.is_active
        assert stopped and stopped.is_activated and stopped.is_suspended
        assert there and is_issued_elsewhere(there) and left_for(there) == 0
        for known in (active, there):
            foreseen = Reserve.of(known).forecast
            assert foreseen and foreseen.days_left and foreseen.days_left > 20
        assert left_for(active) > 100
        assert 0 < left_for(empty) < 50
        assert Label.count_to_deposit(active.merchant) > 0
        slips = db.session.scalars(DepositSlip.all_of(active.merchant)).all()
        assert slips[-1].deposit_date == today() > slips[0].deposit_date

    def test_each_merchant_can_sign_in_and_see_their_pages(self, app: Flask, cast: Cast) -> None:
        run(app, "demo")
        offered = text_of(app.test_client().get("/sign-in"))
        for state in self.STATES:
            assert f"{state}@demo.test" in offered
            browser = cast.browser(f"{state}@demo.test")
            for path in ("/", "/onboarding", "/shipments", "/labels?show=all", "/deposit-slips"):
                assert browser.get(path, follow_redirects=True).status_code == 200

    def test_its_numbers_are_always_the_same(self, app: Flask) -> None:
        run(app, "demo")
        first = db.session.scalars(select(Label.tracking_number).order_by(Label.id)).all()
        assert first[0] == "2L00000051200"
        assert len(set(first)) == len(first) > 24 + 12 + 9

    def test_it_wants_an_empty_database(self, app: Flask, cast: Cast) -> None:
        cast.merchant()
        sentence = "There is data already; the demonstration wants an empty database."
        assert_fails(run(app, "demo"), sentence)
        quiet = run(app, "demo", "--if-empty")
        assert (quiet.exit_code, quiet.output) == (0, "")
        assert list(User.demonstration()) == []

    def test_it_is_refused_outside_development(
        self, app: Flask, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(app.config, "DEVELOPMENT", False)
        sentence = (
            "The demonstration's passwords are public: set SILLAGE_ENV=development to load it."
        )
        for words in (("demo",), ("demo", "--if-empty")):
            assert_fails(run(app, *words), sentence)
        assert list(User.demonstration()) == []


class TestVerify:
    def test_it_says_that_all_holds(self, app: Flask, cast: Cast) -> None:
        contract = cast.active()
        cast.slip(contract, cast.batch(contract, cast.shipments(contract, 2)).labels)
        done = run(app, "verify")
        assert done.exit_code == 0
        assert done.stdout.endswith(" invariants hold.\n")

    def test_it_names_what_is_broken_and_fails(self, app: Flask, cast: Cast) -> None:
        contract = cast.active()
        cast.slip(contract, cast.batch(contract, cast.shipments(contract, 2)).labels)
        db.session.execute(text("UPDATE deposit_slip SET number = 7"))
        db.session.commit()
        failed = run(app, "verify")
        assert failed.exit_code == 1
        assert (
            failed.stdout
            == "broken: slip numbers have no gap but those lost with a restore: 00001000\n"
        )

    def test_it_changes_nothing(self, app: Flask, cast: Cast) -> None:
        contract = cast.active()
        cast.batch(contract, cast.shipments(contract, 2))
        before = (shipments(), left_for(contract))
        run(app, "verify")
        assert (shipments(), left_for(contract)) == before
