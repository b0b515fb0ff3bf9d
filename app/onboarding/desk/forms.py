"""The activation form: numbers, dates, ticks and the first range."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms import validators as v

from app.clock import today
from app.contracts.forms import NumberFields
from app.contracts.models import Contract
from app.contracts.places import is_in_metropole
from app.forms import DayField, TextField, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.onboarding.desk.checklist import TICKED, ChecklistItem, checks
from app.ranges import messages
from app.ranges.bounds import Bounds, read_bounds
from app.ranges.fields import IssuerField
from app.ranges.findings import Finding
from app.ranges.models import Issuer
from app.uploads.fields import DocumentField

BOUNDS = ("first", "last", "first_free")
POSTCODE_OF_SITE = _("Code postal du site")


class ChangedMeanwhile(Exception):
    """Items have changed between the time they were shown and the time they were ticked."""

    def __init__(self, items: Sequence[ChecklistItem]) -> None:
        super().__init__(", ".join(item.slug for item in items))
        self.items = items


def check_site_postcode(form: Any, field: StringField) -> None:
    """Require five digits, in Métropole: La Poste takes single Lettre Suivie nowhere else."""
    if not field.data:
        return
    if not (len(field.data) == 5 and field.data.isascii() and field.data.isdigit()):
        raise v.ValidationError(
            gettext("« %(read)s » n'est pas un code postal : 5 chiffres.", read=field.data)
        )
    if not is_in_metropole(field.data):
        raise v.ValidationError(
            gettext(
                "« %(read)s » n'est pas en Métropole. La Lettre Suivie à l'unité ne se dépose que "
                "là : d'un site d'outre-mer, les zones de tarif seraient autres.",
                read=field.data,
            )
        )


class ActivationForm(NumberFields):
    """What an advisor verifies and completes, to save as a draft or to activate the contract."""

    NEEDED = (
        ("coclico", _("Ce numéro manque encore : il figure sur les bordereaux.")),
        ("contract_number", _("Ce numéro manque encore : il figure sur les étiquettes.")),
        ("tracking_account", _("Ce numéro manque encore : il figure sur les bordereaux.")),
        ("starts_on", _("Indiquez depuis quand le contrat vaut.")),
        ("site_name", _("Indiquez où le marchand dépose : par exemple « Lyon PIC ».")),
        ("first", _("Indiquez le premier numéro du certificat.")),
        ("last", _("Indiquez le dernier numéro du certificat.")),
        ("first_free", _("Indiquez le premier numéro encore libre.")),
    )

    starts_on = DayField(_("Début du contrat"))
    ends_on = DayField(_("Fin du contrat"), description=_("Vide s'il se reconduit."))
    site_postcode = TextField(POSTCODE_OF_SITE, [check_site_postcode], longest=10)
    first = TextField(_("Premier numéro de la plage"), longest=40)
    last = TextField(_("Dernier numéro de la plage"), longest=40)
    first_free = TextField(
        _("Premier numéro encore libre"),
        description=_(
            "Plage neuve : le premier numéro. Plage entamée : celui qui suit le dernier utilisé."
        ),
        longest=40,
    )
    issuer = IssuerField(
        _("Qui donne ces numéros ?"), [v.DataRequired()], default=Issuer.SILLAGE.value
    )
    certificate = DocumentField(
        _("Certificat de cette plage"),
        description=_("PDF ou photo. Il est gardé quand vous activez, et se retrouve à sa plage."),
    )
    reason = TextAreaField(
        _("Motif, si vous confirmez malgré un doute"),
        [v.Length(max=500, message=_("%(max)d caractères au plus.", max=500))],
        filters=[tidy],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate what is filled in; a draft may leave any field empty."""
        super().validate(extra_validators)
        if not self.site_name.data:
            self.site_name.errors = []
        start, end = self.starts_on.data, self.ends_on.data
        if start and end and end < start:
            self._add_error("ends_on", gettext("La fin vient avant le début."))
        return not self.errors

    def is_complete(self) -> bool:
        """Whether the contract can be activated; puts an error on every field that is missing."""
        for name, sentence in self.NEEDED:
            if not self[name].data and not self[name].errors:
                self._add_error(name, str(sentence))
        end: date | None = self.ends_on.data
        if end and end < today():
            self._add_error("ends_on", gettext("Ce contrat a pris fin : il ne peut être activé."))
        return not self.errors

    def read_range(self) -> tuple[Bounds | None, list[Finding]]:
        """The first range as typed, None if it cannot be read, and every finding about it."""
        return read_bounds(*(self[name].data or "" for name in BOUNDS))

    def show(self, findings: Sequence[Finding]) -> None:
        """Put each finding on its field, unless the field is empty."""
        for finding in findings:
            if finding.bound and self[finding.bound].data:
                self._add_error(finding.bound, messages.field_sentence(finding, is_advisor=True))

    def add_tick_errors(self, items: Sequence[ChecklistItem], sentence: str) -> None:
        """Put the same error on several ticks."""
        for item in items:
            self._add_error(_tick_field(item), sentence)

    @property
    def ticked(self) -> list[str]:
        """The slugs of the ticked items."""
        return [item.slug for item in TICKED if self[_tick_field(item)].data]

    def start_from(self, contract: Contract) -> None:
        """Fill in the contract, the ticks and the range of the draft."""
        super().start_from(contract)
        self.starts_on.data, self.ends_on.data = contract.starts_on, contract.ends_on
        self.site_postcode.data = contract.site.postcode if contract.site else None
        for name, noted in (contract.noted_range or {}).items():
            self[name].data = noted
        for check in checks(Answers.about(contract)):
            self[_tick_field(check.item)].data = check.is_verified

    def note_shown_values(self, answers: Answers) -> None:
        """Put a hash of each value beside its tick, for `check_shown_values` to compare."""
        for check in checks(answers, marks=()):
            self[_shown_field(check.item)].data = check.trace

    def check_shown_values(self, answers: Answers) -> None:
        """Raise `ChangedMeanwhile` if a ticked value is no longer the one that was shown."""
        changed = [
            check.item
            for check in checks(answers, marks=())
            if not check.item.is_typed
            and self[_tick_field(check.item)].data
            and (self[_shown_field(check.item)].data or check.trace) != check.trace
        ]
        if changed:
            for item in changed:
                self[_tick_field(item)].data = False
            raise ChangedMeanwhile(changed)

    def fill(self, contract: Contract) -> None:
        """Write everything except the ticks into the contract."""
        contract.coclico = self.coclico.data or None
        contract.contract_number = self.contract_number.data or None
        contract.tracking_account = self.tracking_account.data or None
        contract.starts_on, contract.ends_on = self.starts_on.data, self.ends_on.data
        if self.site_name.data:
            site = contract.set_site(self.site_name.data, self.site_code.data or None)
            site.postcode = self.site_postcode.data or None
        noted = {name: self[name].data for name in (*BOUNDS, "reason") if self[name].data}
        if self.issuer.data != self.issuer.default:
            noted["issuer"] = self.issuer.data
        contract.noted_range = noted or None

    def _add_error(self, name: str, sentence: str) -> None:
        self[name].errors = [*self[name].errors, sentence]


def _tick_field(item: ChecklistItem) -> str:
    return f"verified_{item.slug}"


def _shown_field(item: ChecklistItem) -> str:
    return f"seen_{item.slug}"


for _item in TICKED:
    setattr(ActivationForm, _tick_field(_item), BooleanField(_item.title))
    setattr(ActivationForm, _shown_field(_item), HiddenField())
