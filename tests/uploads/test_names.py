"""The name under which a file is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.uploads.content import JPEG, PDF
from app.uploads.names import LONGEST_NAME, tidy_name


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("contrat.pdf", "contrat.pdf"),
        ("Contrat n° 4 – été.PDF", "Contrat n° 4 – été.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\Alice\\contrat.docx", "contrat.pdf"),
        ('a"\r\nSet-Cookie: x=1;.pdf', "a Set-Cookie x=1.pdf"),
        ("gpj.tiucrof\u202efdp.exe", "gpj.tiucrof fdp.pdf"),
        ("half \ud83d.pdf", "half.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("", "document.pdf"),
        (None, "document.pdf"),
        ("x" * 300, "x" * (LONGEST_NAME - 4) + ".pdf"),
    ],
)
def test_a_name_is_tidied_and_says_what_the_file_is(sent: str | None, shown: str) -> None:
    assert tidy_name(sent, PDF) == shown


def test_a_converted_picture_is_named_as_what_it_has_become() -> None:
    assert tidy_name("IMG_2041.HEIC", JPEG) == "IMG_2041.jpg"


def test_a_refused_file_keeps_its_ending() -> None:
    assert tidy_name("../contrat.zip") == "contrat.zip"


@given(st.text())
def test_any_name_becomes_one_that_can_be_shown_and_saved(sent: str) -> None:
    for shown in (tidy_name(sent, PDF), tidy_name(sent)):
        assert 0 < len(shown) <= LONGEST_NAME
        assert not set(shown) & set('/\\"\r\n\x00<>')
        assert shown.encode()
    assert tidy_name(sent, PDF).endswith(".pdf")
