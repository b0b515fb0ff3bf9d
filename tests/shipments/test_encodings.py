"""The encoding of a file is recognised, or the file is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.shipments.encodings import UnknownEncoding, decode

FRENCH = (
    "Référence;Nom;Adresse\r\nC-1;Jérôme Lefèvre;12 rue de l'Église\r\nC-2;Zoé Noël;à côté de la Forêt\r\n"
    "C-3;François Maës;Île d'Yeu, août\r\n"
)
OLD = ["cp1252", "iso-8859-15", "cp850", "mac_roman"]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", *OLD]
)
def test_a_french_file_is_read_in_any_encoding(encoding: str) -> None:
    assert decode(FRENCH.encode(encoding)).lstrip("\ufeff") == FRENCH


@pytest.mark.parametrize("encoding", OLD)
@pytest.mark.parametrize(
    "word",
    ["Zoé", "Michèle", "Noël", "Forêt", "Garçon", "GÉNÉRAL", "à Vélizy", "brûlée", "Île", "août"],
)
def test_one_word_is_enough(encoding: str, word: str) -> None:
    assert decode(word.encode(encoding)) == word


@pytest.mark.parametrize("encoding", ["iso-8859-15", "cp1252", "mac_roman"])
def test_a_ligature_tells_the_encoding(encoding: str) -> None:
    text = "Jérôme;12 rue du Sacré-Cœur;allée des Œillets"
    assert decode(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["3 €", "L’Atelier – Nord", "« Chez Léa »", "N° 7, 12 m²"])
def test_signs_of_windows_do_not_count_as_damage(text: str) -> None:
    assert decode(f"Café;{text}".encode("cp1252")) == f"Café;{text}"


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"a;b\n1;2\n3;\x8d\xe9\n", 3), (b"a;\x81\x8d\n", 1), ("Привет, мир\n".encode("cp1251"), 1)],
)
def test_what_is_no_french_in_any_encoding_is_refused_with_its_line(
    content: bytes, line: int
) -> None:
    with pytest.raises(UnknownEncoding) as caught:
        decode(content)
    assert caught.value.line == line


def test_one_line_in_another_encoding_costs_its_own_letters() -> None:
    good = "Zoé\nNoël\nJérôme\n".encode()
    assert decode(good + "Léa\n".encode("cp1252")) == "Zoé\nNoël\nJérôme\nL\ufffda\n"


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=120))
def test_any_bytes_are_text_or_the_named_error(content: bytes) -> None:
    try:
        decode(content)
    except UnknownEncoding:
        return
