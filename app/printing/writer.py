"""Writes a PDF page by page; in memory it holds the offsets of objects, not the objects."""

import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from app.printing.alphabet import alphabet, font_objects
from app.printing.drawings import Drawing
from app.printing.typeface import Face

# Object numbers reserved for what is known only at the end.
PAGES, CATALOG, RESOURCES, INFORMATION = 1, 2, 3, 4
# Bytes collected before they are passed on.
CHUNK = 64 * 1024
XREF_LINES = 2_000
# zlib's fastest level, which more than halves a page.
COMPRESSION = 1
HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"


@dataclass(frozen=True, slots=True)
class Heading:
    """The metadata of a document."""

    title: str
    language: str = "fr"


class PdfWriter:
    """Writes pages of one size, in points, as a PDF. Take the bytes whenever `is_full`."""

    def __init__(self, heading: Heading, width: float, height: float) -> None:
        self._heading = heading
        self._size = (width, height)
        self._offsets = array("Q", [0] * (INFORMATION + 1))
        self._position = 0
        self._pending: list[bytes] = []
        self._waiting = 0
        self._pages = array("L")
        self._drawings: dict[Drawing, bytes] = {}
        self._x_objects: list[bytes] = []
        self._fonts: list[bytes] = []
        self._write(HEADER)
        for face in Face:
            self._embed(face)

    @property
    def is_full(self) -> bool:
        """Whether at least `CHUNK` bytes can be taken."""
        return self._waiting >= CHUNK

    def take(self) -> bytes:
        """Return the bytes written since the last call."""
        taken = b"".join(self._pending)
        self._pending.clear()
        self._waiting = 0
        return taken

    def name(self, drawing: Drawing) -> bytes:
        """Return the resource name of a drawing, which is written at the first call."""
        if drawing not in self._drawings:
            self._drawings[drawing] = self.put_once(drawing)
        return self._drawings[drawing]

    def put_once(self, drawing: Drawing) -> bytes:
        """Write a drawing that one page uses; return its resource name."""
        first = len(self._offsets)
        for body in drawing.objects(first):
            self._add(body)
        name = b"/D%d" % len(self._x_objects)
        self._x_objects.append(b"%s %d 0 R" % (name, first))
        return name

    def add_page(self, content: bytes) -> None:
        """Write a page from its operators; the origin is its bottom left."""
        packed = zlib.compress(content, COMPRESSION)
        number = len(self._offsets)
        body = b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)
        self._add(body)
        self._pages.append(number + 1)
        self._add(b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>" % (PAGES, number))

    def finish(self) -> Iterator[bytes]:
        """Yield the end of the file: shared objects and the cross-reference table.

        Raises ValueError for a document without a page.
        """
        if not self._pages:
            raise ValueError("There is no page to print.")
        self._put(RESOURCES, self._resources())
        self._put(PAGES, self._page_tree())
        self._put(CATALOG, self._catalog())
        self._put(INFORMATION, b"<</Title%s/Producer(Sillage)>>" % _text(self._heading.title))
        start, count = self._position, len(self._offsets)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % count)
        yield self.take()
        offsets = islice(self._offsets, 1, None)
        while lines := [b"%010d 00000 n \n" % offset for offset in islice(offsets, XREF_LINES)]:
            yield b"".join(lines)
        yield b"trailer\n<</Size %d/Root %d 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
            *(count, CATALOG, INFORMATION, start),
        )

    def _embed(self, face: Face) -> None:
        first = len(self._offsets)
        for body in font_objects(face, first):
            self._add(body)
        self._fonts.append(b"%s %d 0 R" % (alphabet(face).name, first))

    def _resources(self) -> bytes:
        fonts, drawings = b"".join(self._fonts), b"".join(self._x_objects)
        return b"<</Font<<%s>>/XObject<<%s>>>>" % (fonts, drawings)

    def _page_tree(self) -> bytes:
        kids = b" ".join(b"%d 0 R" % page for page in self._pages)
        return b"<</Type/Pages/Count %d/MediaBox[0 0 %.4f %.4f]/Resources %d 0 R/Kids[%s]>>" % (
            *(len(self._pages), *self._size, RESOURCES, kids),
        )

    def _catalog(self) -> bytes:
        """Return the catalogue, which tells the print dialogue not to scale the barcodes."""
        return (
            b"<</Type/Catalog/Pages %d 0 R/Lang%s"
            b"/ViewerPreferences<</PrintScaling/None/DisplayDocTitle true>>>>"
        ) % (PAGES, _text(self._heading.language))

    def _add(self, body: bytes) -> None:
        number = len(self._offsets)
        self._offsets.append(self._position)
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _put(self, number: int, body: bytes) -> None:
        """Write an object under its reserved number."""
        self._offsets[number] = self._position
        self._write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def _write(self, written: bytes) -> None:
        self._pending.append(written)
        self._waiting += len(written)
        self._position += len(written)


def _text(words: str) -> bytes:
    return b"<feff%s>" % words.encode("utf-16-be", "replace").hex().encode()
