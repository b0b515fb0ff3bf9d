"""Reads the journal of who did what when, newest first, a page at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import current_app
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.accounts.audit_labels import ADVISORS_ONLY, USER_DETAILS, act_in_words, details_in_words
from app.accounts.models import AuditEvent, Merchant, User
from app.clock import PARIS
from app.contracts import plans
from app.extensions import db
from app.language import lazy_gettext as _
from app.onboarding.desk.checklist import CHECKLIST
from app.onboarding.dialogue.models import DocumentKind
from app.onboarding.la_poste.models import LA_POSTE_ITEMS
from app.overview.searching import contains

FEW = 50
# What the values of details are called, unless they are words already.
VALUES: dict[str, dict[str, object]] = {
    "item": {item.slug: item.title for item in CHECKLIST},
    "thing": {item.code: item.title for item in LA_POSTE_ITEMS},
    "plan": {plan.code: plan.name for plan in plans.PLANS},
    "kind": {DocumentKind.PROOF: _("contrat ou facture"), DocumentKind.ANSWER: _("pièce jointe")},
}


@dataclass(frozen=True, slots=True)
class JournalFilter:
    """What to search for; empty fields match everything."""

    person: str = ""
    company: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One act, for display. `who` is None for what the program did by itself."""

    id: int
    at: datetime
    who: str | None
    company: str | None
    merchant_id: int | None
    what: str
    details: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """Lines, newest first, and the id after which older ones follow, if there are any."""

    lines: list[JournalLine]
    older_than: int | None


def all_acts() -> Select[AuditEvent]:
    """Return the query of all acts, for advisors."""
    return select(AuditEvent)


def acts_about(merchant: Merchant) -> Select[AuditEvent]:
    """Return the query of the acts in or for a company, for advisors."""
    return select(AuditEvent).where(AuditEvent.merchant_id == merchant.id)


def acts_for_owner(merchant: Merchant) -> Select[AuditEvent]:
    """As `acts_about`, but only what the company's owner may read."""
    return acts_about(merchant).where(AuditEvent.act.not_in(ADVISORS_ONLY))


def filter_acts(acts: Select[AuditEvent], wanted: JournalFilter) -> Select[AuditEvent]:
    """Return the query of those acts that match the filter."""
    if wanted.person:
        named = or_(contains(User.name, wanted.person), contains(User.email, wanted.person))
        acts = acts.where(_one_of(AuditEvent.actor_id, select(User.id).where(named)))
    if wanted.company:
        named = contains(Merchant.company, wanted.company)
        acts = acts.where(_one_of(AuditEvent.merchant_id, select(Merchant.id).where(named)))
    if wanted.act:
        acts = acts.where(AuditEvent.act == wanted.act)
    if wanted.since:
        acts = acts.where(AuditEvent.at >= datetime.combine(wanted.since, time.min, PARIS))
    if wanted.until:
        acts = acts.where(AuditEvent.at <= datetime.combine(wanted.until, time.max, PARIS))
    return acts


def read_page(acts: Select[AuditEvent], before: int | None = None, size: int = 0) -> JournalPage:
    """Return the newest acts, or those before the one with the id `before`.

    `size` is the number of lines, by default `ROWS_PER_PAGE`. The query uses no OFFSET and no
    count, so the last page is as fast as the first.
    """
    size = size or current_app.config["ROWS_PER_PAGE"]
    place = tuple_(AuditEvent.at, AuditEvent.id)
    if before:
        there = acts.where(AuditEvent.id == before).with_only_columns(AuditEvent.at, AuditEvent.id)
        found = db.session.execute(there).first()
        acts = acts.where(place < tuple(found)) if found else acts
    newest = acts.order_by(AuditEvent.at.desc(), AuditEvent.id.desc()).limit(size + 1)
    people = (joinedload(AuditEvent.actor), joinedload(AuditEvent.merchant))
    events = list(db.session.scalars(newest.options(*people)))
    more = len(events) > size
    shown = events[:size]
    return JournalPage(_lines(shown), shown[-1].id if more else None)


def _one_of(column: InstrumentedAttribute[int | None], ids: Select[int]) -> ColumnElement[bool]:
    """Return the condition that a column is one of these ids.

    For a few ids the column's index is used. For many, the database should scan the newest events
    instead of sorting all that match: `column + 0` makes it ignore the index.
    """
    few = db.session.scalars(ids.limit(FEW + 1)).all()
    return column.in_(few) if len(few) <= FEW else (column + 0).in_(ids)


def _lines(events: list[AuditEvent]) -> list[JournalLine]:
    names = _names(events)
    return [
        JournalLine(
            id=event.id,
            at=event.at,
            who=event.actor.name if event.actor else None,
            company=event.merchant.company if event.merchant else None,
            merchant_id=event.merchant_id,
            what=act_in_words(event.act),
            details=details_in_words(event.details, names, VALUES),
        )
        for event in events
    ]


def _names(events: Iterable[AuditEvent]) -> dict[int, str]:
    """Return the names of users whose ids are in the details."""
    ids = {int(event.details[key]) for event in events for key in USER_DETAILS & set(event.details)}
    if not ids:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
