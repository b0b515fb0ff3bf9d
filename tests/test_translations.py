"""The English catalogue is complete, is what the sources say, and is what the pages show."""

import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from flask import Flask
from sqlalchemy import select

from app import formats
from app.accounts import passwords
from app.accounts.models import User
from app.contracts.models import Contract
from app.demonstration import people
from app.extensions import db
from app.language import in_language, ngettext
from app.onboarding.mails import send_activation_notice
from app.ranges.correcting import bounds_of
from app.ranges.models import Issuer, NumberRange
from app.renewals.contests.models import Evidence, contest
from app.shipments import messages
from app.shipments.columns import Columns, UnusableColumns, match_columns
from app.shipments.faults import Field
from app.shipments.table import read_table
from tests.cast import ALICE, Cast
from tests.english import (
    CATALOGUE,
    PLACE,
    READ_ALOUD,
    ROOT,
    Walk,
    catalogue,
    forms,
    french_in,
    read,
    strings,
)
from tests.page_client import PageClient, page_of, text_of

JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
NAMES = {"Sillage", "page", "narrow"}  # the program's, and that of a class of the style sheet
AFTERNOON = datetime(2026, 11, 23, 16, 20, tzinfo=UTC)

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
in_the_application = pytest.mark.usefixtures("context")


# The catalogue


def test_every_string_has_its_translation() -> None:
    empty = [message.id for message in strings() if not all(forms(message.string))]
    fuzzy = [message.id for message in strings() if message.fuzzy]
    assert (empty, fuzzy, len(catalogue().obsolete)) == ([], [], 0)


def test_a_string_that_counts_has_both_its_forms() -> None:
    for message in strings():
        assert len(forms(message.string)) == len(forms(message.id)), message.id


def test_a_translation_has_the_places_of_its_source() -> None:
    for message in strings():
        for source, translation in zip(forms(message.id), forms(message.string), strict=True):
            assert sorted(PLACE.findall(source)) == sorted(PLACE.findall(translation)), source
            assert source.count("%%") == translation.count("%%"), source


def test_english_is_set_as_english() -> None:
    french = re.compile(r"[«»’]| [:;?!]|\"")
    assert [m.string for m in strings() if french.search(" ".join(forms(m.string)))] == []


def test_reading_the_sources_again_changes_nothing(tmp_path: Path) -> None:
    for name in ("app", "bin"):
        leave_out = shutil.ignore_patterns("static", "fonts", "data", "__pycache__")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=leave_out)
    shutil.copy(ROOT / "babel.cfg", tmp_path)
    programs = Path(sys.executable).parent
    subprocess.run([tmp_path / "bin" / "translations", programs], check=True)
    again = {forms(message.id) for message in strings(read(tmp_path / CATALOGUE))}
    now = {forms(message.id) for message in strings()}
    assert (again - now, now - again) == (set(), set()), "run `make translations`"
    assert (tmp_path / CATALOGUE).read_text() == (ROOT / CATALOGUE).read_text()


def test_what_is_compiled_is_what_is_written() -> None:
    with (ROOT / CATALOGUE).with_suffix(".mo").open("rb") as file:
        compiled = {forms(m.id): forms(m.string) for m in strings(read_mo(file))}
    assert compiled == {forms(m.id): forms(m.string) for m in strings()}


# The sources


def test_templates_have_no_text_that_cannot_be_translated() -> None:
    found = {
        str(path.relative_to(ROOT)): words
        for path in sorted((ROOT / "app" / "templates").rglob("*.*"))
        if path.parent.name != "print" and (words := untranslatable(path.read_text()))
    }
    assert found == {}


def test_text_that_cannot_be_translated_is_found() -> None:
    assert untranslatable('<p>Bonjour</p> {# {{ _("Rien") }} #}') == ["Bonjour"]
    assert untranslatable('<p aria-label="Envois">{{ _("Envois") }}</p>') == ["Envois"]


def untranslatable(template: str) -> list[str]:
    bare = JINJA.sub("", template)
    attributes = re.findall(rf'(?:{"|".join(READ_ALOUD)})="([^"]*)"', bare)
    texts = [re.sub(r"<[^>]*>", " ", bare), *attributes]
    words = re.findall(r"[^\W\d_]{2,}", " ".join(texts))
    return [word for word in words if word not in NAMES]


# What else changes with the language


@on_sqlite
@in_the_application
def test_none_is_singular_in_french_and_plural_in_english() -> None:
    def told() -> str:
        return ngettext("Il restera %(left)s numéro.", "Il restera %(left)s numéros.", 0, left=0)

    assert told() == "Il restera 0 numéro."
    with in_language("en"):
        assert told() == "0 numbers will be left."


