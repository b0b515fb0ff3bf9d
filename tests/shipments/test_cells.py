"""Reading cells: entities, stray spaces, damaged accents."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.shipments.cells import CellText, read_text


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("Boulangerie &amp; Fils", "Boulangerie & Fils"),
        ("L&#39;Atelier &amp;#8211; Nord", "L'Atelier – Nord"),
        ("Jean&Luc &reg", "Jean&Luc &reg"),
        ("  Les\u00a0\tDeux \n Amis ", "Les Deux Amis"),
        ("Zo\u200be\u0301", "Zoé"),
    ],
)
def test_text_is_read_without_entities_or_stray_spaces(written: str, line: str) -> None:
    assert read_text(written) == CellText(line, spoilt=False, lost=False)


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("JÃ©rÃ´me", "Jérôme"),
        ("JÃƒÂ©rÃƒÂ´me", "Jérôme"),
        ("Ã\u0089lise LÅ“uvre", "Élise Lœuvre"),
        ("VoilÃ\u00a0", "Voilà"),
        ("LÃ\u00adlia", "Lília"),
        ("Lâ€™Amie", "L’Amie"),
        ("L\x92Amie", "L’Amie"),
        ("Zo\x00é\x07", "Zoé"),
        ("J\ufffdrôme", "Jrôme"),
    ],
)
def test_damaged_letters_are_noticed_and_mended(written: str, mended: str) -> None:
    read = read_text(written)
    assert (read.text, read.spoilt, read.lost) == (mended, True, "\ufffd" in written)


@pytest.mark.parametrize("name", ["« CAFÉ»", "ÉTÉ–HIVER", "João Ã", "Â l’Aube", "Nº 7 – ½"])
def test_healthy_accents_are_not_taken_for_damaged_ones(name: str) -> None:
    assert not read_text(name).spoilt


@settings(max_examples=250)
@given(st.text(alphabet="aÃÂâÅ€™©¡\u00a0\x89\x08\ufffd &#39;", max_size=30))
def test_text_once_mended_is_healthy(raw: str) -> None:
    read = read_text(raw)
    assert read.lost or not read_text(read.text).spoilt
