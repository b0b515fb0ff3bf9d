"""Chooses the columns of an order file: the recipient's address, never the payer's, never a mixture.

A delivery address wins over one that says nothing, and that over a billing address. Where two columns
remain for one thing, or an address would be put together from two, the person must choose.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.shipments.cells import Unit, read_weight, undress
from app.shipments.faults import Field, UnreadableOrderFile
from app.shipments.headings import Block, Column, Meaning, meanings, shop_of
from app.shipments.table import Table, TableRow

_SEVERAL = frozenset(
    {
        Column.COMPLEMENT,
        Column.STATUS,
        Column.SHIPPED_ON,
        Column.CANCELLED_ON,
        Column.ARTICLE,
    }
)
_UNIMPORTANT = frozenset(
    {Column.EMAIL, Column.BARE_NUMBER}
)  # not worth a question: it is never printed
_PLACE = (Column.STREET, Column.POSTCODE, Column.TOWN)
_OF_THE_ADDRESS = frozenset(
    {
        *_PLACE,
        Column.FIRST_NAME,
        Column.LAST_NAME,
        Column.NAME,
        Column.COMPANY,
        Column.HOUSE_NUMBER,
        Column.COMPLEMENT,
        Column.COUNTRY,
    }
)
_NEEDED: Mapping[Field, tuple[Column, ...]] = {
    Field.REFERENCE: (Column.REFERENCE,),
    Field.NAME: (Column.NAME, Column.COMPANY),
    Field.STREET: (Column.STREET,),
    Field.POSTCODE: (Column.POSTCODE,),
    Field.TOWN: (Column.TOWN,),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that may be meant: its place from 0, its heading, and what the heading says."""

    place: int
    heading: str
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Columns:
    """The positions of each column, from 0. `weight_unit` is None if the cells name the unit.

    `weighs_order`: the weight is the whole order's, also in a row of one of its articles.
    `millimetres` are the columns of dimensions that are not in centimetres.
    """

    width: int
    positions: Mapping[Column, tuple[int, ...]]
    weight_unit: Unit | None = None
    weighs_order: bool = False
    millimetres: frozenset[Column] = field(default_factory=frozenset)
    shop: str = ""

    def cell(self, row: TableRow, column: Column) -> str:
        """Return a row's text in a column, undressed: several cells joined by commas, or empty."""
        return ", ".join(self.cells(row, column))

    def cells(self, row: TableRow, column: Column) -> list[str]:
        """Return a row's texts in the columns of a kind, undressed, without empty ones."""
        places = (p for p in self.positions.get(column, ()) if p < len(row.cells))
        return [cell for p in places if (cell := undress(row.cells[p]))]

    @property
    def has_articles(self) -> bool:
        """Whether each row is an article of its order."""
        return Column.ARTICLE in self.positions or Column.QUANTITY in self.positions

    def missing(self) -> tuple[Field, ...]:
        """Return the required fields that no column holds. A weight may be added later."""
        return tuple(
            field
            for field, columns in _NEEDED.items()
            if not any(column in self.positions for column in columns)
        )


class UnusableColumns(UnreadableOrderFile):
    """A required column is missing, or neither heading nor cells name the unit of the weight.

    `missing` are the fields not found, where NAME means a name or a company; `read` the headings
    recognised; `unread` the others; `unitless` the heading of the weight if its unit is missing.
    """

    def __init__(
        self,
        missing: tuple[Field, ...],
        read: tuple[str, ...],
        unread: tuple[str, ...],
        unitless: str = "",
    ) -> None:
        super().__init__(f"missing: {', '.join(missing)}" if missing else f"no unit: {unitless}")
        self.missing = missing
        self.read = read
        self.unread = unread
        self.unitless = unitless


class AmbiguousColumns(UnreadableOrderFile):
    """Two columns may be meant for one thing, or belong to the addresses of two people.

    `candidates` are the columns to choose from, at least two; `mixed`: they are parts of one address
    that would come from two. `proposal` has the columns that are sure, for a page that asks.
    """

    def __init__(
        self,
        candidates: tuple[Candidate, ...],
        *,
        mixed: bool,
        proposal: Mapping[Column, tuple[int, ...]],
    ) -> None:
        super().__init__(" / ".join(candidate.heading for candidate in candidates))
        self.candidates = candidates
        self.mixed = mixed
        self.proposal = proposal


