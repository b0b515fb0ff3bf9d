"""The sentences about findings: every kind has one, counts have a singular."""

import pytest

from app.language import in_language
from app.ranges.findings import Bound, Finding, FindingKind
from app.ranges.messages import field_sentence, sentence

pytestmark = pytest.mark.usefixtures("context")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", FindingKind)
def test_every_kind_has_its_sentence_in_both_languages(kind: FindingKind, language: str) -> None:
    finding = Finding(kind, "4321", "8765", Bound.FIRST)
    with in_language(language):
        for said in (sentence(finding), field_sentence(finding, is_advisor=True)):
            assert said and "%(" not in said


@pytest.mark.parametrize(
    ("read", "said"),
    [("1", "compterait 1 numéro :"), ("0", "compterait 0 numéro :"), ("2", "2 numéros :")],
)
def test_an_unlikely_size_is_counted_as_french_counts(read: str, said: str) -> None:
    told = sentence(Finding(FindingKind.UNLIKELY_SIZE, read)).replace("\u00a0", " ")
    assert said in told


def test_a_stated_count_of_one_is_a_singular() -> None:
    told = sentence(Finding(FindingKind.COUNT, "1", "500"))
    assert "annonce 1 numéro\u202f;" in told
    assert "annonce 2 numéros\u202f;" in sentence(Finding(FindingKind.COUNT, "2", "500"))


def test_a_remedy_is_for_whom_it_helps() -> None:
    finding = Finding(FindingKind.QUESTIONED_PRODUCT, "2K", bound=Bound.FIRST)
    assert "donnez le motif" in field_sentence(finding, is_advisor=True)
    assert field_sentence(finding, is_advisor=False).endswith("Relisez le certificat.")
    assert "certificat" not in sentence(finding)
