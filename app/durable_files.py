"""Files that are still there after a power cut: the file is synced, renamed, its folder synced."""

import os
from collections.abc import Mapping
from pathlib import Path


def write_durably(path: Path, data: bytes) -> None:
    """Write the whole file or nothing, creating its folder. Raises `OSError`.

    Two writers of the same path must not run at once: they share the temporary file.
    """
    write_all_durably(path.parent, {path.name: data})


def write_all_durably(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of one folder, each wholly or not at all, syncing the folder once."""
    make_folder(folder)
    for name, data in files.items():
        path = folder / name
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    sync_folder(folder)


def put_in_place(unfinished: Path, path: Path) -> None:
    """Rename a file that is already synced, and sync its folder, which holds the new name."""
    os.replace(unfinished, path)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Create a folder and those above it, each of them durably."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder: a rename is lost in a power cut until this is done."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
