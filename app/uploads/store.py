"""Where files lie: a folder, or an S3-compatible store. Both know keys and bytes, no names."""

import os
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

# The day first, so that a folder stays short; nothing in it comes from a person.
_KEY = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}/[0-9a-f]{32}(\.part)?$")
_SECONDS = 10


class StoreUnavailable(Exception):
    """The store does not answer, or has lost a file."""


class Store(Protocol):
    """What both back ends do. Each raises `StoreUnavailable`."""

    def write(self, key: str, data: bytes) -> None:
        """Keep these bytes, safely, before it returns."""

    def read(self, key: str) -> bytes:
        """The bytes of this key."""

    def delete(self, key: str) -> None:
        """Forget this key; one that is not there is forgotten already."""

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Every key, and since when it is there."""


def init_app(app: Flask) -> None:
    """Open the store of the settings; raises `MissingSetting` where its library is missing."""
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
    """The store of this application."""
    opened: Store = current_app.extensions["uploads"]
    return opened


def new_key() -> str:
    """A key that nobody has, and nobody can guess."""
    return f"{now():%Y-%m-%d}/{uuid4().hex}"


class Folder:
    """Files under one folder of this machine."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, key: str, data: bytes) -> None:
        """Write aside and rename: whoever finds the key finds all of it, also after a power cut."""
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            with unfinished.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(path)
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def read(self, key: str) -> bytes:
        """The bytes of this key."""
        try:
            return self._path(key).read_bytes()
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def delete(self, key: str) -> None:
        """Forget this key."""
        try:
            self._path(key).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable(type(error).__name__) from error

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Every key; what a killed process left unfinished is one too."""
        for path in sorted(self.root.glob("*/*")):
            try:
                since = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:  # another worker has just swept it away
                continue
            yield path.relative_to(self.root).as_posix(), since

    def _path(self, key: str) -> Path:
        return self.root / _checked(key)


class Bucket:
    """Objects in an S3-compatible store, under one prefix."""

    def __init__(self, bucket: str, prefix: str, config: Any) -> None:
        if find_spec("boto3") is None:
            raise MissingSetting(
                "UPLOADS_URL names an S3 store, which needs boto3: pip install 'sillage[s3]'."
            )
        self.bucket, self.prefix = bucket, f"{prefix}/" if prefix else ""
        self._client = _client(config)

    def write(self, key: str, data: bytes) -> None:
        """Put the object; S3 shows it whole or not at all."""
        self._ask("put_object", Key=self._name(key), Body=data)

    def read(self, key: str) -> bytes:
        """The bytes of this key."""
        with _its_trouble():
            answer = self._client.get_object(Bucket=self.bucket, Key=self._name(key))
            with answer["Body"] as body:
                data: bytes = body.read()
        return data

    def delete(self, key: str) -> None:
        """Forget this key; S3 says yes also where it was not there."""
        self._ask("delete_object", Key=self._name(key))

    def list_keys(self) -> Iterator[tuple[str, datetime]]:
        """Every key, asked for a thousand at a time."""
        more: dict[str, str] = {}
        while True:
            page = self._ask("list_objects_v2", Prefix=self.prefix, **more)
            for found in page.get("Contents", ()):
                yield found["Key"].removeprefix(self.prefix), found["LastModified"]
            if not page.get("IsTruncated"):
                return
            more = {"ContinuationToken": page["NextContinuationToken"]}

    def _name(self, key: str) -> str:
        return self.prefix + _checked(key)

    def _ask(self, operation: str, **words: Any) -> Any:
        with _its_trouble():
            return getattr(self._client, operation)(Bucket=self.bucket, **words)


@contextmanager
def _its_trouble() -> Iterator[None]:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise StoreUnavailable(type(error).__name__) from error


def _client(config: Any) -> Any:
    import boto3
    from botocore.config import Config as Patience

    return boto3.client(
        "s3",
        endpoint_url=config["UPLOADS_ENDPOINT"] or None,
        region_name=config["UPLOADS_REGION"],
        # Without keys boto3 looks where it usually does: its own files, the machine's role.
        aws_access_key_id=config["UPLOADS_ACCESS_KEY"] or None,
        aws_secret_access_key=config["UPLOADS_SECRET_KEY"] or None,
        config=Patience(
            connect_timeout=_SECONDS, read_timeout=_SECONDS, retries={"total_max_attempts": 2}
        ),
    )


def _checked(key: str) -> str:
    if not _KEY.match(key):
        raise StoreUnavailable("no key of ours")
    return key
