"""The form of a range: its two numbers, and what the certificate says beside them."""

from dataclasses import replace

from wtforms import RadioField, TextAreaField
from wtforms import validators as v
from wtforms.fields.choices import SelectChoice

from app.contracts.forms import HolderNumbers
from app.forms import TextField, tidy
from app.language import lazy_gettext as _
from app.ranges.models import Issuer
from app.renewals.checks import Stated
from app.renewals.forms import CertificateForm, QuantityField
from app.renewals.recording.record import Answers
from app.uploads.fields import DocumentField


class RangeForm(HolderNumbers):
    """The new range, under La Poste's and Sendcloud's names of its ends."""

    first = TextField(
        _("Début de votre réserve de numéros de suivi"),
        [v.DataRequired(_("Indiquez le premier numéro du certificat."))],
        longest=40,
    )
    last = TextField(
        _("Fin de votre réserve de numéros de suivi"),
        [v.DataRequired(_("Indiquez le dernier numéro du certificat."))],
        longest=40,
    )
    first_free = TextField(
        _("Premier numéro encore libre"),
        description=_("Vide : le premier. À changer si des numéros de la plage ont déjà servi."),
        longest=40,
    )

    # Only where a new range is recorded; left alone, it is as of the range before.
    issuer = RadioField(
        _("Qui donnera ces numéros ?"),
        [
            v.Optional(),
            v.AnyOf(list(Issuer), message=_("Choisissez qui donne ces numéros.")),
        ],
        choices=[
            SelectChoice(Issuer.SILLAGE.value, "Sillage"),
            SelectChoice(Issuer.SENDCLOUD.value, "Sendcloud"),
        ],
        validate_choice=False,
    )

    # The rest of the certificate, where nobody but a person can read it.
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
    # The trace of the contradictions that were named beside the tick.
    seen = TextField(_("Je confirme malgré ce qui ne concorde pas"), longest=64)

    @property
    def stated(self) -> Stated:
        """What the certificate says beside its two numbers, as typed; what cannot be read is not."""
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
        """The three numbers; a new range begins with its first."""
        first, last = self.first.data or "", self.last.data or ""
        return first, last, self.first_free.data or first


class ReasonedRangeForm(RangeForm):
    """For an advisor, who may know better than a key."""

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
    """The certificate of a range that is recorded already: to be kept, whether it can be read or not."""

    file = DocumentField(_("Certificat (PDF ou photo)"))