def match_columns(table: Table) -> Columns:
    """Find the columns of a table. Raises `UnusableColumns` and `AmbiguousColumns`.

    The heading of the weight names its unit, or else at least one cell must.
    """
    found = [
        Candidate(place, heading.strip(), meaning)
        for place, (heading, meaning) in enumerate(
            zip(table.header, meanings(table.header), strict=True)
        )
        if meaning
    ]
    columns = _Choice(table, found).columns()
    unitless = _unitless(table, columns)
    if columns.missing() or unitless:
        known = {place for places in columns.positions.values() for place in places}
        headings = [
            (place in known, h.strip()) for place, h in enumerate(table.header) if h.strip()
        ]
        raise UnusableColumns(
            columns.missing(),
            tuple(heading for is_known, heading in headings if is_known),
            tuple(heading for is_known, heading in headings if not is_known),
            unitless,
        )
    return columns


@dataclass(slots=True)
class _Choice:
    """The choice among the columns found in a table."""

    table: Table
    found: list[Candidate]
    positions: dict[Column, tuple[int, ...]] = field(default_factory=dict)

    def columns(self) -> Columns:
        self._choose([c for c in self.found if c.meaning.column not in _OF_THE_ADDRESS])
        self._choose(self._one_name(self._one_address()))
        self._place_bare_number()
        if Column.LAST_NAME in self.positions:
            self.positions[Column.NAME] = self.positions.pop(Column.LAST_NAME)
        chosen = {p: c.meaning for c in self.found for p in [c.place]}
        weight = self.positions.get(Column.WEIGHT)
        meaning = chosen[weight[0]] if weight else None
        return Columns(
            len(self.table.header),
            self.positions,
            weight_unit=meaning.unit if meaning else None,
            weighs_order=meaning.of_order if meaning else False,
            millimetres=frozenset(
                column for column, places in self.positions.items() if chosen[places[0]].millimetres
            ),
            shop=shop_of(self.table.header),
        )

    def _place_bare_number(self) -> None:
        """Take a column "N°" for house numbers if it stands beside streets that have none."""
        [place] = self.positions.pop(Column.BARE_NUMBER, (None,))
        [street] = self.positions.get(Column.STREET, (None,))
        if place is None or street is None or Column.HOUSE_NUMBER in self.positions:
            return
        begins_with_digit = any(text[:1].isdigit() for text in self._texts(street))
        if abs(place - street) == 1 and not begins_with_digit:
            self.positions[Column.HOUSE_NUMBER] = (place,)

    def _one_address(self) -> list[Candidate]:
        """Return the columns of one address. Raises `AmbiguousColumns` if it comes from two."""
        blocks = {
            block: [
                c
                for c in self.found
                if c.meaning.block is block and c.meaning.column in _OF_THE_ADDRESS
            ]
            for block in (Block.DELIVERY, Block.PLAIN, Block.BILLING)
        }
        wanted: list[Candidate] = []
        for name, block in blocks.items():
            both = _places(wanted) and _places(block)
            if _places(wanted) & _places(block) or (both and name is Block.BILLING):
                self._refuse_mixture(wanted, block)
            else:
                wanted = _completed(wanted, block)
        return wanted

    def _refuse_mixture(self, wanted: list[Candidate], rival: list[Candidate]) -> None:
        """Refuse an address that would need a column of its rival, naming one of each."""
        have = {c.meaning.column for c in wanted}
        for columns in _NEEDED.values():
            other = next(
                (c for c in rival if c.meaning.column in columns or _names(c, columns)), None
            )
            if (
                other
                and not any(column in have for column in columns)
                and not _has_name(have, columns)
            ):
                place = next(c for c in wanted if c.meaning.column in _PLACE)
                raise AmbiguousColumns((other, place), mixed=True, proposal=dict(self.positions))

    def _one_name(self, candidates: list[Candidate]) -> list[Candidate]:
        """Leave out first and last name beside a full name, and a bare name beside both."""
        names = sorted(
            (c for c in candidates if c.meaning.column is Column.NAME),
            key=lambda c: c.meaning.rank,
        )
        has = {c.meaning.column for c in candidates}
        left_out: set[Column] = set()
        if names:
            best = names[0]
            if _is_bare(best) and Column.FIRST_NAME in has and Column.LAST_NAME not in has:
                pass  # it is the last name
            elif {Column.FIRST_NAME, Column.LAST_NAME} <= has and _is_weak(best):
                left_out = {Column.NAME}
            else:
                left_out = {Column.FIRST_NAME, Column.LAST_NAME}
        return [c for c in candidates if c.meaning.column not in left_out]

    def _choose(self, candidates: Sequence[Candidate]) -> None:
        """Take the best candidate of each column. Raises `AmbiguousColumns`."""
        by_column: dict[Column, list[Candidate]] = {}
        for candidate in candidates:
            by_column.setdefault(candidate.meaning.column, []).append(candidate)
        for column, rivals in by_column.items():
            best = rivals if column in _SEVERAL else self._best(column, rivals)
            self.positions[column] = tuple(c.place for c in best)

    def _best(self, column: Column, rivals: list[Candidate]) -> list[Candidate]:
        if column is Column.WEIGHT:
            of_order = [c for c in rivals if c.meaning.of_order]
            best = of_order or rivals
        else:
            rank = min(c.meaning.rank for c in rivals)
            best = [c for c in rivals if c.meaning.rank == rank]
            block = min((list(Block).index(c.meaning.block) for c in best), default=0)
            best = [c for c in best if list(Block).index(c.meaning.block) == block]
        filled = [c for c in best if any(self._texts(c.place))] or best[:1]
        units = {c.meaning.unit for c in filled}
        if column in _UNIMPORTANT:
            return filled[:1]
        if len(filled) > 1 and (len(units) > 1 or len({self._texts(c.place) for c in filled}) > 1):
            raise AmbiguousColumns(tuple(filled), mixed=False, proposal=dict(self.positions))
        return filled[:1]

    def _texts(self, place: int) -> tuple[str, ...]:
        return tuple(
            undress(row.cells[place]) if place < len(row.cells) else "" for row in self.table.rows
        )


