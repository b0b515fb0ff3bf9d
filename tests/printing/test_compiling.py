"""Compiling templates, and the errors for those that cannot be compiled."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.printing.compiling import TemplateNotCompiled, compile_form
from app.printing.slots import Alignment, BarcodeSlot, TextSlot
from app.printing.typeface import Face
from tests.at_once import at_once

HEAD = """<!doctype html><style>
@page { size: 70mm 40mm; margin: 0 }
html { font-family: "{{ family }}"; font-kerning: none; font-variant-ligatures: none }
body, p { margin: 0 }
[data-slot] { position: absolute; left: 5mm; top: 5mm; width: 50mm; height: 20mm;
  font-size: 12pt; --floor: 6pt; --module: 0.375mm }
"""
SLOT = '<div id="name" data-slot="text"></div>'
POINTS = 72 / 25.4


def page(css: str = "", body: str = SLOT) -> str:
    return f"{HEAD}{css}</style>{body}"


def text_slot(css: str = "") -> TextSlot:
    (slot,) = compile_form(page(css), {}).slots
    assert isinstance(slot, TextSlot)
    return slot


def test_a_slot_is_what_its_css_says() -> None:
    slot = text_slot()
    assert (slot.name, slot.preferred, slot.floor) == ("name", 12, 6)
    assert slot.alignment is Alignment.LEFT
    assert slot.faces == (Face.REGULAR,) * 4
    assert slot.box.left == pytest.approx(5 * POINTS, abs=0.01)
    assert slot.box.width == pytest.approx(50 * POINTS, abs=0.01)
    assert slot.box.top == pytest.approx(35 * POINTS, abs=0.01)


@pytest.mark.parametrize(
    ("css", "alignment"),
    [
        ("left", Alignment.LEFT),
        ("center", Alignment.CENTRE),
        ("right", Alignment.RIGHT),
        ("end", Alignment.RIGHT),
    ],
)
def test_alignment(css: str, alignment: Alignment) -> None:
    assert text_slot(f"[data-slot] {{ text-align: {css} }}").alignment is alignment


def test_lines_may_differ_in_weight_and_a_block_may_stand_in_the_middle() -> None:
    slot = text_slot(
        "p:first-of-type { font-weight: 700 } #name { line-height: 1.5; display: flex;"
        " flex-direction: column; justify-content: center }"
    )
    assert slot.faces == (Face.BOLD, Face.BOLD, Face.REGULAR, Face.REGULAR)
    assert slot.leading.at(10) == pytest.approx(15, abs=0.01)
    assert slot.shift.at(10) == pytest.approx(-7.5, abs=0.01)


def test_the_colour_of_a_slot_is_kept() -> None:
    assert text_slot("#name { color: #fff }").ink == b"1 1 1 rg"
    assert text_slot().ink == b"0 0 0 rg"


def test_a_barcode_slot_has_the_modules_that_its_css_says() -> None:
    (slot,) = compile_form(page(body='<div id="key" data-slot="datamatrix"></div>'), {}).slots
    assert isinstance(slot, BarcodeSlot)
    assert slot.symbology == "datamatrix"
    assert slot.module == pytest.approx(0.375 * POINTS, abs=0.001)


@pytest.mark.parametrize(
    ("css", "body", "slot", "why"),
    [
        ("", '<div data-slot="text"></div>', "", "has no id"),
        ("", SLOT * 2, "name", "two slots"),
        ("", '<div id="name" data-slot="qr"></div>', "name", "its kind"),
        ("#name { display: none }", SLOT, "name", "not shown"),
        ("#name { height: auto; position: static }", SLOT, "name", "its place follows"),
        ("#name { --floor: 0 }", SLOT, "name", "--floor"),
        ("#name { --floor: 13pt }", SLOT, "name", "--floor"),
        ("#name { left: 30mm }", SLOT, "name", "over the edge"),
        ("#name { padding: 1mm }", SLOT, "name", "neither at an edge"),
        ("#name { font-family: monospace }", SLOT, "name", "letters"),
        ("#name { letter-spacing: 1pt }", SLOT, "name", "letters"),
        ("#name { letter-spacing: 0.002em }", SLOT, "name", "letters"),
        ("#name { word-spacing: 1pt }", SLOT, "name", "letters"),
        ("#name { text-transform: uppercase }", SLOT, "name", "letters"),
        ("#name { text-transform: lowercase }", SLOT, "name", "letters"),
        ("#name { text-transform: capitalize }", SLOT, "name", "letters"),
        ("#name { font-kerning: normal }", SLOT, "name", "letters"),
        ("#name { text-decoration: underline }", SLOT, "name", "draws more"),
        ("#name p { border-bottom: 1pt solid }", SLOT, "name", "draws more"),
        ("#name p { background: #eee }", SLOT, "name", "draws more"),
        ("#name p::after { content: '.' }", SLOT, "name", "draws more"),
        ("#name { color: rgba(0, 0, 0, 0.5) }", SLOT, "name", "seen through"),
        ("#name { transform: scale(0.5) }", SLOT, "name", "turned"),
        ("#name { --module: 0 }", SLOT.replace("text", "code128"), "name", "--module"),
        ("", SLOT + "<p>1<p style='break-before: page'>2", "", "2 pages"),
    ],
)
def test_what_cannot_be_compiled_says_which_slot_and_why(
    css: str, body: str, slot: str, why: str
) -> None:
    with pytest.raises(TemplateNotCompiled, match=why) as refused:
        compile_form(page(css, body), {})
    assert refused.value.slot == slot


def test_a_form_is_kept_for_its_template_and_settings() -> None:
    template = page("#name { width: {{ wide }}mm }")
    form = compile_form(template, {"wide": 40})
    assert compile_form(template, {"wide": 40}) is form
    assert compile_form(template, {"wide": 41}) is not form
    assert compile_form(template + " ", {"wide": 40}) is not form


def test_forms_are_compiled_by_several_threads() -> None:
    templates = [page(f"/* {number % 3} */") for number in range(9)]
    with ThreadPoolExecutor(4) as threads:
        forms = list(threads.map(lambda template: compile_form(template, {}), templates))
    assert {form.slots for form in forms} == {forms[0].slots}


def test_a_form_that_many_want_at_the_same_moment_is_made_once() -> None:
    template = page("/* wanted by many */")
    forms = at_once([lambda: compile_form(template, {})] * 4)
    assert len({id(form) for form in forms}) == 1


def test_a_form_that_could_not_be_made_is_tried_again() -> None:
    for _ in range(2):
        with pytest.raises(TemplateNotCompiled):
            compile_form(page("", SLOT + SLOT), {})
