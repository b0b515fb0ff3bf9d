"""What a certificate says, in whatever layout it comes. The genuine one is not known."""

from contextlib import suppress
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ranges import tracking_number
from app.ranges.findings import FindingKind
from app.renewals.certificate import files, parse
from app.renewals.certificate.files import clearest, clearest_reading
from app.renewals.certificate.parse import Certificate
from app.renewals.certificate.unreadable import UnreadableCertificate
from tests.renewals.certificate import layouts
from tests.samples import DATA

SAMPLES = DATA / "certificates"
LIBRARIES = ("reportlab", "fpdf2", "weasyprint")
WAYS = ("text", "html", *LIBRARIES)


def as_file(text: str, way: str) -> bytes:
    if way == "html":
        return layouts.as_html(text)
    return text.encode() if way == "text" else layouts.as_pdf(text, way)


def read_file(data: bytes) -> Certificate:
    """What a file says, whatever its text."""
    return files.read_file(data).certificate


def granted(text: str) -> str:
    """The text below words that allot what it names."""
    return f"Certificat d'attribution\n\nBonjour.\n{text}"


def read_certificate(text: str) -> Certificate:
    """Read it as words of La Poste that allot what they name."""
    return parse.read_certificate(granted(text))


def bounds(certificate: Certificate) -> list[tuple[str, str, int]]:
    return [(found.first, found.last, found.count) for found in certificate.ranges]


def problems(text: str) -> set[FindingKind]:
    return {trouble.kind for trouble in read_certificate(text).findings}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("name", "first", "last", "count", "account", "coclico"),
    [
        ("bounds_without_key", "2L00000075008", "2L00000124997", 5_000, "118402", "00098765"),
        ("plain_mail", "2L12345000003", "2L12345099991", 10_000, "604217", "00012345"),
        ("table_layout", "2L00000050005", "2L00000074995", 2_500, "118402", "00098765"),
    ],
)
def test_a_sound_certificate_is_read_whole(
    way: str, name: str, first: str, last: str, count: int, account: str, coclico: str
) -> None:
    read = read_file(as_file((SAMPLES / f"{name}.txt").read_text(), way))
    assert bounds(read) == [(first, last, count)]
    assert (read.tracking_account, read.coclico) == (account, coclico)
    assert read.is_clear


@pytest.mark.parametrize("way", WAYS)
def test_a_wrong_key_is_named_and_not_corrected(way: str) -> None:
    read = read_file(as_file((SAMPLES / "wrong_key.txt").read_text(), way))
    assert bounds(read) == [("2L12345100001", "2L12345199998", 10_000)]
    trouble, ungranted = read.findings
    assert ungranted.kind is FindingKind.NO_GRANT  # no word of this sample allots its range
    assert (trouble.kind, trouble.read, trouble.expected) == (
        FindingKind.WRONG_KEY,
        "2L12345100001",
        "0",
    )
    assert trouble.line == "Premier numéro : 2L 1234510000 1"


