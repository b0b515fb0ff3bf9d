"""The forms of a range: its numbers, what the certificate says beside them, its certificate."""

from dataclasses import replace

from wtforms import TextAreaField
from wtforms import validators as v

from app.contracts.forms import HolderNumbers
from app.forms import TextField, tidy
from app.language import lazy_gettext as _
from app.ranges.fields import IssuerField
from app.ranges.models import Issuer
from app.renewals.checks import Stated
from app.renewals.forms import CertificateForm, QuantityField, RangeEnds
from app.renewals.recording.record import Answers
from app.uploads.fields import DocumentField


class RangeForm(RangeEnds, HolderNumbers):
    """The new range, its ends named as Sendcloud names them."""

    first_free = TextField(
        _("Premier numéro encore libre"),
        description=_("Vide : le premier. À changer si des numéros de la plage ont déjà servi."),
        longest=40,
    )

    # Only for a new range; if nothing is chosen, the issuer of the range before.
    issuer = IssuerField(_("Qui donnera ces numéros ?"), [v.Optional()])

    # The rest of the certificate, where only a person can read it.
    count = QuantityField(
        _("Nombre de numéros"),
        [v.Optional()],
        description=_("Comme sur le certificat, s'il le dit."),
    )
    tracking_account = TextField(
        _("Compte de suivi"),
        description=_("Comme sur le certificat, s'il y figure : 6 chiffres."),
        longest=20,
    )
    coclico = TextField(
        _("N° COCLICO"),
        description=_("Comme sur le certificat, s'il y figure : 8 chiffres."),
        longest=20,
    )
    # The trace of the objections that were named beside the tick.
    seen = TextField(_("Je confirme malgré ce qui ne concorde pas"), longest=64)

    # Whether another merchant's range is in the way, which may be contested; set where that is found.
    is_contestable = False

    @property
    def stated(self) -> Stated:
        """What the certificate says beside its two numbers, as typed; without what cannot be read."""
        return Stated(
            None if self.count.errors else self.count.data,
            None if self.tracking_account.errors else self.tracking_account.data or None,
            None if self.coclico.errors else self.coclico.data or None,
        )

    @property
    def answers(self) -> Answers:
        """What was said of these numbers; an issuer that does not exist is as none."""
        known = self.issuer.data and not self.issuer.errors
        return Answers(
            issuer=Issuer(self.issuer.data) if known else None, seen=self.seen.data or ""
        )

    @property
    def names_the_rest(self) -> bool:
        """Whether anything beside the numbers was typed, or refused."""
        return any(
            field.data or field.errors
            for field in (self.count, self.tracking_account, self.coclico)
        )

    @property
    def bounds_typed(self) -> tuple[str, str, str]:
        """The three numbers as typed; the first one is free if nothing else is said."""
        first, last = self.first.data or "", self.last.data or ""
        return first, last, self.first_free.data or first


class ReasonedRangeForm(RangeForm):
    """For an advisor, who may record a doubtful range with a reason."""

    reason = TextAreaField(
        _("Motif, si vous confirmez malgré un doute"),
        [v.Length(max=500, message=_("%(max)d caractères au plus.", max=500))],
        filters=[tidy],
    )

    @property
    def answers(self) -> Answers:
        """The reason answers all that speaks against the range."""
        return replace(super().answers, reason=self.reason.data or "")


class JoinedForm(CertificateForm):
    """The certificate of a recorded range: kept whether it can be read or not."""

    file = DocumentField(_("Certificat (PDF ou photo)"))
