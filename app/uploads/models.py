"""The row that stands for a file."""

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
from app.uploads.content import Checked, Limits, check
from app.uploads.names import LONGEST_NAME, tidy_name
from app.uploads.store import new_key, store


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that was written and has no row yet: `Upload.add` gives it one."""

    key: str
    filename: str
    sha256: str
    content: Checked


def check_upload(data: bytes) -> Checked:
    """Check a file against the settings; raises a `Refused`."""
    config = current_app.config
    return check(
        data,
        Limits(config["UPLOAD_MEGABYTES"], config["UPLOAD_PAGES"], config["UPLOAD_MEGAPIXELS"]),
    )


def write_file(content: Checked, filename: str | None) -> Stored:
    """Write a checked file into the store. Do it before the transaction: it takes its time.

    If that is rolled back, the file is swept away after a day. Raises `StoreUnavailable`.
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
    """One file in the store. Its bytes never change."""

    __tablename__ = "upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(60), unique=True)
    filename: Mapped[str] = mapped_column(String(LONGEST_NAME))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]  # bytes
    sha256: Mapped[str] = mapped_column(String(64))
    # Of a PDF its pages, of a picture its size.
    pages: Mapped[int | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=now)

    @classmethod
    def add(cls, stored: Stored) -> Self:
        """Give a file its row, in the transaction of the fact that it belongs to."""
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
        """What the file holds. Raises `StoreUnavailable`."""
        return store().read(self.key)

    @classmethod
    def known_keys(cls, keys: Collection[str]) -> set[str]:
        """Those of the keys that have a row."""
        return set(db.session.scalars(select(cls.key).where(cls.key.in_(keys))))

    @property
    def is_picture(self) -> bool:
        """Whether a browser may show it in its window."""
        return self.media_type.startswith("image/")
