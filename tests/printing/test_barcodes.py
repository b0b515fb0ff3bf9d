import re

import pytest
import zxingcpp
from PIL import Image

from app.printing.barcodes import MODULE_MM, Barcode, code128, data_matrix

NUMBER = "2L00000100014"
START_B, CODE_C, STOP = "11010010000", "10111011110", "1100011101011"


def modules(barcode: Barcode) -> list[str]:
    """The rows of a symbol as ones and zeros, drawn again from its path."""
    rows = [["0"] * barcode.modules for _ in range(barcode.rows)]
    for left, top, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", barcode.path):
        for column in range(int(left), int(left) + int(length)):
            rows[int(top)][column] = "1"
    return ["".join(row) for row in rows]


def picture(barcode: Barcode, height: int) -> Image.Image:
    """The symbol at 4 dots a module with its quiet zones."""
    image = Image.new("L", (barcode.modules, barcode.rows), 255)
    for y, row in enumerate(modules(barcode)):
        for x, module in enumerate(row):
            image.putpixel((x, y), 0 if module == "1" else 255)
    large = image.resize((barcode.modules * 4, height), Image.Resampling.NEAREST)
    page = Image.new("L", (large.width + 80, large.height + 80), 255)
    page.paste(large, (40, 40))
    return page


def test_a_tracking_number_takes_134_modules_of_0_375_mm() -> None:
    barcode = code128(NUMBER)
    assert (barcode.modules, barcode.rows) == (134, 1)
    assert MODULE_MM == 0.375
    assert barcode.width_mm() == 50.25
    assert barcode.width_mm(0.5) == 67


def test_it_begins_in_set_b_and_turns_to_pairs_after_three_characters() -> None:
    (row,) = modules(code128(NUMBER))
    symbols = [row[start : start + 11] for start in range(0, 121, 11)]
    assert symbols[0] == START_B
    assert symbols[4] == CODE_C
    assert row[121:] == STOP


@pytest.mark.parametrize("number", [NUMBER, "2K99999999996", "1K12345678901"])
def test_code_128_reads_back(number: str) -> None:
    (read,) = zxingcpp.read_barcodes(picture(code128(number), 160))
    assert (read.text, read.format) == (number, zxingcpp.BarcodeFormat.Code128)


def test_data_matrix_reads_back_and_is_square() -> None:
    key = "693850;00123456;2026000042"
    barcode = data_matrix(key)
    assert barcode.modules == barcode.rows
    (read,) = zxingcpp.read_barcodes(picture(barcode, barcode.rows * 4))
    assert (read.text, read.format) == (key, zxingcpp.BarcodeFormat.DataMatrix)


@pytest.mark.parametrize("encode", [code128, data_matrix])
@pytest.mark.parametrize("value", ["2L0000œ", ""])
def test_what_no_barcode_holds_is_refused(encode: object, value: str) -> None:
    assert callable(encode)
    with pytest.raises(ValueError, match=r"ASCII|Not a barcode"):
        encode(value)
