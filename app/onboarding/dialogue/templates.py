"""Question templates: what advisors ask often, in both languages."""

from datetime import datetime
from typing import Self

from sqlalchemy import ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models import User, record
from app.clock import now
from app.database import LARGEST_ID, Model
from app.extensions import db

LONGEST_TITLE = 80


class QuestionTemplate(Model):
    """A question template; an archived one is no longer offered."""

    __tablename__ = "question_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    title_fr: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    title_en: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    text_fr: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(default=now)
    written_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    archived_at: Mapped[datetime | None]
    archived_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    @classmethod
    def active(cls) -> list[Self]:
        """The templates that are not archived, by their French title."""
        live = select(cls).where(cls.archived_at.is_(None)).order_by(cls.title_fr, cls.id)
        return list(db.session.scalars(live))

    @classmethod
    def active_by_id(cls, template_id: int | None) -> Self | None:
        """The template with this id; None if there is none, or it is archived."""
        found = db.session.get(cls, template_id) if 0 < (template_id or 0) <= LARGEST_ID else None
        return found if found and found.archived_at is None else None

    def title(self, language: str) -> str:
        """The title in this language: `fr` or `en`."""
        return self.title_en if language == "en" else self.title_fr

    def text(self, language: str) -> str:
        """The question in this language: `fr` or `en`."""
        return self.text_en if language == "en" else self.text_fr

    def write(self, title: dict[str, str], text: dict[str, str], by: User) -> None:
        """Set titles and texts, each by language, and add the template to the session."""
        self.title_fr, self.title_en = title["fr"], title["en"]
        self.text_fr, self.text_en = text["fr"], text["en"]
        self.written_at, self.written_by_id = now(), by.id
        db.session.add(self)
        record("question_template.written", self, None, by)

    def archive(self, by: User) -> bool:
        """Archive it; return False if it is archived already."""
        if self.archived_at is not None:
            return False
        self.archived_at, self.archived_by_id = now(), by.id
        record("question_template.archived", self, None, by)
        return True
