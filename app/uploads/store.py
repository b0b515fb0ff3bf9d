"""The store of files: a folder, or an S3-compatible service. Both hold bytes under keys."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

from flask import Flask, current_app

from app.clock import now
from app.config import MissingSetting
from app.durable_files import write_durably

# One folder a day, so that folders stay small. Nothing that a person typed is in a key.
_KEY = re.compile(r"^([0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9a-f]{32}|kept/[a-z-]{1,40})(\.part)?$")
# What is under these keys belongs to no row, and is kept.
KEPT = "kept/"
_SECONDS = 10


class StoreUnavailable(Exception):
    """The store does not answer, or does not have a file that it should have."""


class Store(Protocol):
    """What both kinds of store do. Each method may raise `StoreUnavailable`."""

    def write(self, key: str, data: bytes) -> None:
        """Store the bytes durably before returning."""

    def read(self, key: str) -> bytes:
        """Return the bytes under a key."""

    def has(self, key: str) -> bool:
        """Whether there are bytes under a key."""

    def delete(self, key: str) -> None:
        """Delete a key; do nothing if there is none."""

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key and when it was written."""


def init_app(app: Flask) -> None:
    """Open the configured store. Raises `MissingSetting` for an unknown one, or without boto3."""
    url = urlsplit(app.config["UPLOADS_URL"])
    if url.scheme == "s3":
        app.extensions["uploads"] = Bucket(url.netloc, url.path.strip("/"), app.config)
    elif url.scheme in {"", "file"}:
        app.extensions["uploads"] = Folder(Path(url.path))
    else:
        raise MissingSetting(
            f"UPLOADS_URL begins with {url.scheme}://; give a folder, or s3://bucket/prefix."
        )


def store() -> Store:
    """Return the store of the current application."""
    opened: Store = current_app.extensions["uploads"]
    return opened


def is_document_key(key: str) -> bool:
    """Whether `new_key` can have made it."""
    return bool(_KEY.match(key)) and not key.startswith(KEPT) and not key.endswith(".part")


def new_key() -> str:
    """Return a new, random key."""
    return f"{now():%Y-%m-%d}/{uuid4().hex}"


class Folder:
    """A store in a folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, key: str, data: bytes) -> None:
        """Write the file so that it is whole, and there, after a power cut."""
        path = self._path(key)
        try:
            write_durably(path, data)
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def read(self, key: str) -> bytes:
        """Return the bytes under a key."""
        try:
            return self._path(key).read_bytes()
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def has(self, key: str) -> bool:
        """Whether there are bytes under a key."""
        return self._path(key).is_file()

    def delete(self, key: str) -> None:
        """Delete a key; do nothing if there is none."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key and when it was written, including temporary files of killed processes."""
        for path in sorted(self.root.glob("*/*")):
            try:
                since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:  # another worker has just deleted it
                continue
            yield path.relative_to(self.root).as_posix(), since

    def _path(self, key: str) -> Path:
        return self.root / _check_key(key)


class Bucket:
    """A store in an S3-compatible service, under one prefix of a bucket."""

    def __init__(self, bucket: str, prefix: str, config: Any) -> None:
        if find_spec("boto3") is None:
            raise MissingSetting(
                "UPLOADS_URL names an S3 store, which needs boto3: pip install 'sillage[s3]'."
            )
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self._client = _client(config)

    def write(self, key: str, data: bytes) -> None:
        """Put the object, which S3 does atomically."""
        self._ask("put_object", Key=self._name(key), Body=data)

    def read(self, key: str) -> bytes:
        """Return the bytes under a key."""
        with _convert_errors():
            answer = self._client.get_object(Bucket=self.bucket, Key=self._name(key))
            with answer["Body"] as body:
                data: bytes = body.read()
        return data

    def has(self, key: str) -> bool:
        """Whether there are bytes under a key."""
        name = self._name(key)
        page = self._ask("list_objects_v2", Prefix=name, MaxKeys=1)
        return any(found["Key"] == name for found in page.get("Contents", ()))

    def delete(self, key: str) -> None:
        """Delete a key; S3 accepts one that does not exist."""
        self._ask("delete_object", Key=self._name(key))

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Yield every key and when it was written; S3 lists a thousand at a time."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=self.prefix, **more)
            for found in page.get("Contents", ()):
                yield found["Key"].removeprefix(self.prefix), found["LastModified"]
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _name(self, key: str) -> str:
        return self.prefix + _check_key(key)

    def _ask(self, operation: str, **parameters: Any) -> Any:
        with _convert_errors():
            return getattr(self._client, operation)(Bucket=self.bucket, **parameters)


@contextmanager
def _convert_errors() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreUnavailable(type(error).__name__) from error


def _client(config: Any) -> Any:
    import boto3
    from botocore.config import Config as ClientConfig

    return boto3.client(
        "s3",
        endpoint_url=config["UPLOADS_ENDPOINT"] or None,
        region_name=config["UPLOADS_REGION"],
        # If empty, boto3 uses its configuration files or the machine's role.
        aws_access_key_id=config["UPLOADS_ACCESS_KEY"] or None,
        aws_secret_access_key=config["UPLOADS_SECRET_KEY"] or None,
        config=ClientConfig(
            connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2}
        ),
    )


def _check_key(key: str) -> str:
    """Return the key. Raises `StoreUnavailable` for one that is not of this program."""
    if not _KEY.match(key):
        raise StoreUnavailable("not a key of this program")
    return key
