"""Apostrophes and no-break spaces, put in one place."""

import pytest

from app.language import NARROW_NO_BREAK, NO_BREAK, typographic

WIDE, THIN = NO_BREAK, NARROW_NO_BREAK


@pytest.mark.parametrize(
    ("plain", "set_in_type"),
    [
        ("L'adresse n'est pas là", "L’adresse n’est pas là"),
        ("Objet : demande", f"Objet{WIDE}: demande"),
        ("l'étape « Abonnement »", f"l’étape «{WIDE}Abonnement{WIDE}»"),
        ("Lequel ?", f"Lequel{THIN}?"),
        ("Attention !", f"Attention{THIN}!"),
        ("Réessayez ; puis", f"Réessayez{THIN}; puis"),
        ("12 €", f"12{THIN}€"),
        ("12 %", f"12{THIN}%"),
        ("https://sillage.test", "https://sillage.test"),
        ("rien à changer", "rien à changer"),
    ],
)
def test_french_is_set_as_a_typesetter_would(plain: str, set_in_type: str) -> None:
    assert typographic(plain, "fr") == set_in_type


def test_the_place_of_a_value_stays_readable_to_python() -> None:
    text = typographic("Il reste %(left)s numéros, soit %(share)s %.", "fr")
    assert text == f"Il reste %(left)s numéros, soit %(share)s{THIN}%."


@pytest.mark.parametrize("name", ["%(a)s", "« %(a)s »", "l'%(a)s : %(a)s ?"])
def test_no_value_is_lost(name: str) -> None:
    assert "X" in typographic(name, "fr") % {"a": "X"}


def test_setting_twice_changes_nothing_more() -> None:
    once = typographic("« L'une » : 5 % ? Oui !", "fr")
    assert typographic(once, "fr") == once


def test_english_gets_its_apostrophes_and_no_spaces() -> None:
    assert typographic("The merchant's plan: « x » ?", "en") == "The merchant’s plan: « x » ?"
