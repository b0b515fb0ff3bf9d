"""The journal: who did what when. Read from the newest on, a stretch at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from flask import current_app
from sqlalchemy import ColumnElement, Select, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.accounts.audit_labels import OF_A_PERSON, OF_ADVISORS_ONLY, act_in_words, details_in_words
from app.accounts.models import AuditEvent, Merchant, User
from app.clock import PARIS
from app.contracts import plans
from app.extensions import db
from app.language import lazy_gettext as _
from app.onboarding.desk.checklist import CHECKLIST
from app.onboarding.dialogue.models import DocumentKind
from app.onboarding.la_poste.models import LA_POSTE_ITEMS
from app.overview.searching import holds

FEW = 50
# What the values of a detail are called where they are not words already.
VALUES: dict[str, dict[str, object]] = {
    "item": {item.slug: item.title for item in CHECKLIST},
    "thing": {item.code: item.title for item in LA_POSTE_ITEMS},
    "plan": {plan.code: plan.name for plan in plans.PLANS},
    "kind": {DocumentKind.PROOF: _("contrat ou facture"), DocumentKind.ANSWER: _("pièce jointe")},
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty is not."""

    person: str = ""
    company: str = ""
    act: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One act in words. Nobody did what the program did by itself."""

    id: int
    at: datetime
    who: str | None
    company: str | None
    merchant_id: int | None
    what: str
    details: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines, the newest first, and after which one older lines follow, if any do."""

    lines: list[Line]
    older_than: int | None


def everything() -> Select[AuditEvent]:
    """Every act, for advisors."""
    return select(AuditEvent)


def about(merchant: Merchant) -> Select[AuditEvent]:
    """What was done in a company or for it, for advisors."""
    return select(AuditEvent).where(AuditEvent.merchant_id == merchant.id)


def of_company(merchant: Merchant) -> Select[AuditEvent]:
    """The same, as its owner may read it."""
    return about(merchant).where(AuditEvent.act.not_in(OF_ADVISORS_ONLY))


def matching(acts: Select[AuditEvent], wanted: Wanted) -> Select[AuditEvent]:
    """Those of these acts that are looked for."""
    if wanted.person:
        named = or_(holds(User.name, wanted.person), holds(User.email, wanted.person))
        acts = acts.where(_one_of(AuditEvent.actor_id, select(User.id).where(named)))
    if wanted.company:
        named = holds(Merchant.company, wanted.company)
        acts = acts.where(_one_of(AuditEvent.merchant_id, select(Merchant.id).where(named)))
    if wanted.act:
        acts = acts.where(AuditEvent.act == wanted.act)
    if wanted.since:
        acts = acts.where(AuditEvent.at >= datetime.combine(wanted.since, time.min, PARIS))
    if wanted.until:
        acts = acts.where(AuditEvent.at <= datetime.combine(wanted.until, time.max, PARIS))
    return acts


def stretch(acts: Select[AuditEvent], before: int | None = None, size: int = 0) -> Stretch:
    """The newest of these acts, or those before one of them; `size` lines, by default a page.

    Nothing is counted and nothing skipped: the last line costs as much as the first.
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
    return Stretch(_lines(shown), shown[-1].id if more else None)


def _one_of(column: InstrumentedAttribute[int | None], ids: Select[int]) -> ColumnElement[bool]:
    """Whether a column names one of these.

    The lines of a few are found by an index. Those of many would all have to be put in order; the
    newest lines are looked through instead, which a sum makes the database do: it has no index.
    """
    few = db.session.scalars(ids.limit(FEW + 1)).all()
    return column.in_(few) if len(few) <= FEW else (column + 0).in_(ids)


def _lines(events: list[AuditEvent]) -> list[Line]:
    names = _names(events)
    return [
        Line(
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
    """The names of the people that the details speak of by their numbers."""
    ids = {int(event.details[key]) for event in events for key in OF_A_PERSON & set(event.details)}
    if not ids:
        return {}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())
