"""Letters that another program has damaged are noticed, and healthy ones are not suspected."""

import pytest

from app.shipments.cells import is_scientific, parts_of_lines, read_text, undress, whole_number


@pytest.mark.parametrize(
    "written",
    ["Zo‚", "Lef?vre", "J?r?me", "No?l", "Zo?", "C1 2UR", "SACRE C1 2UR", "1 4UVRE", "J├®r├┤me", "ModelŽ",
     "J√©r√¥me", "L\ufffda", "MichŠle", "For‰t"],
)  # fmt: skip
def test_a_lost_letter_is_noticed_and_nothing_proposed(written: str) -> None:
    read = read_text(written)
    assert read.spoilt and read.lost


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("J\\u00e9r\\u00f4me", "Jérôme"),
        ("J\\xe9r", "Jér"),
        ("l%27%C3%89glise", "l'Église"),
        ("12%20rue", "12 rue"),
        ("=?UTF-8?Q?J=C3=A9r=C3=B4me?=", "Jérôme"),
        ("=?utf-8?B?SsOpcsO0bWU=?=", "Jérôme"),
        ("J=C3=A9r", "Jér"),
        ("Sacré-C½ur", "Sacré-Cœur"),
        ("¼illets", "Œillets"),
    ],
)
def test_what_is_sure_is_mended_as_a_proposal(written: str, mended: str) -> None:
    read = read_text(written)
    assert (read.text, read.spoilt, read.lost) == (mended, True, False)


@pytest.mark.parametrize(
    "written",
    ["Bât A1 2e étage", "7½ rue Haute", "Bât. 1 2 rue Haute", "Que choisir ?", "100% Coton", "L’Œuvre",
     "« Café »", "A = B", "Louÿs", "R&D", "Škoda", "Acme™", "M² Design", "Nº 7", "L'Haÿ-les-Roses", "C:\\rue"],
)  # fmt: skip
def test_healthy_text_is_left_alone(written: str) -> None:
    read = read_text(written)
    assert (read.text, read.spoilt) == (written, False)


@pytest.mark.parametrize(("written", "read"), [("O\\'Brien", "O'Brien"), ('\\"Jo\\"', '"Jo"')])
def test_an_escaped_quotation_mark_is_undone(written: str, read: str) -> None:
    assert read_text(written).text == read
    assert not read_text(written).spoilt


@pytest.mark.parametrize(
    "written",
    ["1 rue<br>Bât B", "1 rue<br/>Bât B", "1 rue<BR />Bât B", "1 rue\\nBât B", "1 rue\nBât B", "1 rue\r\nBât B",
     "1 rue\\r\\nBât B", "<p>1 rue</p><p>Bât B</p>"],
)  # fmt: skip
def test_a_line_break_parts_a_cell(written: str) -> None:
    assert parts_of_lines(written) == ["1 rue", "Bât B"]


@pytest.mark.parametrize(
    ("dressed", "bare"),
    [('="1001"', "1001"), ('=""1001""', "1001"), ("'1001", "1001"), ('="A ""B"""', 'A "B"'), ("=1001", "1001"), (" x ", "x"),
     ("'", "'"), ("-", "-"), ("l'Été", "l'Été")],
)  # fmt: skip
def test_the_dress_of_a_spreadsheet_comes_off(dressed: str, bare: str) -> None:
    assert undress(dressed) == bare


@pytest.mark.parametrize(
    "nothing",
    ["NULL", "null", "nan", "NaN", "None", "#N/A", "#NOM?", "#REF!", "#VALEUR!", "#DIV/0!", "N/A", "undefined",
     "undefined undefined", "null null", "\\N", '="NULL"', "(null)", " "],
)  # fmt: skip
def test_what_programs_write_for_nothing_is_nothing(nothing: str) -> None:
    assert undress(nothing) == ""


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1001,0", "1001"),
        ("1001.00", "1001"),
        ("1001,5", "1001,5"),
        ("C-1.0", "C-1.0"),
        ("0012", "0012"),
    ],
)
def test_a_whole_number_loses_its_zero_decimals(written: str, number: str) -> None:
    assert whole_number(written) == number


@pytest.mark.parametrize(
    ("written", "spoilt"),
    [("1,23457E+15", True), ("1.23457e+15", True), ("7E+04", True), ("12E5", False), ("C-12E+5", False),
     ("1E-5", False)],
)  # fmt: skip
def test_a_rounded_number_is_told_from_a_reference(written: str, spoilt: bool) -> None:
    assert is_scientific(written) is spoilt
