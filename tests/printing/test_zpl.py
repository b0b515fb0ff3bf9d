"""ZPL: whole dots, accents, and escaped commands."""

import re
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image

from app.labels.printing import LabelContent
from app.labels.zpl import labels_zpl
from app.printing.text_fit import TextDoesNotFit
from app.printing.zpl import escape, in_font_0
from tests.at_once import at_once
from tests.printing.made_up import face


def png(width: int, height: int) -> bytes:
    """A black picture."""
    out = BytesIO()
    Image.new("L", (width, height), 0).save(out, "PNG")
    return out.getvalue()


FACE = replace(face(3), recipient=("Zoé L’Œuvre – ^~_", "1 RUE X", "69002 LYON"), reference="R^1")


def zpl(one: LabelContent = FACE, dpi: int = 203) -> str:
    return b"".join(labels_zpl([one], dpi)).decode()


def test_a_label_is_one_format_in_utf_8() -> None:
    label = zpl()
    assert label.startswith("^XA^CI28") and label.endswith("^XZ\n")
    assert label.count("^XA") == label.count("^XZ") == 1
    assert "Zoé L’Œuvre – _5E_7E_5F" in label
    assert "^FDR_5E1^FS" in label


def test_commands_in_a_text_are_written_as_their_codes() -> None:
    assert escape("^XZ~JA_5E\n") == "_5EXZ_7EJA_5F5E_0A"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoé L’Œuvre – Łódź, Žižkov 5 €", "Zoé L’Œuvre – Łódź, Žižkov 5 €"),
        ("Ștefan Țepeș", "Stefan Tepes"),
        ("Nguyễn Thị Hậu, Trường", "Nguyên Thi Hâu, Truòng"),
        ("S\u0326tefan e\u0301", "Stefan é"),
        ("№ 5 − 3 ẞ ﬁ\u202f!", "No 5 - 3 ß fi !"),
        ("zero\u200bwidth", "zerowidth"),
        ("Gar\u00adage", "Garage"),
        ("Ωμέγα", "?????"),
    ],
)
def test_what_font_0_lacks_is_written_as_near_as_it_has(text: str, shown: str) -> None:
    assert in_font_0(text) == shown
    assert f"^FD{shown}^FS" in zpl(replace(FACE, reference=text))


def test_a_backslash_is_doubled_where_it_would_be_a_command() -> None:
    label = zpl(replace(FACE, franking=(r"PORT\&PAYÉ",), recipient=(r"A\&B", "69002 LYON")))
    assert r"^FH^FDPORT\\&PAYÉ^FS" in label
    assert r"^FDA\&B^FS" in label


@pytest.mark.parametrize(("dpi", "module", "size"), [(203, 3, (799, 1199)), (300, 4, (1181, 1772))])
def test_bars_and_pages_are_whole_dots(dpi: int, module: int, size: tuple[int, int]) -> None:
    label = zpl(dpi=dpi)
    assert f"^PW{size[0]}^LL{size[1]}" in label
    found = re.search(r"\^FO(\d+),\d+\^BY(\d+)\^BCN,\d+,N,N,N,A\^FH\^FD(\w+)\^FS", label)
    assert found is not None
    assert (int(found[2]), found[3]) == (module, FACE.tracking_number)
    assert int(found[1]) == pytest.approx((size[0] - 134 * module) / 2, abs=1)


def test_every_field_is_there_and_an_absent_reference_leaves_no_caption() -> None:
    label = zpl(replace(FACE, reference=""))
    for line in (*FACE.sender, *FACE.franking, FACE.product, *FACE.recipient[1:]):
        assert f"^FD{line}^FS" in label
    assert "Référence" in zpl() and "Référence" not in label


def test_a_text_too_long_names_its_slot() -> None:
    with pytest.raises(TextDoesNotFit, match="recipient"):
        zpl(replace(FACE, recipient=("W" * 99,)))


def test_no_label_is_no_file() -> None:
    with pytest.raises(ValueError, match="no label"):
        list(labels_zpl([]))


@pytest.mark.parametrize(("dpi", "width", "height"), [(203, 240, 60), (300, 354, 89)])
def test_artwork_of_la_poste_stands_where_the_words_would(
    dpi: int, width: int, height: int
) -> None:
    label = zpl(replace(FACE, artwork=png(400, 100)), dpi)
    assert "PORT PAYÉ" not in label and "LETTRE SUIVIE" in label
    found = re.search(r"\^FO\d+,\d+\^GFA,(\d+),\1,(\d+),([0-9A-F]+)\^FS", label)
    assert found is not None
    row = -(-width // 8)
    assert (int(found[2]), len(found[3])) == (row, 2 * row * height)
    assert int(found[1]) == row * height
    first = bytes.fromhex(found[3])[:row]
    assert first[0] == 0xFF  # black at the left edge, white padding at the right
    assert "^GFA" not in zpl(dpi=dpi)


def test_documents_written_at_once_do_not_mix(french_documents: Flask) -> None:
    """Threads share the form and its cache, but not their values."""
    each = [[face(rank) for rank in range(n, 200, 8)] for n in range(8)]

    def written(faces: list[LabelContent]) -> bytes:
        with french_documents.app_context():
            return b"".join(labels_zpl(faces))

    alone = [written(faces) for faces in each]
    assert at_once([partial(written, faces) for faces in each]) == alone
