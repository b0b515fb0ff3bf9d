"""The own text of a reply: only the quote and the signature are removed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.quotes import own_text

OWN = "Bonjour,\n\nLe site est Lyon PIC.\n\nAlice"
ATTRIBUTIONS = (
    "Le lun. 23 nov. 2026 à 17:20, Claire <claire@sendcloud.test> a écrit :",
    "Le 23/11/2026 à 17:20, Claire Conseil a écrit :",
    "Le 23 nov. 2026 à 17 h 20, Claire <claire@sendcloud.test> a écrit\xa0:",
    "Le lundi 23 novembre 2026 à 17:20:00 UTC+1,\nClaire Conseil\n<claire@sendcloud.test> a écrit :",
    "On Mon, Nov 23, 2026 at 5:20 PM Claire <claire@sendcloud.test> wrote:",
    "On 23 Nov 2026, at 17:20, Claire <claire@sendcloud.test> wrote:",
    "On Mon, Nov 23, 2026 at 5:20 PM Claire\n<claire@sendcloud.test> wrote:",
)
HEADS = (
    "De : Claire <claire@sendcloud.test>\nEnvoyé : lundi 23 novembre 2026 17:20\nÀ : Alice\nObjet : x",
    "*De :* Claire\n*Envoyé :* lundi\n*À :* Alice\n*Objet :* x",
    "From: Claire <claire@sendcloud.test>\nSent: Monday\nTo: Alice\nSubject: x",
    "-----Message d'origine-----\nDe : Claire\nObjet : x",
    "-------- Message original --------",
    "-----Original Message-----\nFrom: Claire",
)


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_marked_quote_under_the_text_goes(attribution: str) -> None:
    assert own_text(f"{OWN}\n\n{attribution}\n> Quel site ?\n>\n>> et avant\n") == OWN


@pytest.mark.parametrize("head", HEADS)
def test_an_unmarked_quote_under_the_text_goes(head: str) -> None:
    assert own_text(f"{OWN}\n\n{head}\n\nBonjour,\nQuel site ?\n") == OWN


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_a_text_under_the_quote_stays(attribution: str) -> None:
    assert own_text(f"{attribution}\n> Quel site ?\n\n{OWN}") == OWN


@pytest.mark.parametrize("attribution", ATTRIBUTIONS)
def test_answers_between_the_quoted_lines_stay_with_them(attribution: str) -> None:
    text = f"{attribution}\n> Quel site ?\nLyon\n> Quel compte ?\n118402"
    assert own_text(text) == text


def test_a_text_above_and_one_below_both_stay() -> None:
    assert own_text(f"Oui.\n\n{ATTRIBUTIONS[0]}\n> Quel site ?\n\nLyon.") == "Oui.\n\nLyon."


@pytest.mark.parametrize("head", HEADS)
def test_where_nothing_stands_above_an_unmarked_quote_all_of_it_stays(head: str) -> None:
    text = f"{head}\n\nQuel site ?\n\nLyon."
    assert own_text(text) == text


@pytest.mark.parametrize(
    "end",
    [
        "\n\n-- \nAlice\nAtelier Alma",
        "\n\nEnvoyé de mon iPhone",
        "\n\nSent from my iPhone",
        "\n\nObtenir Outlook pour iOS",
        "\n\nEnvoyé de mon iPhone\n\n" + ATTRIBUTIONS[0] + "\n> Quel site ?",
        "\n\n-- \nAlice\n\n" + ATTRIBUTIONS[0] + "\n> Quel site ?",
    ],
)
def test_signatures_go(end: str) -> None:
    assert own_text(OWN + end) == OWN


@pytest.mark.parametrize(
    "own",
    [
        "Le 3 mars à 9:30 La Poste nous a écrit :\nle contrat est prêt.\nQue faire ?",
        "Objet : mon site\nC'est Lyon.",
        "De : Lyon\nÀ : Paris",
        "--\n" + "\n".join(f"ligne {n}" for n in range(20)),
        "Il a écrit : oui.",
        "> 250 g ou moins ?\nOui.",
    ],
)
def test_what_only_looks_like_a_quote_stays(own: str) -> None:
    assert own_text(own) == own


@pytest.mark.parametrize("nothing", ["", "\n\n", "> Quel site ?", f"{ATTRIBUTIONS[0]}\n> Quel ?"])
def test_where_there_is_only_a_quote_nothing_is_said(nothing: str) -> None:
    assert own_text(nothing) == ""


LINE = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=60
).filter(lambda line: not line.lstrip().startswith((">", "-")) and line.strip() == line)
TEXTS = st.lists(LINE, min_size=1, max_size=12).map("\n".join).filter(lambda text: text.strip())


@given(TEXTS, st.sampled_from(ATTRIBUTIONS))
def test_no_word_above_a_marked_quote_is_lost(own: str, attribution: str) -> None:
    kept = own_text(f"{own}\n\n{attribution}\n> Quel site ?\n> Claire")
    assert kept.split() == own.split()


@given(TEXTS, st.sampled_from(HEADS))
def test_no_word_above_an_unmarked_quote_is_lost(own: str, head: str) -> None:
    kept = own_text(f"{own}\n\n{head}\n\nQuel site ?")
    assert kept.split() == own.split()


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert set(own_text(text).split()) <= set(text.split())