@on_sqlite
@in_the_application
def test_in_english_an_afternoon_is_told_from_a_morning() -> None:
    with in_language("en"):
        assert formats.moment(AFTERNOON) == "23 Nov 2026, 17:20"
        assert formats.day(AFTERNOON) == "23 November 2026"


@on_sqlite
@in_the_application
@pytest.mark.parametrize("language", ["fr", "en"])
def test_an_import_understands_the_headings_it_asks_for(language: str) -> None:
    with in_language(language):
        no_column = {Field.ROW, Field.DIMENSIONS}
        shown = [messages.field_name(field) for field in Field if field not in no_column]
        with pytest.raises(UnusableColumns) as refused:
            columns_of(["A", "B"])
        sentence = messages.file_sentence(refused.value)
    asked_for = re.findall(r"[«“]\s?(.+?)\s?[»”]", sentence)
    assert len(columns_of(shown).positions) == len(shown) == 9
    assert len(columns_of(asked_for).positions) == len(asked_for) == 5


def columns_of(headings: list[str]) -> Columns:
    rows = (headings, ["250 g"] * len(headings))
    return match_columns(read_table("\n".join(";".join(row) for row in rows).encode()))


# The pages


# The suspended contract, and the sites of one that is not active yet.
ANOTHER = ("/contracts/5/resumption", "/requests/2/sites", "/requests/2/label-settings")


def contested_ranges() -> tuple[str, ...]:
    """The addresses of a contested range, and of one that Sendcloud issues."""
    issued_there = NumberRange.issuer == Issuer.SENDCLOUD
    known = db.session.scalars(select(NumberRange).where(issued_there)).first()
    assert known is not None
    others = Contract.id != known.contract_id
    contract = db.session.scalars(
        select(Contract).where(Contract.activated_at.is_not(None), others)
    ).first()
    assert contract is not None
    bounds, owner = bounds_of(known), contract.merchant.owner
    begun, _ = contest(contract, bounds, Evidence("Certificat"), owner)
    db.session.commit()
    return f"/contests/{begun.id}", f"/ranges/{known.id}/sendcloud"


@on_sqlite
@in_the_application
def test_no_page_in_english_shows_a_french_sentence(app: Flask, client: PageClient) -> None:
    load_demonstration("en")
    walk = Walk(app, client)
    walk.signed_out()
    for email in ("nouveau", "attente-la-poste", "demande", "presque-vide"):
        walk.signed_in_as(email)
    walk.signed_in_as("actif", "/batches/new?all=1", "/deposit-slips/new?all=1", "/labels?all=1")
    walk.imports_a_file()
    walk.signed_in_as("actif", "/contracts/3/renewals/new")
    unconfirmed = User.by_email("actif@demo.test")
    assert unconfirmed is not None
    unconfirmed.confirmed_at = None
    db.session.commit()
    walk.follows_mails()
    walk.signed_in_as("suspendu", "/specimen", "/onboarding/port-paye?contract=yes")
    ranges = contested_ranges()
    walk.signed_in_as(
        "conseiller", "/requests?state=all", "/contracts/3/suspension", *ANOTHER, *ranges
    )
    walk.signed_in_as("admin", "/question-templates/new")
    assert walk.french == []
    assert " ".join(sorted(walk.never_reached)) == ""


@on_sqlite
@in_the_application
def test_whoever_signs_out_keeps_their_language(client: PageClient, cast: Cast) -> None:
    cast.merchant(language="en")
    client.sign_in(ALICE)
    left = client.send("/sign-out", follow_redirects=True)
    assert "You are signed out." in text_of(left)
    assert french_in(page_of(left)) == []


@on_sqlite
@in_the_application
def test_a_french_sentence_would_be_found(client: PageClient) -> None:
    load_demonstration("fr")
    client.sign_in("nouveau@demo.test")
    shown = french_in(page_of(client.get("/onboarding/plan")))
    assert "Quel abonnement est actif ?" in shown
    assert "Navigation principale" in shown, "labels for screen readers count too"


def load_demonstration(language: str) -> None:
    """The demonstration as if everybody had chosen this language, and a newest mail in it."""
    people.load(passwords.hash_password(people.PASSWORD))
    for user in db.session.scalars(select(User)):
        user.language = language
    contract = db.session.scalars(
        select(Contract).where(Contract.activated_at.is_not(None))
    ).first()
    assert contract is not None
    send_activation_notice(contract)
    db.session.commit()