@pytest.mark.parametrize(
    "text",
    [
        "Votre plage : 2L0000005000 → 2L0000007499",
        "first number 2l-0000005000-5, last number 2l-0000007499-5 (2,500 numbers)",
        "2L 000 000 5000 5 (premier) / 2L 000 000 7499 5 (dernier)",
        "Numéro de début : 0000005000 5\nNuméro de fin : 0000007499 5\nCode produit 2L",
        "| 2L | 00000050005 | 00000074995 | 2500 |",
        "Dernier numéro : 2L00000074995\nPremier numéro : 2L00000050005",
        "La plage 2L00000050005-2L00000074995 vous est attribuée.",
        "2L 0 0 0 0 0 0 5 0 0 0 5   2L 0 0 0 0 0 0 7 4 9 9 5",
        "début=2L00000050005;fin=2L00000074995;nb=2500",
        "Premier numéro\n2L 000 000 5000\nDernier numéro\n2L 000 000 7499\nQuantité\n2 500",
    ],
)
def test_no_layout_is_needed(text: str) -> None:
    read = read_certificate(text)
    assert bounds(read) == [("2L00000050005", "2L00000074995", 2_500)]
    assert read.is_clear


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Bonjour, votre demande est acceptée.", FindingKind.NO_NUMBER),
        ("Premier 0000005000, dernier 0000007499.", FindingKind.NO_PRODUCT_CODE),
        ("À partir du 2L 0000005000 5.", FindingKind.ONE_BOUND),
        ("Premier : 2L000000500055 Dernier : 2L00000074995", FindingKind.MALFORMED),
        ("De 2L0000005000 à 3C0000007499.", FindingKind.OTHER_PRODUCT),
        ("De 2L0000007499 à 2L0000005000.", FindingKind.DISORDER),
        ("De 2L0000005000 à 2L0000007499, soit 5 000 numéros.", FindingKind.COUNT),
        ("De 2K0000005000 à 2K0000007499.", FindingKind.QUESTIONED_PRODUCT),
        ("De 2L0000005000 à 2L9000007499.", FindingKind.UNLIKELY_SIZE),
        (
            "De 2L0000005000 à 2L0000007499, de 2L0000007000 à 2L0000008000.",
            FindingKind.OVERLAP,
        ),
        ("2L0000001000 2L0000002000 2L0000003000", FindingKind.UNPAIRED),
        (
            "Premier numéro : 2L0000001000\nPremier numéro de la plage suivante : 2L0000002000",
            FindingKind.AMBIGUOUS,
        ),
        ("Fin de la plage : 2L0000001000\nFin du contrat : 2L0000002000", FindingKind.AMBIGUOUS),
        ("De 2L0000001000 (inclus) à 2L0000002000 (exclu)", FindingKind.NOT_INCLUDED),
        ("De 2L0000001000 à 2L0000002000 non compris", FindingKind.NOT_INCLUDED),
        ("Votre ancienne plage, 2L0000001000 à 2L0000002000, est finie.", FindingKind.FORMER_RANGE),
        ("La plage de 2L0000001000 à 2L0000002000 est épuisée.", FindingKind.FORMER_RANGE),
        (
            "Compte de suivi 118402, compte de suivi 118403 : de 2L0000001000 à 2L0000002000",
            FindingKind.SEVERAL_ACCOUNTS,
        ),
        (
            "COCLICO 00098765, COCLICO 00098766 : de 2L0000001000 à 2L0000002000",
            FindingKind.SEVERAL_COCLICOS,
        ),
    ],
)
def test_what_speaks_against_it_is_named(text: str, problem: FindingKind) -> None:
    assert problem in problems(text)


def test_two_clear_readings_that_differ_are_no_certainty() -> None:
    one = read_certificate("De 2L0000001000 à 2L0000002000")
    other = read_certificate("De 2L0000001000 à 2L0000003000")
    assert one.is_clear and other.is_clear
    assert [trouble.kind for trouble in clearest_reading([one, other]).findings] == [
        FindingKind.AMBIGUOUS
    ]
    assert clearest_reading([one, one]).is_clear


F, L = "2L00045000003", "2L00045099991"
OLD = ("2L00030000001", "2L00030049994")
SHORT = (
    450_000,
    tracking_number.check_digit(450_000),
    459_999,
    tracking_number.check_digit(459_999),
)
BARE = "Premier numéro : 0004500000\nDernier numéro : 0004509999\n"


