"""The letter to La Poste: what it asks, as a text and as a link to a mail program."""

from urllib.parse import parse_qs, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from app.onboarding.la_poste.letter import (
    LONGEST_LINK,
    QUESTIONS,
    THE_REST,
    LetterSender,
    LetterToLaPoste,
    write_letter,
)

ALMA = LetterSender(
    company="Atelier Alma",
    siren="903 000 032",
    address=("Atelier Alma", "12 rue des Lilas", "69002 Lyon"),
    town="Lyon",
    name="Alice Martin",
    email="alice@alma.test",
)
# Whatever the forms let through, and more.
TYPED = st.text(min_size=1, max_size=76)


def _letter(**facts: str) -> LetterToLaPoste:
    known = {name: getattr(ALMA, name) for name in LetterSender.__slots__}
    return write_letter(LetterSender(**known | facts), day="23 novembre 2026")


def _plain(text: str) -> str:
    return " ".join(text.split())


def _mail(letter: LetterToLaPoste) -> tuple[str, str]:
    """The subject and the body, as the mail program reads them."""
    query = parse_qs(urlsplit(letter.mail_link).query, strict_parsing=True)
    return query["subject"][0], query["body"][0]


def test_it_asks_for_what_matters() -> None:
    text = _plain(_letter().text)
    for wanted in (
        "Volume minimum",
        "Sites de dépôt autorisés",
        "heure limite",
        "collecter nos plis",
        "le visuel, ou les mentions exactes",
        "Compte de suivi : ses 6 chiffres",
        "plage de numéros",
        "spécimen de nos étiquettes et de notre bordereau",
    ):
        assert wanted in text


def test_it_has_the_parts_of_a_letter_in_their_order() -> None:
    parts = [
        "Atelier Alma\n12 rue des Lilas\n69002 Lyon",
        "La Poste\nÀ l’attention de notre conseiller commercial",
        "Lyon, le 23 novembre 2026",
        "Demande de contrat port payé et Lettre Suivie",
        "Madame, Monsieur,\n",
        "Notre entreprise, Atelier Alma (SIREN 903 000 032)",
        "alice@alma.test",
        "mes salutations distinguées.",
        "Alice Martin\nAtelier Alma\n",
        "spécimen de l’étiquette et du bordereau de dépôt",
    ]
    text = _letter().text
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_the_telephone_is_given_where_there_is_one() -> None:
    assert "alice@alma.test ou au 04 78 00 00 00." in _letter(phone="04 78 00 00 00").text
    assert "alice@alma.test." in _letter().text


def test_without_a_town_it_has_a_date() -> None:
    assert "\nLe 23 novembre 2026\n" in _letter(town="").text


def test_the_mail_program_gets_the_letter_without_its_head() -> None:
    subject, body = _mail(_letter())
    assert subject == "Demande de contrat port payé et Lettre Suivie"
    assert body.startswith("Madame, Monsieur,\r\n\r\nNotre entreprise, Atelier Alma")
    assert body.endswith("Alice Martin\r\nAtelier Alma")
    assert all(question.title in body for question in QUESTIONS)


def test_a_letter_too_long_for_a_link_leaves_its_end_to_the_pdf() -> None:
    letter = _letter(company="Ế" * 76)
    _subject, body = _mail(letter)
    assert body.endswith(THE_REST) and body.startswith("Madame, Monsieur,")
    assert "distinguées" not in body and "distinguées" in letter.text


@given(company=TYPED, name=TYPED, town=TYPED, phone=TYPED)
def test_a_link_is_never_too_long_and_nothing_in_it_is_a_link_of_its_own(
    company: str, name: str, town: str, phone: str
) -> None:
    letter = _letter(company=company, name=name, town=town, phone=phone)
    assert len(letter.mail_link) <= LONGEST_LINK
    assert letter.mail_link.startswith("mailto:?subject=")
    assert letter.mail_link.count("&") == 1 and letter.mail_link.isascii()
    assert company.strip() in letter.text