def _places(candidates: Iterable[Candidate]) -> set[Column]:
    return {c.meaning.column for c in candidates} & set(_PLACE)


def _completed(wanted: list[Candidate], block: list[Candidate]) -> list[Candidate]:
    """Add what the wanted address lacks, if the block is not an address of its own."""
    have = {c.meaning.column for c in wanted}
    has_name = bool(have & {Column.NAME, Column.LAST_NAME})
    names = {Column.NAME, Column.FIRST_NAME, Column.LAST_NAME}
    return wanted + [
        c
        for c in block
        if (c.meaning.column not in have or c.meaning.column is Column.COMPLEMENT)
        and not (has_name and c.meaning.column in names)
    ]


def _names(candidate: Candidate, columns: tuple[Column, ...]) -> bool:
    return Column.NAME in columns and candidate.meaning.column is Column.LAST_NAME


def _has_name(have: set[Column], columns: tuple[Column, ...]) -> bool:
    return Column.NAME in columns and Column.LAST_NAME in have


def _is_bare(candidate: Candidate) -> bool:
    """Whether it says only "name", which may be a full name or a last one."""
    return candidate.meaning.rank == _rank("nom")


def _is_weak(candidate: Candidate) -> bool:
    return candidate.meaning.rank >= _rank("client")


def _rank(heading: str) -> int:
    [meaning] = meanings([heading])
    return meaning.rank if meaning else 0


def _unitless(table: Table, columns: Columns) -> str:
    if columns.weight_unit or Column.WEIGHT not in columns.positions:
        return ""
    weights = [columns.cell(row, Column.WEIGHT) for row in table.rows]
    if not any(weights) or any((w := read_weight(weight)) and w.unit for weight in weights):
        return ""
    return table.header[columns.positions[Column.WEIGHT][0]].strip()