@pytest.mark.parametrize(
    "text",
    [
        BARE + "Envoyé depuis mon mobile 5G",
        BARE + "Bâtiment 5C",
        f"Plage actuelle : {OLD[0]} à {OLD[1]}\nNouvelle plage : {F} à {L}",
        f"Ancienne plage\n{OLD[0]} à {OLD[1]}\nNouvelle plage\n{F} à {L}",
        f"Votre plage en cours ({OLD[0]} - {OLD[1]}) sera complétée par {F} - {L}",
        f"En remplacement de la plage {OLD[0]} à {OLD[1]}, nous vous attribuons {F} à {L}",
        f"Plages précédemment attribuées :\n{OLD[0]} à {OLD[1]}",
        f"Plage déjà utilisée : {OLD[0]} à {OLD[1]}",
        f"La plage {F} à {L} que vous demandez ne peut pas vous être attribuée.",
        f"La plage {F} à {L} est annulée.",
        f"Format : par exemple {F} à {L}",
        "de 2L 000 450 000 3 à 2L 000 450 999 1",
        # A zero in front was lost: the last digit is the key.
        f"de 2L{SHORT[0]:09d}{SHORT[1]} à 2L{SHORT[2]:09d}{SHORT[3]}",
        f"de {F} à 2L0004509999",
        f"de {F} à 2L00045100000, cette dernière borne n'étant pas comprise.",
        f"Borne inférieure : {F}\nBorne supérieure (exclue) : 2L00045100000",
        f"de {F} à 2L00045100000 – non inclus –",
        f"Premier numéro : {F}\nProchain numéro après la plage : 2L00045100000",
        "Premier : 2L0004500000 clé 4, dernier : 2L0004509999 clé 1",
        "Premier : 2L0004500000 (4), dernier : 2L0004509999 (1)",
        f"Premier : {F}\nDernier : {L}\nNb : 20 000",
        f"Premier : {F}\nDernier : {L}\nNbre de numéros : 20 000",
        f"Premier : {F}\nDernier : {L}\nCapacité : 20 000",
        "Premier : 0X0004500000, dernier : 0X0004509999",
    ],
)
def test_what_is_not_surely_granted_is_never_clear(text: str) -> None:
    assert not read_certificate(text).is_clear


@pytest.mark.parametrize(
    "more",
    [
        "Dossiers 2026111801 - 2026111845",
        "Réf. 2026111801 / 2026111845",
        "Quantité demandée : 20 000",
        "Nombre de plages : 1",
        "Nombre de pages : 20",
        "Nb de page(s) : 2",
        "Nb plages : 1",
        "Quantité sollicitée : 20 000",
        "Demande(s) du 2026111801\nau 2026111845",
        "Client 2026111801 - 2026111845",
        "Total TTC : 0,00 €",
        "Envoyé depuis mon mobile 5G",
    ],
)
def test_what_is_said_beside_it_takes_nothing_from_a_sound_range(more: str) -> None:
    read = read_certificate(f"{more}\nPremier : {F}\nDernier : {L}\n{more}")
    assert bounds(read) == [(F, L, 10_000)]
    assert read.is_clear


def test_a_doubt_of_one_reading_of_a_file_is_not_silenced_by_another() -> None:
    sound = f"Premier : {F}\nDernier : {L}\n"
    clear, doubted = read_certificate(sound), read_certificate(sound + "Quantité : 20 000")
    assert clear.is_clear
    assert (
        not clearest_reading([clear, doubted]).is_clear
        and not clearest_reading([doubted, clear]).is_clear
    )
    assert clearest([granted(sound), granted(sound + "Quantité : 20 000")]).text.endswith("20 000")


GRANTED = f"Nouvelle plage : {F} à {L}"


@pytest.mark.parametrize(
    "text",
    [
        f"Plage actuelle : {OLD[0]} à {OLD[1]}\n{GRANTED}",
        f"Plage actuelle\nPremier   Dernier\n{OLD[0]}   {OLD[1]}\n{GRANTED}",
        f"ANCIENNE PLAGE\nCode produit : 2L\nPremier : {OLD[0]}\nDernier : {OLD[1]}\n{GRANTED}",
        f"Plage clôturée\n{OLD[0]} à {OLD[1]}\n{GRANTED}",
        f"Plage deja utilisee : {OLD[0]} à {OLD[1]}\n{GRANTED}",
        f"En remplacement de la plage {OLD[0]} à {OLD[1]}, la voici. {GRANTED}",
    ],
)
def test_a_former_range_is_doubted_and_comes_last(text: str) -> None:
    read = read_certificate(text)
    assert [(found.first, found.last) for found in read.ranges] == [(F, L), OLD]
    assert {(t.kind, t.read) for t in read.findings} == {(FindingKind.FORMER_RANGE, OLD[0])}


