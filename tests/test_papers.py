"""The papers say what is true: names of files and packages, links, invariants, the words in code."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from app.overview.invariants import INVARIANTS

ROOT = Path(__file__).parents[1]
PAPERS = (
    *(ROOT / f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG")),
    *sorted((ROOT / "docs").rglob("*.md")),
)
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())

# A name of our tree between backticks: it begins with one of these, or is a file on top.
_TOP = r"app|bench|bin|docs|migrations|tests"
_PATH = re.compile(rf"`((?:{_TOP})/[\w./-]*|[\w.-]+\.(?:md|toml|lock)|Procfile|Makefile)`")
_LINK = re.compile(r"\]\(([^)#\s]*)(?:#([\w-]+))?\)")
# A class in capitals and small letters, or a function with its parentheses.
_CLASS_OR_CALL = re.compile(r"`(?:\w+\.)?([A-Z]+[a-z]\w*(?=`)|[a-z_]+(?=\())")
_TERM = re.compile(r"^### <a id=\"([a-z-]+)\"></a>(.+)\n\n(?s:(.+?))(?=\n##|\Z)", re.MULTILINE)


def _named(paper: Path) -> Iterator[str]:
    return (found.group(1) for found in _PATH.finditer(paper.read_text()))


def _targets(paper: Path) -> Iterator[tuple[Path, str]]:
    for link, anchor in _LINK.findall(paper.read_text()):
        if "://" not in link:
            yield (paper.parent / link if link else paper), anchor


def _packages() -> set[str]:
    inits = (ROOT / "app").rglob("__init__.py")
    return {str(init.parent.relative_to(ROOT)) for init in inits} - {"app"}


@cache
def _words_in_code() -> set[str]:
    code = (path.read_text() for path in (ROOT / "app").rglob("*.py"))
    return set(re.findall(r"\w+", "\n".join(code)))


def _prerequisites(target: str) -> list[str]:
    line = re.search(rf"^{target}: ([\w -]+?) *(?:##.*)?$", MAKEFILE, re.MULTILINE)
    assert line
    return line.group(1).split()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_file_that_is_named_is_there(paper: Path) -> None:
    assert [name for name in _named(paper) if not (ROOT / name).exists()] == []


def test_names_of_files_are_found_at_all() -> None:
    assert len({name for paper in PAPERS for name in _named(paper)}) > 50


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_link_leads_somewhere(paper: Path) -> None:
    dead = [
        f"{target.name}#{anchor}"
        for target, anchor in _targets(paper)
        if not target.exists() or (anchor and f'id="{anchor}"' not in target.read_text())
    ]
    assert dead == []


def test_the_code_map_has_every_package() -> None:
    assert set(re.findall(r"^\| `(app/[\w/]+)` \|", ARCHITECTURE, re.MULTILINE)) == _packages()


def test_the_imports_are_told_as_they_are_checked() -> None:
    (layers,) = (
        contract["layers"]
        for contract in SETTINGS["tool"]["importlinter"]["contracts"]
        if contract["type"] == "layers"
    )
    told = ARCHITECTURE.partition("## Which way imports go\n\n```\n")[2].partition("\n```")[0]
    assert told.splitlines() == [layer for layer in layers if layer != "worker"]


def test_the_invariants_of_the_data_are_told_by_their_names() -> None:
    section = ARCHITECTURE.partition("**Of the data.**")[2].partition("Beyond these")[0]
    assert re.findall(r"^- (.+)$", section, re.MULTILINE) == list(INVARIANTS)


def test_every_record_of_a_decision_is_listed_in_order() -> None:
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(r"^\d+\. \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(), re.M)
    assert [name for _, name in listed] == sorted(
        path.name for path in folder.glob("*.md") if path.name != "README.md"
    )
    for number, (title, name) in enumerate(listed, 1):
        assert name.startswith(f"{number:04d}-")
        assert (folder / name).read_text().startswith(f"# {number}. {title}\n")


def test_every_word_of_the_glossary_has_its_anchor_and_both_languages() -> None:
    terms = _TERM.findall(GLOSSARY)
    assert len(terms) == GLOSSARY.count("\n### ") > 40
    assert len({anchor for anchor, _, _ in terms}) == len(terms)
    for anchor, _, text in terms:
        assert re.match(r"Code: (`\w+`|–) · English: .+\n\n- \*\*FR\*\* – ", text), anchor
        assert "\n- **EN** – " in text, anchor


def test_every_word_in_code_of_the_glossary_is_in_the_code() -> None:
    words = set(re.findall(r"^Code: `(\w+)`", GLOSSARY, re.MULTILINE))
    assert words - _words_in_code() == set()


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_every_class_and_function_that_is_named_is_in_the_code(paper: Path) -> None:
    files = {file.name for file in ROOT.iterdir()}
    assert set(_CLASS_OR_CALL.findall(paper.read_text())) - files - _words_in_code() == set()


def test_the_change_log_goes_back_in_time_by_known_kinds() -> None:
    changes = (ROOT / "CHANGELOG.md").read_text()
    dates = re.findall(r"^## (\d{4}-\d\d-\d\d)$", changes, re.MULTILINE)
    assert all(newer > older for newer, older in pairwise(dates))
    assert len(dates) == len(re.findall(r"^## (?!Unreleased)", changes, re.MULTILINE)) > 0
    kinds = set(re.findall(r"^### (.+)$", changes, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Fixed", "Security"}


def test_the_requirements_name_the_pythons_of_the_package() -> None:
    (line,) = re.findall(r"^- Python (.+)$", (ROOT / "README.md").read_text(), re.MULTILINE)
    project = SETTINGS["project"]
    supported = re.findall(r"3\.\d+", line)
    assert project["classifiers"] == [f"Programming Language :: Python :: {v}" for v in supported]
    assert project["requires-python"] == f">={supported[0]}"


def test_the_hooks_of_pre_commit_are_the_parts_of_make_check() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    assert re.findall(r"entry: make (.+)", hooks) == _prerequisites("check")


def test_every_target_of_make_in_the_papers_is_one() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    told = {
        name
        for paper in PAPERS
        for name in re.findall(r"(?:^|`)make ([a-z][a-z-]*)", paper.read_text(), re.MULTILINE)
    }
    assert "run" in told
    assert told <= targets
