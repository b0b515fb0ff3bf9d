"""A renewal: La Poste's form, its link, its certificate, the new range. Each step has its moment."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import EMAIL_LENGTH, User, record
from app.clock import now
from app.contracts.models import Contract
from app.database import Model
from app.extensions import db
from app.ranges.models import NumberRange
from app.ranges.reserve import Reserve
from app.renewals import estimate
from app.renewals.certificate.parse import LONGEST_TEXT
from app.renewals.la_poste_form import (
    AGAIN_MINUTES,
    CERTIFICATE_HOURS,
    LINK_ASKED_MINUTES,
    LINK_MINUTES,
)
from app.uploads.models import Stored, Upload


class Moment(StrEnum):
    """What a renewal waits for."""

    FORM = "form"
    LINK = "link"
    CERTIFICATE = "certificate"
    # La Poste has refused: the form is to be corrected and sent again.
    CORRECTION = "correction"
    RANGE = "range"
    NOTHING = "nothing"


class Abandoned(Exception):
    """The renewal is over: nothing is noted about it any more."""


LONGEST_REFUSAL = 1_000

_OPEN = text("recorded_at IS NULL AND abandoned_at IS NULL")


class Renewal(Model):
    """One renewal, from La Poste's form to the recorded range. A contract has at most one open."""

    __tablename__ = "renewal"
    __table_args__ = (
        CheckConstraint("yearly_estimate >= 0", name="yearly_estimate"),
        CheckConstraint("recorded_at IS NULL OR range_id IS NOT NULL", name="recorded"),
        CheckConstraint(
            "refused_at IS NULL OR (refused_by_id IS NOT NULL AND refusal_reason IS NOT NULL)",
            name="refused",
        ),
        Index(
            "uq_renewal_open",
            "contract_id",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey(Contract.id), index=True)
    started_at: Mapped[datetime] = mapped_column(default=now)
    started_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    # What may be changed of the form; its other fields come from the contract.
    yearly_estimate: Mapped[int | None]
    email: Mapped[str] = mapped_column(String(EMAIL_LENGTH))
    # As La Poste wants them, where that differs from the contract; None: as in the contract.
    coclico: Mapped[str | None] = mapped_column(String(8))
    tracking_account: Mapped[str | None] = mapped_column(String(6))
    # The four moments.
    submitted_at: Mapped[datetime | None]
    submitted_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    recorded_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    range_id: Mapped[int | None] = mapped_column(ForeignKey(NumberRange.id))
    # The text of the certificate, to be shown beside what was found in it.
    certificate_text: Mapped[str | None] = mapped_column(Text)
    # Its file, where it came as one that is kept.
    certificate_upload_id: Mapped[int | None] = mapped_column(ForeignKey(Upload.id))
    # La Poste's refusal, until the form is sent again; its reason stays to be read.
    refused_at: Mapped[datetime | None]
    refused_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    refusal_reason: Mapped[str | None] = mapped_column(String(LONGEST_REFUSAL))
    # The slug of the form's field that it is about; None where the mail names none.
    refused_field: Mapped[str | None] = mapped_column(String(20))
    abandoned_at: Mapped[datetime | None]
    abandoned_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    # Mails about it that went out.
    link_reminded_at: Mapped[datetime | None]
    certificate_reminded_at: Mapped[datetime | None]
    range_reminded_at: Mapped[datetime | None]
    refusal_reminded_at: Mapped[datetime | None]

    contract: Mapped[Contract] = relationship()
    range: Mapped[NumberRange | None] = relationship()
    started_by: Mapped[User] = relationship(foreign_keys=[started_by_id])
    certificate_upload: Mapped[Upload | None] = relationship()

    @classmethod
    def open_of(cls, contract: Contract) -> Self | None:
        """The open renewal of a contract."""
        going_on = select(cls).where(cls.contract_id == contract.id, *cls.is_going_on())
        return db.session.scalar(going_on)

    @classmethod
    def of(cls, contract: Contract) -> list[Self]:
        """Every renewal of a contract, the newest first."""
        own = select(cls).where(cls.contract_id == contract.id)
        return list(db.session.scalars(own.order_by(cls.id.desc())))

    @classmethod
    def is_going_on(cls) -> tuple[ColumnElement[bool], ...]:
        """`is_open` as conditions of a query."""
        return cls.recorded_at.is_(None), cls.abandoned_at.is_(None)

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor given up."""
        return self.recorded_at is None and self.abandoned_at is None

    @property
    def waits_for(self) -> Moment:
        """The next of the four moments; one that is noted implies those before it.

        A refusal holds until the form is sent again, or a certificate comes all the same.
        """
        if not self.is_open:
            return Moment.NOTHING
        if self.received_at:
            return Moment.RANGE
        if self.refused_at:
            return Moment.CORRECTION
        if self.confirmed_at:
            return Moment.CERTIFICATE
        return Moment.LINK if self.submitted_at else Moment.FORM

    @property
    def link_expected_at(self) -> datetime | None:
        """When La Poste's mail with the link has come at the latest, as a rule."""
        wait = timedelta(minutes=LINK_MINUTES)
        return self.submitted_at + wait if self.submitted_at else None

    @property
    def is_link_late(self) -> bool:
        """Whether it is time to ask if La Poste's link has come."""
        return self._waits_for_link_since(LINK_ASKED_MINUTES)

    @property
    def is_link_missing(self) -> bool:
        """Whether La Poste's link is so late that the form is better validated again."""
        return self._waits_for_link_since(AGAIN_MINUTES)

    def _waits_for_link_since(self, minutes: int) -> bool:
        if self.waits_for is not Moment.LINK or self.submitted_at is None:
            return False
        return self.submitted_at + timedelta(minutes=minutes) <= now()

    @property
    def certificate_until(self) -> datetime | None:
        """Until when La Poste sends the certificate, at the latest."""
        wait = timedelta(hours=CERTIFICATE_HOURS)
        return self.confirmed_at + wait if self.confirmed_at else None

    @property
    def is_late(self) -> bool:
        """Whether the certificate should have come by now."""
        until = self.certificate_until
        return self.waits_for is Moment.CERTIFICATE and until is not None and until <= now()

    @property
    def may_be_prepared(self) -> bool:
        """Whether the form has still to be sent, for the first time or after a refusal."""
        return self.waits_for in (Moment.FORM, Moment.CORRECTION)

    def prepare(self, *, yearly_estimate: int | None, email: str, by: User) -> bool:
        """Change what the form will say; False once La Poste has it, as from an old page."""
        if not self.may_be_prepared:
            return False
        if (self.yearly_estimate, self.email) != (yearly_estimate, email):
            self.yearly_estimate, self.email = yearly_estimate, email
            self._record("prepared", by)
        return True

    @property
    def coclico_to_give(self) -> str:
        """The COCLICO that La Poste's form gets; empty where it is not known."""
        return self.coclico or self.contract.coclico or ""

    @property
    def account_to_give(self) -> str:
        """The *compte de suivi* that La Poste's form gets; empty where it is not known."""
        return self.tracking_account or self.contract.tracking_account or ""

    def correct_holder(self, *, coclico: str, tracking_account: str, by: User) -> bool:
        """Give La Poste other numbers than the contract has, after a refusal; False without one.

        The contract itself was verified by an advisor and stays as it is.
        """
        if self.waits_for is not Moment.CORRECTION:
            return False
        if (self.coclico_to_give, self.account_to_give) != (coclico, tracking_account):
            contract = self.contract
            self.coclico = coclico if coclico != contract.coclico else None
            self.tracking_account = (
                tracking_account if tracking_account != contract.tracking_account else None
            )
            self._record("holder_corrected", by)
        return True

    def submit(self, by: User) -> bool:
        """Note that La Poste's form was sent; False if that was noted before."""
        if self.waits_for is not Moment.FORM:
            return False
        self.submitted_at, self.submitted_by_id = now(), by.id
        self._record("submitted", by)
        return True

    @property
    def submission(self) -> str:
        """Identifies the last submission of the form, so that one sent twice counts once."""
        return self.submitted_at.isoformat() if self.submitted_at else ""

    @property
    def may_be_submitted_again(self) -> bool:
        """Whether La Poste has the form and has not answered it with a certificate."""
        return self.waits_for in (Moment.LINK, Moment.CERTIFICATE, Moment.CORRECTION)

    def submit_again(self, missed: str, email: str, by: User) -> bool:
        """Note that the form was sent again, replacing the submission `missed`; False if not that one.

        No link came, or the address was wrong: the wait for link and certificate begins again.
        """
        if not self.may_be_submitted_again or missed != self.submission:
            return False
        changed = {"address": "changed"} if email != self.email else {}
        self.email = email
        self.submitted_at, self.submitted_by_id = now(), by.id
        self.confirmed_at = self.confirmed_by_id = self.link_reminded_at = None
        self.certificate_reminded_at = None
        self.refused_at = self.refused_by_id = self.refusal_reminded_at = None
        self._record("submitted_again", by, **changed)
        return True

    @property
    def may_be_refused(self) -> bool:
        """Whether La Poste has the form, so that it may have refused it."""
        return self.waits_for in (Moment.LINK, Moment.CERTIFICATE, Moment.RANGE)

    def refuse(self, reason: str, field: str | None, by: User) -> bool:
        """Note that La Poste has refused, in its words; `field` is a slug of the form, None if unclear.

        What was taken for a certificate was none, then. False where nothing can be refused.
        """
        if not self.may_be_refused:
            return False
        self.refused_at, self.refused_by_id = now(), by.id
        self.refusal_reason, self.refused_field = reason, field
        self.received_at = self.received_by_id = self.range_reminded_at = None
        self.certificate_text = self.certificate_upload = None
        self._record("refused", by, **({"field": field} if field else {}))
        return True

    def confirm(self, by: User, *, submission: str | None = None) -> bool:
        """Note that the link was clicked; False if noted before, or if `submission` was replaced."""
        if self.waits_for not in (Moment.FORM, Moment.LINK):
            return False
        if submission is not None and submission != self.submission:
            return False
        self.confirmed_at, self.confirmed_by_id = now(), by.id
        self._record("confirmed", by)
        return True

    @property
    def has_certificate(self) -> bool:
        """Whether the certificate can be read or looked at."""
        return bool(self.certificate_text) or self.certificate_upload_id is not None

    @property
    def reminded_at(self) -> datetime | None:
        """When the reminder of its next step was sent; None if it was not."""
        return {
            Moment.LINK: self.link_reminded_at,
            Moment.CERTIFICATE: self.certificate_reminded_at,
            Moment.RANGE: self.range_reminded_at,
            Moment.CORRECTION: self.refusal_reminded_at,
        }.get(self.waits_for)

    def receive(self, certificate: str, by: User | None, file: Stored | None = None) -> None:
        """Note the certificate; a newer one replaces the one before.

        A picture on paper has a file and no text.
        """
        self._must_be_open()
        self.received_at, self.received_by_id = now(), by.id if by else None
        self.range_reminded_at = None
        self.certificate_upload = Upload.add(file) if file else None
        # One character more than is read, so that a text that was too long still says so.
        self.certificate_text = to_storable(certificate)[: LONGEST_TEXT + 1]
        self._record("received", by)

    def note_range(self, opened: NumberRange, by: User) -> bool:
        """End the renewal with its range; False if it has one. Call it with the contract locked."""
        if self.recorded_at:
            return False
        self._must_be_open()
        self.range, self.recorded_at, self.recorded_by_id = opened, now(), by.id
        self._record("recorded", by)
        return True

    def abandon(self, by: User) -> None:
        """Give it up, so that another may be begun."""
        if self.is_open:
            self.abandoned_at, self.abandoned_by_id = now(), by.id
            self._record("abandoned", by)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Abandoned

    def _record(self, act: str, by: User | None, **details: str) -> None:
        record(f"renewal.{act}", self, self.contract.merchant, by, **details)


def begin(contract: Contract, *, email: str, by: User) -> Renewal:
    """Begin a renewal, or return the open one. Call it with the contract locked.

    It begins with the yearly estimate that the forecast proposes.
    """
    going_on = Renewal.open_of(contract)
    if going_on:
        return going_on
    proposed = estimate.yearly_estimate(Reserve.of(contract)).quantity
    renewal = Renewal(contract=contract, email=email, yearly_estimate=proposed, started_by=by)
    db.session.add(renewal)
    record("renewal.begun", renewal, contract.merchant, by)
    return renewal


def to_storable(text: str) -> str:
    """The text without null characters and lone surrogates, which databases refuse."""
    return text.encode(errors="replace").decode().replace("\0", "")
