"""The shipped typeface as it is embedded in PDFs: one subset for each face.

A text in the document is written in UTF-16, two bytes a character. A map from characters to glyphs
says what is shown; what a reader copies is the character itself. So hyphen and minus, which share
a glyph, are copied as what they are.
"""

import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont

from app.printing.text_fit import SOFT_HYPHEN, is_printable
from app.printing.typeface import FAMILY, Face

# European languages in Latin script, Vietnamese, punctuation, €, №, ™, −, ☐ and ☑.
EMBEDDED = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x192, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x218, 0x219, 0x21A, 0x21B),
    *range(0x1E80, 0x1E86),
    *range(0x1E9E, 0x1EFA),
    *range(0x2010, 0x2045),
    *(0x20AC, 0x2116, 0x2122, 0x2212, 0x2610, 0x2611),
)
# Bytes that must be escaped in a PDF string.
ESCAPED = {byte: bytes((0x5C, byte)) for byte in b"()\\"} | {0x0D: b"\\r"}
SPECIAL = bytes(ESCAPED)
UNITS = 1000  # of a PDF font, in an em
LAST_CODE = 0xFFFF
COMPRESSION = 9


@dataclass(frozen=True, slots=True)
class Alphabet:
    """One face: the width of each character in ems, and the embedded font.

    `glyph_of_code` and `widths` are the CIDToGIDMap and W entries; `ascent`, `descent` and `box`
    are in thousandths of an em.
    """

    face: Face
    advances: Mapping[str, float]
    file: bytes
    glyph_of_code: bytes
    widths: bytes
    ascent: int
    descent: int
    box: tuple[int, ...]

    @property
    def name(self) -> bytes:
        """Its name in a page's resources."""
        return b"/" + self.face.name[:1].encode()

    def width(self, text: str) -> float:
        """Return the width of a text in ems. Raises KeyError for a character not embedded."""
        return sum(map(self.advances.__getitem__, text))

    @property
    def base_name(self) -> bytes:
        """Its font name, with the six-letter tag of a subset."""
        tag = "".join(chr(65 + byte % 26) for byte in zlib.crc32(self.file).to_bytes(4, "big"))
        return f"/SI{tag}+{FAMILY.replace(' ', '-')}-{self.face.name.title()}".encode()

    def descriptor(self, file: int) -> bytes:
        """Return its font descriptor; `file` is the number of the object with the font file."""
        box = " ".join(map(str, self.box)).encode()
        return (
            b"<</Type/FontDescriptor/FontName%s/Flags 4/FontBBox[%s]/ItalicAngle 0/Ascent %d"
            b"/Descent %d/CapHeight %d/StemV %d/FontFile2 %d 0 R>>"
        ) % (
            self.base_name,
            box,
            self.ascent,
            self.descent,
            self.ascent,
            self.face.value / 5,
            file,
        )


def encode_text(text: str) -> bytes:
    """Return a text of embedded characters as the content of a PDF string."""
    codes = text.encode("utf-16-be")
    if len(codes.translate(None, SPECIAL)) == len(codes):
        return codes
    return b"".join([ESCAPED.get(code, bytes((code,))) for code in codes])


@cache
def alphabet(face: Face) -> Alphabet:
    """Return the embedded part of a face. The first call in a process takes half a second."""
    font, owned = _subset(face)
    em, order, metrics = font["head"].unitsPerEm, font.getReverseGlyphMap(), font["hmtx"]
    glyphs = {code: order[name] for code, name in owned.items()}
    widths = {code: metrics[name][0] / em for code, name in owned.items()}
    # Invisible, but still copied.
    glyphs[ord(SOFT_HYPHEN)], widths[ord(SOFT_HYPHEN)] = glyphs[ord(" ")], 0
    head, hhea = font["head"], font["hhea"]
    return Alphabet(
        face=face,
        advances={chr(code): width for code, width in widths.items()},
        file=_font_file(font),
        glyph_of_code=_glyph_map(glyphs),
        widths=b"".join(_width_runs(widths)),
        ascent=round(hhea.ascent * UNITS / em),
        descent=round(hhea.descent * UNITS / em),
        box=tuple(
            round(edge * UNITS / em) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)
        ),
    )


@cache
def font_objects(face: Face, first: int) -> tuple[bytes, ...]:
    """Return the PDF objects of a face, numbered from `first`; the first one is the font."""
    font = alphabet(face)
    name = font.base_name
    return (
        b"<</Type/Font/Subtype/Type0/BaseFont%s/Encoding/Identity-H/DescendantFonts[%d 0 R]"
        b"/ToUnicode %d 0 R>>" % (name, first + 1, first + 5),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont%s/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/FontDescriptor %d 0 R/CIDToGIDMap %d 0 R"
        b"/DW 0/W[%s]>>" % (name, first + 2, first + 4, font.widths),
        font.descriptor(first + 3),
        _stream(font.file, b"/Length1 %d" % len(font.file)),
        _stream(font.glyph_of_code),
        _stream(_TO_UNICODE),
    )


def _subset(face: Face) -> tuple[Any, dict[int, str]]:
    """Return the font reduced to the embedded characters, and its glyph names by character.

    Hints are left out: printers have enough dots.
    """
    font = TTFont(face.path, recalcTimestamp=False)
    codes = [code for code in EMBEDDED if is_printable(chr(code))]
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[])
    for table in {"GSUB", "GPOS", "GDEF", "BASE", "STAT"} & set(font.keys()):
        del font[table]  # parsing them would take seconds
    options.drop_tables += ["post", "OS/2", "name", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font, {code: name for code, name in sorted(font.getBestCmap().items()) if code in codes}


def _font_file(font: Any) -> bytes:
    del font["cmap"]
    with BytesIO() as file:
        font.save(file)
        return file.getvalue()


def _glyph_map(glyphs: Mapping[int, int]) -> bytes:
    """Return the glyph of each code, two bytes each."""
    return b"".join(glyphs.get(code, 0).to_bytes(2, "big") for code in range(max(glyphs) + 1))


def _width_runs(widths: Mapping[int, float]) -> Iterator[bytes]:
    """Yield the widths as a PDF lists them: the first code of each run, then the run's widths."""
    last = None
    for code, width in widths.items():
        if code - 1 != last:
            yield b"%s%d[" % (b"]" if last else b"", code)
        yield b"%g " % (width * UNITS)
        last = code
    yield b"]"


def _stream(body: bytes, extra: bytes = b"") -> bytes:
    packed = zlib.compress(body, COMPRESSION)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        extra,
        len(packed),
        packed,
    )


# One range for each high byte: a bfrange must not cross it.
_TO_UNICODE = b"""/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
%d beginbfrange
%s
endbfrange
endcmap
CMapName currentdict /CMap defineresource pop
end
end""" % (
    len({code >> 8 for code in EMBEDDED}),
    b"\n".join(
        b"<%02x00> <%02xff> <%02x00>" % (page, page, page)
        for page in sorted({code >> 8 for code in EMBEDDED})
    ),
)
