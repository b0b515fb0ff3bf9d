"""A file is there after a power cut: it is synced, then renamed, then its folder is synced."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from app.durable_files import write_durably
from app.high_water.marks import Marks
from app.uploads.store import Folder, new_key

# What was asked of the system, in order: the call, and the name of the file or folder.
Calls = list[tuple[str, str]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """The calls that reach the system."""
    made: Calls = []
    sync, rename = os.fsync, os.replace

    def fsync(descriptor: int) -> None:
        made.append(("sync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
        sync(descriptor)

    def replace(old: Path, new: Path) -> None:
        made.append(("rename", Path(new).name))
        rename(old, new)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    return made


def write_document(folder: Path) -> tuple[str, str]:
    key = new_key()
    Folder(folder).write(key, b"%PDF")
    day, name = key.split("/")
    return day, name


def write_mark(folder: Path) -> tuple[str, str]:
    Marks(folder).advance({"ranges-x": 7})
    return "counters", "ranges-x"


def write_identity(folder: Path) -> tuple[str, str]:
    Marks(folder).set_identity({"name": "x"})
    return folder.name, "database.json"


def write_any(folder: Path) -> tuple[str, str]:
    write_durably(folder / "file", b"x")
    return folder.name, "file"


@pytest.mark.parametrize("write", [write_document, write_mark, write_identity, write_any])
def test_file_then_name_then_folder(
    tmp_path: Path, calls: Calls, write: Callable[[Path], tuple[str, str]]
) -> None:
    folder = tmp_path / "new" / "folder"
    place, name = write(folder)
    stem = Path(name).stem
    assert calls[-3:] == [("sync", f"{stem}.part"), ("rename", name), ("sync", place)]
    # Folders that were made are names in folders too.
    assert calls[:2] == [("sync", tmp_path.name), ("sync", "new")]
