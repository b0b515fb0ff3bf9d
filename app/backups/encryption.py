"""Encrypting a stream in chunks, so that neither size nor memory limits it. Pure.

AES-256-GCM, each chunk under the next nonce of its file; the last one says that it is the last. So a
chunk that is changed, moved or missing is noticed, and an end that was cut off too. The key is
derived from the secret by scrypt with a salt of each file.
"""

import hashlib
import os
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

MAGIC = b"SILLAGE-ENCRYPTED-BACKUP-1\n"
CHUNK = 1024 * 1024
_SALT, _TAG = 16, 16
_COST = {"n": 2**14, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024, "dklen": 32}


class WrongKey(ValueError):
    """The key is not the one that it was encrypted with, or the bytes were changed or cut off."""


class EncryptedWriter:
    """A file to write to; what is written goes encrypted to another. Close it to end the last chunk."""

    def __init__(self, target: BinaryIO, secret: str) -> None:
        self._target, salt = target, os.urandom(_SALT)
        self._header = MAGIC + salt
        self._cipher = AESGCM(_derive(secret, salt))
        self._waiting = bytearray()
        self._count = 0
        target.write(self._header)

    def write(self, data: bytes) -> int:
        """Take the bytes; whole chunks go on at once, but for what may be the last."""
        self._waiting += data
        while len(self._waiting) > CHUNK:
            self._put(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Do nothing: a chunk goes on when it is whole."""

    def close(self) -> None:
        """Write the last chunk. The other file stays open."""
        self._put(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._count, is_last)
        self._target.write(self._cipher.encrypt(nonce, chunk, self._header))
        self._count += 1


class EncryptedReader:
    """A file to read from, which decrypts another. Each read may raise `WrongKey`."""

    def __init__(self, source: BinaryIO, secret: str) -> None:
        self._source = source
        self._header = source.read(len(MAGIC) + _SALT)
        self._cipher = AESGCM(_derive(secret, self._header[len(MAGIC) :]))
        self._next = source.read(CHUNK + _TAG)
        self._ready = b""
        self._count = 0
        self._is_done = False

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes, none at the end; without a size all that is left."""
        found = bytearray()
        while size < 0 or len(found) < size:
            if not self._ready and not self._take():
                break
            wanted = len(self._ready) if size < 0 else size - len(found)
            found += self._ready[:wanted]
            self._ready = self._ready[wanted:]
        return bytes(found)

    def _take(self) -> bool:
        """Decrypt the next chunk; whether there was one."""
        if self._is_done:
            return False
        chunk, self._next = self._next, self._source.read(CHUNK + _TAG)
        self._is_done = not self._next
        try:
            nonce = _nonce(self._count, self._is_done)
            self._ready = self._cipher.decrypt(nonce, chunk, self._header)
        except InvalidTag as wrong:
            raise WrongKey("the key is wrong, or the file was changed or cut off") from wrong
        self._count += 1
        return bool(self._ready) or self._take()


def is_encrypted(start: bytes) -> bool:
    """Whether these are the first bytes of an encrypted file."""
    return start.startswith(MAGIC)


def _nonce(count: int, is_last: bool) -> bytes:
    """The twelve bytes that no other chunk of the file has."""
    return bytes([is_last]) + count.to_bytes(11, "big")


def _derive(secret: str, salt: bytes) -> bytes:
    return hashlib.scrypt(secret.encode(), salt=salt, **_COST)
