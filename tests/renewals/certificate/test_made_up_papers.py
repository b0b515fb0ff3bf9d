"""Papers made up by the thousand: what grants nothing is never believed, harmless lines spoil little."""

from collections import Counter

import pytest

from app.ranges.findings import FindingKind
from app.renewals.certificate.parse import Certificate, read_certificate
from tests.renewals.certificate import papers
from tests.renewals.certificate.papers import Kind, Paper
from tests.renewals.certificate.test_certificate import F, L, bounds, granted

WHOLE = [(F, L, 10_000)]
F_SPACED, L_SPACED = "2L 000 450 0000 3", "2L 000 450 9999 1"


def kinds(text: str) -> set[FindingKind]:
    return {finding.kind for finding in read_certificate(text).findings}


@pytest.mark.parametrize(
    "text",
    [
        "la plage allant de 2L 000\n450 0000 3 à 2L 000 450 9999 1 soit 10 000 numéros.",
        "la plage allant de 2L\n00045000003 à 2L00045099991 soit 10 000 numéros.",
        "la plage allant de 2L000\n45000003 à 2L00045099991 soit 10 000 numéros.",
        "la plage allant de 2L 000 450 0000\n3 à 2L 000 450 9999 1 soit 10 000 numéros.",
        "la plage allant de 2L 000 450 0000 3 à 2L\n000 450 9999 1 soit 10 000 numéros.",
        "la plage allant de 2L 000 450 0000 3 à 2L 000 450\n9999 1, soit 10 000 numéros.",
        "la plage (2L 000 450 0000 3 - 2L 000 450 9999\n1), soit 10 000 numéros.",
    ],
)
def test_a_number_that_a_sentence_wraps_is_joined_and_doubted(text: str) -> None:
    read = read_certificate(f"Nous vous attribuons {text}")
    assert bounds(read) == WHOLE
    assert [finding.kind for finding in read.findings] == [FindingKind.BROKEN]


def test_a_count_that_a_sentence_wraps_is_joined() -> None:
    read = read_certificate(f"Nous vous attribuons la plage {F} à {L}, soit 10\n000 numéros.")
    assert bounds(read) == WHOLE and read.is_clear


@pytest.mark.parametrize(
    "broken",
    ["de 2L 000 45 à {}", "de 2L 000\n17 450 à {}", "de 2L\nsans suite à {}", "2L 0004 - {}"],
)
def test_no_end_is_derived_beside_a_broken_number(broken: str) -> None:
    text = f"Nous vous attribuons, {broken.format('partir de ' + F)}, soit 10 000 numéros."
    read = read_certificate(text)
    assert read.ranges == ()
    assert FindingKind.ONE_BOUND in kinds(text)


@pytest.mark.parametrize("noise", papers.NOISE)
@pytest.mark.parametrize("where", ["above", "below", "beside"])
def test_a_harmless_line_spoils_no_certificate(noise: str, where: str) -> None:
    lines = ["Certificat d'attribution", f"Premier : {F}", f"Dernier : {L}", "Nombre : 10 000"]
    lines.insert({"above": 1, "below": 4, "beside": 2}[where], noise)
    read = read_certificate("\n".join(lines))
    assert bounds(read) == WHOLE and read.is_clear


@pytest.mark.parametrize(
    "text",
    [
        f"2L   {F[2:]}   {L[2:]}\n2L   00045200007   00045209994",
        f"De {F} à {L[2:]}\nDe 2L00045200007 à 00045209994",
        f"Premier : {F}\nDernier : {L[2:]}\nPremier : 2L00045200007\nDernier : 00045209994",
        f"Premiers\n{F}\n2L00045200007\nDerniers\n{L[2:]}\n00045209994",
    ],
)
def test_the_other_bound_without_its_code_is_not_taken_for_noise(text: str) -> None:
    read = read_certificate(granted(text))
    second = [("2L00045200007", "2L00045209994", 1_000)]
    assert bounds(read) == WHOLE + second or not read.is_clear


@pytest.mark.parametrize("words", papers.PAPERS)
def test_a_paper_that_grants_nothing_is_doubted(words: list[str]) -> None:
    text = "\n".join(words).format(first=F, last=L, count="10 000")
    read = read_certificate(text)
    assert bounds(read) == WHOLE
    assert {FindingKind.NO_GRANT, FindingKind.FORMER_RANGE} & kinds(text)


