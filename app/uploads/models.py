"""Uploaded files: checking them by the settings, writing them, and the row that describes each."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from flask import current_app
from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import now
from app.database import Model
from app.extensions import db
from app.uploads.content import CheckedFile, Limits, check
from app.uploads.names import LONGEST_NAME, tidy_name
from app.uploads.store import new_key, store


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was written into the store and has no row yet: see `Upload.add`."""

    key: str
    filename: str
    sha256: str
    content: CheckedFile


def check_upload(data: bytes) -> CheckedFile:
    """Check a file by the limits in the settings. Raises a subclass of `FileRefused`."""
    config = current_app.config
    return check(
        data,
        Limits(config["UPLOAD_MEGABYTES"], config["UPLOAD_PAGES"], config["UPLOAD_MEGAPIXELS"]),
    )


def write_file(content: CheckedFile, filename: str | None) -> Stored:
    """Write a checked file into the store. Call it before the transaction, because it is slow.

    If the transaction is rolled back, the file is deleted after a day. Raises `StoreUnavailable`.
    """
    stored = Stored(
        key=new_key(),
        filename=tidy_name(filename, content.media_type),
        sha256=hashlib.sha256(content.data).hexdigest(),
        content=content,
    )
    store().write(stored.key, content.data)
    return stored


class Upload(Model):
    """The row that describes a file in the store. The file never changes."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    filename: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    # The number of pages of a PDF; the size of a picture in pixels.
    pages: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @classmethod
    def add(cls, stored: Stored) -> Self:
        """Add the row of a stored file, in the transaction of what it belongs to."""
        content = stored.content
        upload = cls(
            key=stored.key,
            filename=stored.filename,
            media_type=content.media_type,
            size=len(content.data),
            sha256=stored.sha256,
            pages=content.pages,
            width=content.width,
            height=content.height,
        )
        db.session.add(upload)
        return upload

    def read(self) -> bytes:
        """Return the bytes of the file. Raises `StoreUnavailable`."""
        return store().read(self.key)

    @classmethod
    def known_keys(cls, keys: Collection[str]) -> set[str]:
        """Return those of the keys that have a row."""
        return set(db.session.scalars(select(cls.key).where(cls.key.in_(keys))))

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, which a browser may show instead of saving it."""
        return self.media_type.startswith("image/")
