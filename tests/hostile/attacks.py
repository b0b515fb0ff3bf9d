"""Everything that is tried on a form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from tests.hostile.targets import File, Target
from tests.hostile.values import BODIES, HEADER, ORDERS, VALUES, Value


@dataclass(frozen=True)
class Attack:
    """What is sent in place of a right form."""

    name: str
    spoil: Callable[[dict[str, Value]], dict[str, Value]]
    content_type: str = "application/x-www-form-urlencoded"
    body: bytes | None = None
    file: File | None = None


def attacks(target: Target) -> Iterator[Attack]:
    """Everything that is tried on a form, one thing at a time; the first is nothing at all."""
    yield Attack("as it should be", _same, file=target.file)
    for field in [*target.fields, "csrf_token", "check", "all"]:
        yield Attack(f"no {field}", _without(field), file=target.file)
        for name, value in VALUES.items():
            yield Attack(f"{field}: {name}", _with(field, value), file=target.file)
    for name, (content_type, body) in BODIES.items():
        yield Attack(f"body: {name}", _same, content_type, body)
    if target.file:
        yield from _attacks_by_file(target.file[0])


def probes(target: Target) -> Iterator[Attack]:
    """A right form, an empty one, and one whose every field is wrong."""
    right, *_ = attacks(target)
    yield right
    yield Attack("nothing at all", lambda fields: {"csrf_token": fields["csrf_token"]})
    wrong = dict.fromkeys(target.fields, VALUES["HTML"])
    yield replace(right, name="all wrong", spoil=lambda fields: {**fields, **wrong})


def _attacks_by_file(right: bytes) -> Iterator[Attack]:
    for name, value in VALUES.items():
        content = b";".join(value) if isinstance(value, tuple) else value
        yield Attack(f"no file but: {name}", _with("file", value))
        yield Attack(f"the file: {name}", _same, file=(content, "a.csv"))
        for column in range(HEADER.count(b";") + 1):
            row = _with_cell(column, content)
            yield Attack(f"its cell {column}: {name}", _same, file=(HEADER + row, "a.csv"))
        yield Attack(f"its name: {name}", _same, file=(right, _one_line(content)))


def _without(field: str) -> Callable[[dict[str, Value]], dict[str, Value]]:
    return lambda fields: {name: value for name, value in fields.items() if name != field}


def _with(field: str, value: Value) -> Callable[[dict[str, Value]], dict[str, Value]]:
    return lambda fields: {**fields, field: value}


def _same(fields: dict[str, Value]) -> dict[str, Value]:
    return fields


def _with_cell(column: int, content: bytes) -> bytes:
    cells = ORDERS.removeprefix(HEADER).strip().split(b";")
    return b";".join([*cells[:column], content, *cells[column + 1 :]])


def _one_line(name: bytes) -> str:
    """A file's name stands in a header of its part."""
    return re.sub(r"[\r\n]", " ", name[:2_000].decode("utf-8", "replace")) or "x"
