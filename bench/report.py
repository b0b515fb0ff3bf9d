"""Reports the figures: on the screen as they come, then in results.json and README.md."""

import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from app.clock import today
from bench.measuring import Row, goals

_FOLDER = Path(__file__).parent
_TABLE = re.compile(r"(?<=<!-- last measured -->\n).*?(?=<!-- end -->)", re.DOTALL)
_VERDICT = {True: "yes", False: "no", None: ""}


def print_rows(rows: Iterable[Row]) -> Iterator[Row]:
    """Print each row as soon as it is measured, and yield it with its goal."""
    held = goals()
    for row in rows:
        with_goal = replace(row, goal=held.get(row.name))
        print("{:<74} {:>9} {:<4} {:>8} {:>4}".format(*_cells(with_goal)), flush=True)
        yield with_goal


def write(rows: Sequence[Row]) -> None:
    """Write results.json and README.md. Raises LookupError for a goal without a figure."""
    unheld = goals().keys() - {row.name for row in rows}
    if unheld:
        raise LookupError(f"goals.toml names what nobody measured: {sorted(unheld)}")
    results = [_object(row) for row in rows]
    text = json.dumps(results, indent=2, ensure_ascii=False)
    (_FOLDER / "results.json").write_text(text + "\n")
    readme = _FOLDER / "README.md"
    readme.write_text(_TABLE.sub(lambda _: _markdown(rows), readme.read_text()))


def _object(row: Row) -> dict[str, str | float | bool | None]:
    return {
        "name": row.name,
        "value": float(f"{row.value:.4g}"),
        "unit": row.unit,
        "goal": row.goal,
        "holds": row.holds,
    }


def _machine() -> str:
    """Describe the processor, the number of cores and the memory."""
    info = Path("/proc/cpuinfo")
    models = re.findall(r"model name\s*: (.+)", info.read_text()) if info.exists() else []
    model = " ".join(models[0].split()) if models else platform.processor() or "unknown processor"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB"


def _markdown(rows: Sequence[Row]) -> str:
    version = f"Python {platform.python_version()} on {sys.platform} ({platform.machine()})"
    lines = [
        f"{version}, {_machine()}, {today():%Y-%m-%d}",
        "",
        "| what | value | | at most | holds |",
        "|---|--:|---|--:|---|",
    ]
    lines += ["| {} | {} | {} | {} | {} |".format(*_cells(row)) for row in rows]
    return "\n" + "\n".join(lines) + "\n\n"


def _cells(row: Row) -> tuple[str, str, str, str, str]:
    value = f"{row.value:,.0f}" if row.value >= 1_000 else f"{row.value:.3g}"
    goal = "" if row.goal is None else f"{row.goal:g}"
    return row.name, value, row.unit, goal, _VERDICT[row.holds]