@pytest.mark.parametrize(
    "text",
    [
        f"{OLD[0]} à {OLD[1]}\nCette plage est bloquée.\n{GRANTED}",
        f"La demande\n{F} à {L}\nne peut pas être satisfaite.",
        f"Premier : {F}\nDernier : {L}\nCette plage est annulée.",
        f"La plage {F} à {L} a été refusée.",
        f"Erratum\nLisez {F} à {L}",
        f"Exemple :\nPremier : {F}\nDernier : {L}",
    ],
)
def test_a_range_that_is_refused_or_an_example_is_doubted(text: str) -> None:
    assert problems(text) == {FindingKind.FORMER_RANGE}


@pytest.mark.parametrize(
    "text",
    [
        f"Premier   Fin (exclue)\n{F}   2L00045100000",
        f"Borne supérieure (exclue)\n2L00045100000\nBorne inférieure\n{F}",
        f"de {F} à 2L00045100000 non-compris",
        f"Premier numéro : {F}\nProchain numéro disponible : 2L00045100000",
    ],
)
def test_a_bound_that_is_excluded_is_doubted(text: str) -> None:
    assert FindingKind.NOT_INCLUDED in problems(text)


@pytest.mark.parametrize(
    "said", ["Nb : {}", "Nbre {}", "Volume : {}", "({} n°)", "Codes de suivi : {}"]
)
def test_a_count_is_compared_in_whatever_words(said: str) -> None:
    sound = f"Premier : {F}\nDernier : {L}\n"
    assert read_certificate(sound + said.format("10 000")).is_clear
    assert problems(sound + said.format("20 000")) == {FindingKind.COUNT}


AFFAIRS = "Affaires du 2026111801 au 2026111845\n"


@pytest.mark.parametrize("sound", [f"De {F[:-1]} à {L[:-1]}\n", f"Produit 2L\n{BARE}"])
def test_ten_digits_that_nothing_calls_a_number_are_doubted_and_come_last(sound: str) -> None:
    read = read_certificate(AFFAIRS + sound)
    assert read.ranges[0].first == F
    assert {trouble.kind for trouble in read.findings} == {FindingKind.UNNAMED}


def test_beside_two_numbers_with_fitting_keys_ten_digits_do_not_count() -> None:
    read = read_certificate(f"{AFFAIRS}De {F} à {L}\n")
    assert bounds(read) == [(F, L, 10_000)] and read.is_clear


@pytest.mark.parametrize(
    "text",
    [
        f"Produit 2L\nDe {F[2:-1]} {F[-1]} à {L[2:-1]}",
        f"De {F[:-2]}-{F[-2]} à {L[:-2]}-{L[-2]}",
        f"Produit 2L\nde {SHORT[0]:09d}{SHORT[1]} à {SHORT[2]:09d}{SHORT[3]} : votre plage",
    ],
)
def test_a_key_on_one_side_or_apart_may_be_a_lost_digit(text: str) -> None:
    assert FindingKind.LACKS_A_DIGIT in problems(text)


KEYS = ("{} clé {}", "{} ({})", "{} [{}]", "{} clé de contrôle : {}", "{} clé={}", "{}\nClé : {}")


@pytest.mark.parametrize("shape", KEYS)
def test_a_key_behind_ten_digits_is_compared(shape: str) -> None:
    right = (shape.format(F[:-1], F[-1]), shape.format(L[:-1], L[-1]))
    assert read_certificate("Premier : {}\nDernier : {}".format(*right)).is_clear
    wrong = (shape.format(F[:-1], 4), right[1])
    assert problems("Premier : {}\nDernier : {}".format(*wrong)) == {FindingKind.WRONG_KEY}


def test_a_count_in_brackets_is_no_key() -> None:
    assert read_certificate(f"De {F[:-1]} à {L[:-1]} (10 000 numéros)").is_clear