NAMED = f"Premier : {F}\nDernier : {L}"


@pytest.mark.parametrize(
    "text",
    [
        NAMED,
        f"Votre certificat vous parviendra.\n{NAMED}",
        f"Ce document ne vaut pas attribution.\n{NAMED}",
        f"La plage n’a pas encore été attribuée.\n{NAMED}",
        f"Sans attribution de votre part sous 8 jours, elle est rendue.\n{NAMED}",
        f"Plage attribuée à titre provisoire\n{NAMED}",
        f"Plage pré-réservée ; certificat d'attribution en attente de validation.\n{NAMED}",
        f"Plage préréservée, attribuée après paiement.\n{NAMED}",
        f"Malheureusement, la plage a été attribuée à un autre client.\n{NAMED}",
        f"Demande d'attribution\n{NAMED}",
        f"Facture\nPlage attribuée\n{NAMED}",
        f"Bordereau de dépôt n° 12\nNuméros attribués\n{NAMED}",
        f"Notice : comment recopier la plage attribuée\n{NAMED}",
    ],
)
def test_without_a_sure_word_of_allotment_it_is_doubted(text: str) -> None:
    assert FindingKind.NO_GRANT in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        f"Certificat\n{NAMED}",
        f"Nous vous attribuons ces numéros, comme vous l'aviez demandé.\n{NAMED}",
        f"Suite à votre demande d’attribution, ces numéros vous ont été attribués.\n{NAMED}",
        f"Ne répondez pas à ce message.\nAttribution de numéros\n{NAMED}",
        f"Plage allouée\n{NAMED}\nUne facture vous sera envoyée.",
        f"The following range has been assigned to you\n{NAMED}",
    ],
)
def test_a_word_of_allotment_is_enough(text: str) -> None:
    assert read_certificate(text).is_clear


def judge(paper: Paper, read: Certificate) -> str:
    """Whole, doubted, nothing found, or wrong: clear although it is not so."""
    if paper.kind is not Kind.COMPLETE:
        return "wrong" if read.is_clear else "doubted"
    if not read.ranges:
        return "nothing"
    if not read.is_clear:
        return "doubted"
    truth = paper.truth
    found = {(one.product_code, one.first_serial, one.last_serial) for one in read.ranges}
    facts = (read.tracking_account, read.coclico) == (truth.account, truth.coclico)
    return "whole" if found == set(truth.ranges) and facts else "wrong"


def tally(seeds: range) -> Counter[tuple[Kind, str]]:
    made = [papers.made(seed) for seed in seeds]
    return Counter((paper.kind, judge(paper, read_certificate(paper.text))) for paper in made)


def holds(counted: Counter[tuple[Kind, str]]) -> bool:
    """None wrong; of the complete at most 2 % nothing and 15 % doubted."""
    complete = sum(many for (kind, _), many in counted.items() if kind is Kind.COMPLETE)
    return (
        not any(verdict == "wrong" for _, verdict in counted)
        and counted[Kind.COMPLETE, "nothing"] <= complete * 0.02
        and counted[Kind.COMPLETE, "doubted"] <= complete * 0.15
    )


def test_made_up_papers_are_read_whole_or_doubted() -> None:
    counted = tally(range(300))
    assert holds(counted), counted


@pytest.mark.prove
def test_thousands_of_papers_are_read_whole_or_doubted() -> None:
    counted = tally(range(6_000))
    print(dict(counted))  # noqa: T201
    assert holds(counted), counted


def test_a_paper_that_were_misread_would_be_noticed() -> None:
    complete = [paper for paper in map(papers.made, range(20)) if paper.kind is Kind.COMPLETE]
    one, other = complete[:2]
    assert judge(one, read_certificate(other.text)) == "wrong"
    assert not holds(Counter({(Kind.COMPLETE, "whole"): 99, (Kind.NOTHING, "wrong"): 1}))
    assert not holds(Counter({(Kind.COMPLETE, "whole"): 84, (Kind.COMPLETE, "doubted"): 16}))
