"""The shipped typeface as a PDF embeds it: one subset a face, its codes the characters themselves.

A text of the document is its UTF-16 code units, two bytes a character: what is shown is looked up
by a map from character to glyph, what is copied is the code itself. So hyphen and minus, which
share a glyph, stay what they are.
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

# The languages of Europe in Latin letters, Vietnamese, punctuation, €, №, ™, −, ☐ and ☑.
EMBEDDED = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x192, 0x1A0, 0x1A1, 0x1AF, 0x1B0, 0x218, 0x219, 0x21A, 0x21B),
    *range(0x1E80, 0x1E86),
    *range(0x1E9E, 0x1EFA),
    *range(0x2010, 0x2045),
    *(0x20AC, 0x2116, 0x2122, 0x2212, 0x2610, 0x2611),
)
# What would end a text in a PDF, or be read as another line.
ESCAPED = {byte: bytes((0x5C, byte)) for byte in b"()\\"} | {0x0D: b"\\r"}
SPECIAL = bytes(ESCAPED)
UNITS = 1000
LAST_CODE = 0xFFFF
COMPRESSION = 9


@dataclass(frozen=True, slots=True)
class Alphabet:
    """One face: the width of each character in ems, and the font as the file holds it."""

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
        """Its name in the resources of a page."""
        return b"/" + self.face.name[:1].encode()

    def width(self, text: str) -> float:
        """The width of a text in ems. Raises KeyError for a character that is not embedded."""
        return sum(map(self.advances.__getitem__, text))

    @property
    def base_name(self) -> bytes:
        """Its name with a tag of six letters, as a subset has."""
        tag = "".join(chr(65 + byte % 26) for byte in zlib.crc32(self.file).to_bytes(4, "big"))
        return f"/SI{tag}+{FAMILY.replace(' ', '-')}-{self.face.name.title()}".encode()

    def descriptor(self, file: int) -> bytes:
        """Its measures, and the number of the object with its file."""
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


def encoded(text: str) -> bytes:
    """A text of embedded characters as the inside of a PDF string."""
    codes = text.encode("utf-16-be")
    if len(codes.translate(None, SPECIAL)) == len(codes):
        return codes
    return b"".join([ESCAPED.get(code, bytes((code,))) for code in codes])


@cache
def alphabet(face: Face) -> Alphabet:
    """The embedded part of a face. The first call in a process takes half a second."""
    font, owned = _subset(face)
    em, order, metrics = font["head"].unitsPerEm, font.getReverseGlyphMap(), font["hmtx"]
    glyphs = {code: order[name] for code, name in owned.items()}
    widths = {code: metrics[name][0] / em for code, name in owned.items()}
    # Nothing is seen of it, and its code is still copied.
    glyphs[ord(SOFT_HYPHEN)], widths[ord(SOFT_HYPHEN)] = glyphs[ord(" ")], 0
    head, hhea = font["head"], font["hhea"]
    return Alphabet(
        face=face,
        advances={chr(code): width for code, width in widths.items()},
        file=_saved(font),
        glyph_of_code=_map(glyphs),
        widths=b"".join(_runs(widths)),
        ascent=round(hhea.ascent * UNITS / em),
        descent=round(hhea.descent * UNITS / em),
        box=tuple(
            round(edge * UNITS / em) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)
        ),
    )


@cache
def font_objects(face: Face, first: int) -> tuple[bytes, ...]:
    """A face as objects numbered from `first` on, of which the first is the font."""
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
    """The font with the embedded characters alone, without hints: paper has dots enough."""
    font = TTFont(face.path, recalcTimestamp=False)
    codes = [code for code in EMBEDDED if is_printable(chr(code))]
    options = subset.Options(hinting=False, layout_features=[], notdef_outline=True, name_IDs=[])
    for table in {"GSUB", "GPOS", "GDEF", "BASE", "STAT"} & set(font.keys()):
        del font[table]  # before they are read: that would take seconds
    options.drop_tables += ["post", "OS/2", "name", "gasp"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=codes)
    subsetter.subset(font)
    return font, {code: name for code, name in sorted(font.getBestCmap().items()) if code in codes}


def _saved(font: Any) -> bytes:
    del font["cmap"]
    with BytesIO() as file:
        font.save(file)
        return file.getvalue()


def _map(glyphs: Mapping[int, int]) -> bytes:
    """Two bytes a code: its glyph."""
    return b"".join(glyphs.get(code, 0).to_bytes(2, "big") for code in range(max(glyphs) + 1))


def _runs(widths: Mapping[int, float]) -> Iterator[bytes]:
    """The widths as a PDF lists them: the first code of each unbroken run, then its widths."""
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


# A range must not run over its last byte.
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
