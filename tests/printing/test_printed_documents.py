import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pytest
from pypdf.generic import BooleanObject

from app.printing import documents
from app.printing.documents import PrintingUnavailable, render_pdf
from app.printing.typeface import FAMILY

APT_PACKAGES = r"libpangoft2-1\.0-0 libharfbuzz-subset0"
Look = Callable[[bytes], Any]

PAGE = f"""<!doctype html><style>@page {{ size: 50mm 50mm; margin: 5mm }}
html {{ font-family: "{FAMILY}" }}</style><p>L’Œuvre – « 1\u202f000 € » <b>gras</b>"""


def rendered(html: str = PAGE) -> bytes:
    return render_pdf(html, title="Étiquettes", language="fr")


def test_a_document_has_title_language_and_true_size(paper: Look) -> None:
    reader = paper(rendered()).reader
    assert reader.metadata is not None
    assert reader.metadata.title == "Étiquettes"
    assert reader.root_object["/Lang"] == "fr"
    assert reader.viewer_preferences is not None
    assert reader.viewer_preferences.print_scaling == "/None"
    assert reader.viewer_preferences.display_doctitle == BooleanObject(True)


def test_its_text_is_set_in_the_shipped_fonts_only(paper: Look) -> None:
    document = paper(rendered())
    fonts = document.reader.pages[0]["/Resources"]["/Font"].values()
    names = {font.get_object()["/BaseFont"].split("+")[1] for font in fonts}
    assert names == {FAMILY.replace(" ", "-"), FAMILY.replace(" ", "-") + "-Bold"}
    assert document.texts == ["L’Œuvre – « 1 000 € » gras"]


def test_the_same_document_gives_the_same_bytes_in_any_thread() -> None:
    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(rendered, [PAGE] * 8))) == 1


@pytest.mark.parametrize("scheme", ["file", "data", "http", "shipped-font"])
def test_a_document_reaches_nothing_outside_itself(
    scheme: str, tmp_path: Path, caplog: pytest.LogCaptureFixture, paper: Look
) -> None:
    leak = tmp_path / "leak.css"
    leak.write_text("p::after { content: 'LEAKED' }")
    address = {
        "file": leak.as_uri(),
        "data": "data:text/css,p::after{content:'LEAKED'}",
        "http": "http://192.0.2.1/leak.css",
        "shipped-font": f"shipped-font:../{leak.name}",
    }[scheme]
    pdf = rendered(f'<link rel="stylesheet" href="{address}">' + PAGE)
    assert "LEAKED" not in paper(pdf).texts[0]
    assert "Failed to load stylesheet" in caplog.text


def test_a_machine_without_pango_is_told_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    class NoPango(MetaPathFinder):
        def find_spec(self, name: str, *_: Any) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpangoft2-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    documents.engine_of_pages.cache_clear()
    with pytest.raises(PrintingUnavailable, match=APT_PACKAGES):
        rendered()


def test_the_file_is_sound(paper: Look) -> None:
    paper(rendered()).assert_sound()