@pytest.mark.parametrize(
    "text",
    [
        BARE + "3D",
        "5G\n" + BARE,
        "Bâtiment 5C, tél. 0 810 123 456\n" + BARE,
        "Bâtiment 5C : plage de 0004500000 à 0004509999",
    ],
)
def test_a_digit_and_a_letter_of_elsewhere_are_no_product_code(text: str) -> None:
    assert read_certificate(text).ranges == ()


@pytest.mark.parametrize(
    "text",
    [
        "Préfixe : 2L\nBâtiment 5C\n" + BARE,
        "Code : 2L\n5G\n" + BARE,
        f"Premier : {F}\nDernier : {L[2:]}\nBâtiment 5C",
        f"2L\n{F[2:]}\n{L[2:]}\nBâtiment 5C",
        f"2L | {F[2:]} | {L[2:]}\nBâtiment 5C",
        f"De {F[2:]} à {L[2:]} (2L), 3D",
    ],
)
def test_the_product_code_is_the_named_one_or_the_one_beside_a_bound(text: str) -> None:
    read = read_certificate(text)
    assert bounds(read) == [(F, L, 10_000)]
    assert read.is_clear


@pytest.mark.parametrize(
    "more", ["Cette plage est annulée.", "(dernier numéro exclu)", "Quantité : 20 000", "Clé : 4"]
)
def test_what_one_reading_says_against_the_same_range_is_kept(more: str) -> None:
    sound = f"De {F[:-1]} à {L[:-1]}"
    clear, doubted = read_certificate(sound), read_certificate(f"{sound}\n{more}")
    assert clear.is_clear and doubted.ranges == clear.ranges
    assert clearest_reading([clear, doubted]).findings == doubted.findings != ()


def test_a_telephone_number_in_threes_is_no_bound() -> None:
    said = "Produit 2L. Cliquez sur le lien, ou du lundi au vendredi 0 810 123 456."
    assert problems(said) == {FindingKind.NO_NUMBER}


def test_only_the_range_that_is_called_a_former_one_is_doubted() -> None:
    read = read_certificate(
        "Votre ancienne plage 2L0000001000 - 2L0000002000 est finie. "
        "Nouvelle plage : 2L0000003000 - 2L0000004000, soit 1 001 numéros."
    )
    assert len(read.ranges) == 2
    (trouble,) = read.findings
    assert trouble.read.startswith("2L0000001000")


def test_an_amount_of_money_is_no_number() -> None:
    text = "2L0000005000 à 2L0000007499\nLa Poste, société au capital de 5 620 325 816 €"
    assert read_certificate(text).is_clear


def test_telephones_dates_and_references_are_no_numbers() -> None:
    text = (
        "De : sav@example.test\nDate : 18/11/2026 10:32\nTél. de 9 h à 18 h : 0 810 123 456\n"
        "Réf. 2026-1118-0042\nCode produit 2L\nSIRET 903 000 032 00016"
    )
    assert read_certificate(text).ranges == ()


@pytest.mark.parametrize("way", WAYS)
def test_made_up_layouts_are_read_whole_or_doubted(way: str) -> None:
    seeds = range(200) if way == "text" else range(12)
    judged = [_judged(seed, way) for seed in seeds]
    assert "wrong" not in judged
    assert judged.count("whole") > len(judged) // 2


@pytest.mark.prove
@pytest.mark.parametrize("way", WAYS)
def test_a_thousand_layouts_are_never_wrong_without_a_word(way: str) -> None:
    judged = [_judged(seed, way) for seed in range(1_000)]
    print(way, {verdict: judged.count(verdict) for verdict in set(judged)})  # noqa: T201
    assert "wrong" not in judged
    assert judged.count("whole") > 800


def test_a_reading_that_were_wrong_would_be_noticed() -> None:
    truth = layouts.made(0)
    other = layouts.made(1)
    assert _verdict(truth, parse.read_certificate(other.text)) == "wrong"


