"""What the headings of an order file mean: which column, and whose address.

The lists are data: `data/columns.toml` for headings that people choose, `data/shops.toml` for those
of shops, which come first where a file has all the signs of a shop.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from app.postal.characters import capitals
from app.shipments.cells import Unit

_MOST_HEADINGS, _LONGEST_HEADING = 300, 80
_DATA = Path(__file__).parent / "data"
_JOINED_WORDS = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Za-zÀ-ÿ])(?=\d)")


class Column(StrEnum):
    """A column that the program reads; some fields consist of two columns."""

    REFERENCE = "reference"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    NAME = "name"
    COMPANY = "company"
    HOUSE_NUMBER = "house_number"
    BARE_NUMBER = "bare_number"  # a house number if it stands beside the street
    STREET = "street"
    COMPLEMENT = "complement"
    POSTCODE = "postcode"
    TOWN = "town"
    COUNTRY = "country"
    EMAIL = "email"
    WEIGHT = "weight"
    QUANTITY = "quantity"
    ARTICLE = "article"
    LENGTH = "length"
    WIDTH = "width"
    HEIGHT = "height"
    DIMENSIONS = "dimensions"
    STATUS = "status"
    SHIPPED_ON = "shipped_on"
    CANCELLED_ON = "cancelled_on"


class Block(StrEnum):
    """Whose address a heading says it is, from the most to the least wanted."""

    DELIVERY = "delivery"
    PLAIN = "plain"
    BILLING = "billing"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading means.

    `rank` orders the lists of one column, 0 first. `unit` is that of a weight. `of_order`: the weight
    is that of the whole order, even in the rows of its articles. `millimetres`: the unit of a length.
    """

    column: Column
    block: Block = Block.PLAIN
    rank: int = 0
    unit: Unit | None = None
    of_order: bool = False
    millimetres: bool = False


def heading_key(heading: str) -> str:
    """Return a heading for comparing, without regard to case, accents, punctuation, joined words."""
    return capitals(_JOINED_WORDS.sub(" ", heading.strip("\ufeff \t")))


def meaning_of(heading: str) -> Meaning | None:
    """Return what a heading means if it stands in no shop's file; None if it is not known."""
    return _meaning_of_key(heading_key(heading))


def meanings(header: Iterable[str]) -> list[Meaning | None]:
    """Return what each heading of a file means: by its shop, or by itself."""
    headings = [heading_key(heading) for heading in header]
    shop = _shop_of(frozenset(headings))
    if shop is None:
        return [_meaning_of_key(heading) for heading in headings]
    return [_in_shop(shop, heading) for heading in headings]


def shop_of(header: Iterable[str]) -> str:
    """Return the name of the shop that writes such a file, or nothing."""
    shop = _shop_of(frozenset(map(heading_key, header)))
    return shop.name if shop else ""


def count_known(cells: Iterable[str]) -> int:
    """Return how many different columns the cells of a record name."""
    first = (cell for cell in islice(cells, _MOST_HEADINGS) if len(cell) < _LONGEST_HEADING)
    return len({meaning.column for cell in first if (meaning := meaning_of(cell))})


@dataclass(frozen=True, slots=True)
class _Shop:
    name: str
    signs: frozenset[str]
    columns: Mapping[str, Meaning]


def _in_shop(shop: _Shop, heading: str) -> Meaning | None:
    """Return the shop's meaning, or that of a column that somebody added."""
    if heading in shop.columns:
        return shop.columns[heading]
    general = _meaning_of_key(heading)
    named = {meaning.column for meaning in shop.columns.values()}
    added = {
        Column.WEIGHT,
        Column.LENGTH,
        Column.WIDTH,
        Column.HEIGHT,
        Column.DIMENSIONS,
        Column.ARTICLE,
        Column.EMAIL,
    }
    if general and general.column in added - named and general.block is Block.PLAIN:
        return general
    return None


def _shop_of(headings: frozenset[str]) -> _Shop | None:
    return next((shop for shop in _shops() if shop.signs <= headings), None)


@cache
def _meaning_of_key(key: str) -> Meaning | None:
    if key in _plain():
        return _plain()[key]
    for block, words in _blocks().items():
        if key in words.alone:
            return Meaning(Column.NAME, block)
        rest = words.strip(key)
        if rest in _plain() and _plain()[rest].column in _OF_AN_ADDRESS:
            meaning = _plain()[rest]
            return Meaning(meaning.column, block, meaning.rank)
    return None


_OF_AN_ADDRESS = frozenset(
    {
        Column.FIRST_NAME,
        Column.LAST_NAME,
        Column.NAME,
        Column.COMPANY,
        Column.HOUSE_NUMBER,
        Column.STREET,
        Column.COMPLEMENT,
        Column.POSTCODE,
        Column.TOWN,
        Column.COUNTRY,
        Column.EMAIL,
    }
)


@dataclass(frozen=True, slots=True)
class _BlockWords:
    first: tuple[str, ...]
    last: tuple[str, ...]
    alone: frozenset[str]

    def strip(self, key: str) -> str:
        """Return the heading without its words that name the block, or nothing."""
        for word in self.first:
            if key.startswith(f"{word} "):
                return key[len(word) + 1 :]
        for word in self.last:
            before, found, after = f"{key} ".partition(f" {word} ")
            if found:
                return f"{before} {after}".strip()
        return ""


@cache
def _columns_data() -> dict[str, Any]:
    return tomllib.loads((_DATA / "columns.toml").read_text(encoding="utf-8"))


@cache
def _plain() -> dict[str, Meaning]:
    known: dict[str, Meaning] = {}
    for rank, entry in enumerate(_columns_data()["column"]):
        meaning = _meaning(entry["name"], rank)
        for heading in entry["headings"]:
            known.setdefault(heading_key(heading), meaning)
    return known


def _meaning(name: str, rank: int) -> Meaning:
    """Read a column's name in the data: `order_weight_kg` is a weight of the order in kilograms."""
    if "weight" in name:
        unit = {"_g": Unit.GRAMS, "kg": Unit.KILOGRAMS}.get(name[-2:])
        return Meaning(Column.WEIGHT, rank=rank, unit=unit, of_order=name.startswith("order"))
    column = Column(name.removesuffix("_mm"))
    return Meaning(column, rank=rank, millimetres=name.endswith("_mm"))


@cache
def _blocks() -> dict[Block, _BlockWords]:
    return {
        block: _BlockWords(
            tuple(sorted(map(heading_key, words["first"]), key=len, reverse=True)),
            tuple(sorted(map(heading_key, words["last"]), key=len, reverse=True)),
            frozenset(map(heading_key, words["alone"])),
        )
        for block in (Block.DELIVERY, Block.BILLING, Block.SENDER)
        for words in [_columns_data()[block]]
    }


@cache
def _shops() -> tuple[_Shop, ...]:
    data = tomllib.loads((_DATA / "shops.toml").read_text(encoding="utf-8"))
    return tuple(_read_shop(entry) for entry in data["shop"])


def _read_shop(entry: dict[str, Any]) -> _Shop:
    columns = {
        heading_key(heading): _meaning("name" if column == "recipient" else column, rank)
        for column, headings in entry.items()
        if column not in {"name", "signs"}
        for rank, heading in enumerate(headings)
    }
    return _Shop(entry["name"], frozenset(map(heading_key, entry["signs"])), columns)
