"""The archive of a backup: the database, the documents, and a manifest with their SHA-256. Pure.

It is a tar file in gzip, written and read as a stream. The manifest is its last member: an archive
without one is not whole.
"""

import gzip
import hashlib
import json
import re
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from app.backups.encryption import EncryptedReader, EncryptedWriter, is_encrypted

MANIFEST, DATABASE, DOCUMENTS = "manifest.json", "database", "documents/"
# The names that this program writes; nothing else is taken out of an archive.
_NAME = re.compile(
    rf"^(manifest\.json|database|{DOCUMENTS}[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}/[0-9a-f]{{32}})$"
)
_PIECE = 1024 * 1024
# Fast: documents are compressed already.
_LEVEL = 1


class DamagedArchive(ValueError):
    """The archive is not whole, was changed, or is none of this program."""


class KeyNeeded(ValueError):
    """The archive is encrypted, and no key is set."""


@dataclass
class ArchiveWriter:
    """Adds members to an archive and notes them for the manifest."""

    _tar: tarfile.TarFile
    _members: dict[str, dict[str, str | int]] = field(default_factory=dict)

    def add_file(self, name: str, path: Path) -> None:
        """Add the file at a path, read in pieces."""
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            self._add(name, file, path.stat().st_size, sha256)

    def add_bytes(self, name: str, data: bytes) -> None:
        """Add a member that is in memory."""
        self._add(name, BytesIO(data), len(data), hashlib.sha256(data).hexdigest())

    def finish(self, about: Mapping[str, Any]) -> None:
        """Add the manifest: what the backup is of, and its members."""
        manifest = json.dumps({**about, "members": self._members}, indent=1).encode()
        self.add_bytes(MANIFEST, manifest)

    def _add(self, name: str, file: IO[bytes], size: int, sha256: str) -> None:
        member = tarfile.TarInfo(name)
        member.size = size
        self._tar.addfile(member, file)
        self._members[name] = {"size": size, "sha256": sha256}


@contextmanager
def writing(file: BinaryIO, secret: str) -> Iterator[ArchiveWriter]:
    """Write an archive into a file, encrypted if there is a secret."""
    outer = EncryptedWriter(file, secret) if secret else file
    with (
        gzip.GzipFile(fileobj=cast("BinaryIO", outer), mode="wb", compresslevel=_LEVEL) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        yield ArchiveWriter(tar)
    if isinstance(outer, EncryptedWriter):
        outer.close()


def unpack(path: Path, secret: str, folder: Path) -> dict[str, Any]:
    """Take an archive apart into a folder and check it; return its manifest.

    Raises `DamagedArchive`, `KeyNeeded` and `WrongKey`.
    """
    with path.open("rb") as file:
        found = _unpack_members(_opened(file, secret), folder)
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        members = manifest["members"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DamagedArchive("it has no manifest, so it is not whole") from error
    del found[MANIFEST]
    if found != {name: member["sha256"] for name, member in members.items()}:
        raise DamagedArchive("its members are not those of its manifest")
    if DATABASE not in found:
        raise DamagedArchive("it has no database")
    return manifest


def _opened(file: BinaryIO, secret: str) -> BinaryIO:
    start = file.read(64)
    file.seek(0)
    if not is_encrypted(start):
        return file
    if not secret:
        raise KeyNeeded("it is encrypted: set BACKUP_KEY")
    return cast("BinaryIO", EncryptedReader(file, secret))


def _unpack_members(source: BinaryIO, folder: Path) -> dict[str, str]:
    """Write each member into the folder; return their SHA-256 by name."""
    found: dict[str, str] = {}
    try:
        with (
            gzip.GzipFile(fileobj=source, mode="rb") as packed,
            tarfile.open(fileobj=packed, mode="r|") as tar,
        ):
            for member in tar:
                _check_member(member, found)
                found[member.name] = _write(tar, member, folder / member.name)
            # What follows the members: the end of gzip has its checksum.
            while packed.read(_PIECE):
                pass
    except (tarfile.TarError, EOFError, OSError) as error:
        raise DamagedArchive(f"it cannot be read: {error}") from error
    return found


def _check_member(member: tarfile.TarInfo, found: Mapping[str, str]) -> None:
    """Raise `DamagedArchive` for all that this program does not write: links, paths, doubles."""
    if not member.isreg() or not _NAME.match(member.name) or member.name in found:
        raise DamagedArchive(f"it has a member that is none of this program: {member.name!r}")


def _write(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> str:
    content = tar.extractfile(member)
    if content is None:
        raise DamagedArchive(f"{member.name!r} is no file")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while piece := content.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