def _judged(seed: int, way: str) -> str:
    truth = layouts.made(seed)
    return _verdict(truth, read_file(as_file(truth.text, way)))


def _verdict(truth: layouts.Truth, read: Certificate) -> str:
    """Whole, doubted, or wrong: clear although it says something else, or had a mistake."""
    if not read.is_clear:
        return "flaw named" if truth.is_flawed else "doubted"
    found = {(r.product_code, r.first_serial, r.last_serial) for r in read.ranges}
    facts = (read.tracking_account, read.coclico) == (truth.account, truth.coclico)
    right = found == set(truth.ranges) and facts and not truth.is_flawed
    return "whole" if right else "wrong"


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    read_certificate(text)


@given(st.binary(max_size=300))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    for file in (data, b"%PDF-1.7\n" + data, b"<html>" + data):
        with suppress(UnreadableCertificate):
            read_file(file)


@given(
    st.integers(0, 9_999_990_000),
    st.integers(1, 9_999),
    st.integers(0, 24),
    st.integers(0, 9),
)
def test_one_wrong_digit_never_passes_in_silence(
    first: int, more: int, place: int, digit: int
) -> None:
    numbers = [tracking_number.write("2L", serial) for serial in (first, first + more)]
    digits = [n for n, sign in enumerate("".join(numbers)) if n % 13 > 1]
    spot = digits[place % len(digits)]
    together = "".join(numbers)
    misread = f"{together[:spot]}{digit}{together[spot + 1 :]}"
    read = read_certificate(f"Premier : {misread[:13]}\nDernier : {misread[13:]}")
    assert read.is_clear == (misread == together)


def saved_mail(text: str, *files: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = (
        "La Poste <lp@laposte.test>",
        "a@b.test",
        "Certificat",
    )
    mail.set_content(text, cte="base64")
    for file in files:
        mail.add_attachment(file, maintype="application", subtype="pdf", filename="c.pdf")
    return bytes(mail)


def test_a_mail_saved_as_a_file_is_read_with_what_is_enclosed() -> None:
    sample = (SAMPLES / "plain_mail.txt").read_text()
    whole = [("2L12345000003", "2L12345099991", 10_000)]
    assert bounds(read_file(saved_mail(sample))) == whole
    enclosed = saved_mail("Voir ci-joint.", layouts.as_pdf(sample, "reportlab"))
    assert bounds(read_file(enclosed)) == whole
    assert _fault(saved_mail("Voir ci-joint.", b"%PDF-1.7 broken")) is FindingKind.DAMAGED_FILE


def test_a_text_that_only_begins_like_a_mail_is_read_all_the_same() -> None:
    sample = (SAMPLES / "plain_mail.txt").read_text().replace("\n\n", "\n")
    assert len(bounds(read_file(f"From: La Poste\nDate: hier\n{sample}".encode()))) == 1


def test_a_scan_an_encrypted_and_a_broken_file_are_refused_by_name() -> None:
    from io import BytesIO

    from pypdf import PdfWriter

    blank = PdfWriter()
    blank.add_blank_page(200, 200)
    locked = PdfWriter()
    locked.add_blank_page(200, 200)
    locked.encrypt("secret")
    many = PdfWriter()
    for _ in range(21):
        many.add_blank_page(200, 200)
    faults = {}
    for name, writer in (("scan", blank), ("locked", locked), ("many", many)):
        out = BytesIO()
        writer.write(out)
        faults[name] = _fault(out.getvalue())
    assert faults == {
        "scan": FindingKind.NO_TEXT,
        "locked": FindingKind.ENCRYPTED_FILE,
        "many": FindingKind.TOO_MANY_PAGES,
    }
    assert _fault(b"%PDF-1.7 nothing more") is FindingKind.DAMAGED_FILE
    assert _fault(b"  ") is FindingKind.EMPTY_FILE


def _fault(data: bytes) -> FindingKind | None:
    try:
        read_file(data)
    except UnreadableCertificate as refusal:
        return refusal.finding.kind
    return None
