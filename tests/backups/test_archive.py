"""The archive: whole or refused, and encrypted so that no part can be changed or cut off."""

import gzip
import tarfile
from io import BytesIO
from pathlib import Path

import pytest

from app.backups.archive import DamagedArchive, KeyNeeded, unpack, writing
from app.backups.encryption import CHUNK, MAGIC, EncryptedReader, EncryptedWriter, WrongKey

SECRET = "a long secret"
DOCUMENT = "documents/2026-11-28/" + "a" * 32
SALT = 16


def encrypted(data: bytes) -> bytes:
    target = BytesIO()
    writer = EncryptedWriter(target, SECRET)
    for start in range(0, len(data), 70_001):
        writer.write(data[start : start + 70_001])
    writer.close()
    return target.getvalue()


def decrypted(data: bytes, secret: str = SECRET) -> bytes:
    return EncryptedReader(BytesIO(data), secret).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 5])
def test_what_is_encrypted_is_read_again(size: int) -> None:
    data = bytes(range(256)) * (size // 256 + 1)
    assert decrypted(encrypted(data[:size])) == data[:size]


def test_an_end_that_is_cut_off_is_noticed() -> None:
    whole = encrypted(b"x" * (3 * CHUNK))
    start, chunk = len(MAGIC) + SALT, CHUNK + 16
    for cut in (len(whole) - 1, start + 2 * chunk, start + chunk, start + 5, start):
        with pytest.raises(WrongKey):
            decrypted(whole[:cut])


def test_a_changed_or_moved_part_and_another_key_are_noticed() -> None:
    whole = encrypted(b"x" * (2 * CHUNK + 3))
    start, chunk = len(MAGIC) + SALT, CHUNK + 16
    changed = bytearray(whole)
    changed[start + 77] ^= 1
    first, second = whole[start : start + chunk], whole[start + chunk : start + 2 * chunk]
    moved = whole[:start] + second + first + whole[start + 2 * chunk :]
    for wrong in (bytes(changed), moved, whole + b"more"):
        with pytest.raises(WrongKey):
            decrypted(wrong)
    with pytest.raises(WrongKey):
        decrypted(whole, "another secret")


def made(path: Path, secret: str = "") -> Path:
    """An archive with a database and a document."""
    database = path.with_name("made-database")
    database.write_bytes(b"rows" * 1000)
    with path.open("wb") as file, writing(file, secret) as archive:
        archive.add_file("database", database)
        archive.add_bytes(DOCUMENT, b"%PDF")
        archive.finish({"database": "sqlite"})
    return path


@pytest.mark.parametrize("secret", ["", SECRET])
def test_an_archive_is_taken_apart_again(tmp_path: Path, secret: str) -> None:
    manifest = unpack(made(tmp_path / "backup", secret), secret, tmp_path / "out")
    assert manifest["database"] == "sqlite"
    assert (tmp_path / "out" / DOCUMENT).read_bytes() == b"%PDF"
    assert (tmp_path / "out" / "database").read_bytes() == b"rows" * 1000


def test_without_its_key_an_encrypted_archive_says_so(tmp_path: Path) -> None:
    with pytest.raises(KeyNeeded, match="BACKUP_KEY"):
        unpack(made(tmp_path / "backup", SECRET), "", tmp_path / "out")


def test_an_archive_that_was_cut_off_or_changed_is_refused(tmp_path: Path) -> None:
    whole = made(tmp_path / "backup").read_bytes()
    changed = bytearray(whole)
    changed[len(whole) // 2] ^= 255
    for n, wrong in enumerate((whole[:-20], whole[: len(whole) // 2], bytes(changed), b"", b"no")):
        (tmp_path / f"wrong{n}").write_bytes(wrong)
        with pytest.raises(DamagedArchive):
            unpack(tmp_path / f"wrong{n}", "", tmp_path / f"out{n}")


def packed(path: Path, *members: tarfile.TarInfo) -> Path:
    """An archive that this program would not make."""
    with gzip.open(path, "wb") as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for member in members:
            tar.addfile(member, BytesIO(b"x" * member.size))
    return path


@pytest.mark.parametrize(
    "name", ["../outside", "/outside", "documents/../../outside", "other", "documents/x"]
)
def test_a_member_that_is_none_of_ours_is_refused(tmp_path: Path, name: str) -> None:
    member = tarfile.TarInfo(name)
    member.size = 1
    with pytest.raises(DamagedArchive, match="none of this program"):
        unpack(packed(tmp_path / "backup", member), "", tmp_path / "out")
    assert not (tmp_path / "outside").exists()


def test_links_and_doubles_are_refused(tmp_path: Path) -> None:
    link = tarfile.TarInfo("database")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
    with pytest.raises(DamagedArchive):
        unpack(packed(tmp_path / "link", link), "", tmp_path / "out1")
    twice = tarfile.TarInfo("database")
    with pytest.raises(DamagedArchive):
        unpack(packed(tmp_path / "twice", twice, twice), "", tmp_path / "out2")


def test_a_member_beside_the_manifest_is_refused(tmp_path: Path) -> None:
    path = made(tmp_path / "backup")
    with gzip.open(path) as file, tarfile.open(fileobj=file) as tar:
        members = [(member, tar.extractfile(member)) for member in tar]
        contents = [(member, found.read() if found else b"") for member, found in members]
    more = tarfile.TarInfo(DOCUMENT.replace("a", "b"))
    with gzip.open(path, "wb") as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for member, data in [*contents, (more, b"")]:
            tar.addfile(member, BytesIO(data))
    with pytest.raises(DamagedArchive, match="manifest"):
        unpack(path, "", tmp_path / "out")
