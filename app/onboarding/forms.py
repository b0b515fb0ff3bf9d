"""The forms of the steps and of the activation."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from flask import current_app
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField, TextAreaField
from wtforms import validators as v

from app.accounts.forms import check_email
from app.contracts import numbers, plans
from app.contracts.models import LINE, Contract
from app.forms import Form, TextField, tidy
from app.language import gettext
from app.language import lazy_gettext as _

if TYPE_CHECKING:
    from app.onboarding.journey import Journey

DEMO = "demo"
YES, NO = "yes", "no"
SUPPORT, KNOWN = "support", "known"


class StepForm(Form):
    """The form of one step of the journey."""

    def start(self, journey: "Journey") -> None:
        """Show what is known already, on a page that was not sent yet."""


class PlanForm(StepForm):
    """Which plan is active, or a demonstration."""

    plan = RadioField(
        _("Quel abonnement est actif ?"),
        [v.InputRequired(_("Choisissez votre abonnement, ou demandez une démonstration."))],
        choices=[
            *(SelectChoice(plan.code, plan.name) for plan in plans.PLANS),
            SelectChoice(DEMO, _("Je ne sais pas encore : demander une démonstration")),
        ],
        validate_choice=False,
    )

    def validate_plan(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in {choice.value for choice in field.choices}:
            raise v.ValidationError(gettext("Choisissez un abonnement de la liste."))

    def start(self, journey: "Journey") -> None:
        """Tick the plan that was confirmed, or the demonstration that was asked for."""
        asked = DEMO if journey.plan.is_asked else None
        self.plan.data = journey.plan.plan_code or asked

    @property
    def wants_demo(self) -> bool:
        """Whether to write to sales instead of confirming a plan."""
        return bool(self.plan.data == DEMO)


class NumberFields(Form):
    """The numbers of a contract; each may be unknown, where the form has a box for that."""

    coclico = TextField(
        _("N° COCLICO"),
        description=_(
            "Votre numéro de client, en haut à droite des factures de La Poste. "
            "Jusqu'à 8 chiffres : les zéros de gauche sont ajoutés."
        ),
        longest=20,
    )
    contract_number = TextField(
        _("Numéro de contrat"),
        description=_("Sur le contrat port payé, souvent de la forme D-1234567-8."),
        longest=20,
    )
    tracking_account = TextField(
        _("Compte de suivi"),
        description=_("6 chiffres. La Poste le donne avec l'accès aux numéros de suivi."),
        longest=20,
    )
    site_name = TextField(
        _("Site de dépôt"),
        [v.DataRequired(_("Indiquez où vous déposez : par exemple « Lyon PIC »."))],
        description=_("Le bureau ou la plateforme où vous remettez le courrier."),
        longest=LINE,
    )
    site_code = TextField(
        _("Code du site de dépôt"),
        description=_("Le code que La Poste donne à ce site, sur votre contrat."),
        longest=10,
    )

    def validate_coclico(self, field: StringField) -> None:
        """Up to 8 digits, completed with zeros."""
        _read(field, numbers.read_coclico, gettext("8 chiffres au plus, par exemple 12345"))

    def validate_tracking_account(self, field: StringField) -> None:
        """6 digits."""
        _read(field, numbers.read_tracking_account, gettext("6 chiffres, par exemple 604217"))

    def validate_site_code(self, field: StringField) -> None:
        """Letters and digits: the slip's DataMatrix carries it."""
        if field.data and not (field.data.isascii() and field.data.isalnum()):
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient un signe inattendu : lettres sans accent et chiffres "
                    "seulement.",
                    read=field.data,
                )
            )
        field.data = field.data.upper() if field.data else field.data

    def validate_contract_number(self, field: StringField) -> None:
        """Letters, digits and dashes: the form La Poste gives it is not certain."""
        signs = (field.data or "").replace("-", "").replace(" ", "")
        if signs and not (signs.isascii() and signs.isalnum()):
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient un signe inattendu : lettres, chiffres et tirets "
                    "seulement.",
                    read=field.data,
                )
            )
        field.data = field.data.upper() if field.data else field.data

    def fill(self, contract: Contract) -> None:
        """Write the numbers into the contract; an empty one is not known yet."""
        contract.coclico = self.coclico.data or None
        contract.contract_number = self.contract_number.data or None
        contract.tracking_account = self.tracking_account.data or None
        contract.set_site(self.site_name.data or "", self.site_code.data or None)

    def start_from(self, contract: Contract) -> None:
        """Show the numbers that the contract has."""
        for name in ("coclico", "contract_number", "tracking_account"):
            self[name].data = getattr(contract, name)
        if contract.site:
            self.site_name.data, self.site_code.data = contract.site.name, contract.site.code


class PortPayeForm(NumberFields, StepForm):
    """What the contract says, or that there is none yet."""

    NUMBERS = ("coclico", "contract_number", "tracking_account", "site_code")
    SENDER = ("sender_name", "sender_complement", "sender_street", "sender_postcode", "sender_town")

    contract = HiddenField()
    coclico_unknown = BooleanField(_("Je ne l'ai pas encore"))
    contract_number_unknown = BooleanField(_("Je ne l'ai pas encore"))
    tracking_account_unknown = BooleanField(_("Je ne l'ai pas encore"))
    site_code_unknown = BooleanField(_("Je ne l'ai pas encore"))
    sender_name = TextField(
        _("Nom de l'expéditeur"),
        [v.DataRequired(_("Indiquez le nom à imprimer comme expéditeur."))],
        longest=LINE,
    )
    sender_complement = TextField(_("Complément d'adresse"), longest=LINE)
    sender_street = TextField(
        _("Numéro et rue"),
        [v.DataRequired(_("Indiquez le numéro et la rue de l'expéditeur."))],
        longest=LINE,
    )
    sender_postcode = TextField(
        _("Code postal"),
        [
            v.DataRequired(_("Indiquez le code postal.")),
            v.Regexp(r"^\d{5}$", message=_("Un code postal compte 5 chiffres, par exemple 69002.")),
        ],
        longest=10,
    )
    sender_town = TextField(
        _("Ville"), [v.DataRequired(_("Indiquez la ville."))], longest=LINE - len("69002 ")
    )

    def start(self, journey: "Journey") -> None:
        """Show what was told before; the company's name is known from sign-up."""
        contract = journey.contract
        self.start_from(contract)
        for name in self.SENDER:
            self[name].data = getattr(contract, name)
        self.sender_name.data = contract.sender_name or journey.merchant.company[:LINE]
        if contract.is_described:
            for name in self.NUMBERS:
                self[f"{name}_unknown"].data = not self[name].data

    @property
    def has_contract(self) -> bool:
        """Whether a contract exists; otherwise the merchant waits for La Poste."""
        return bool(self.contract.data != NO)

    def validate(self, extra_validators: Any = None) -> bool:
        """Without a contract nothing is asked; with one, each number or its box."""
        if not self.has_contract:
            return True
        valid = bool(super().validate(extra_validators))
        unanswered = [
            name
            for name in self.NUMBERS
            if not self[name].data and not self[f"{name}_unknown"].data
        ]
        for name in unanswered:
            self[name].errors = [
                *self[name].errors,
                gettext("Indiquez ce numéro, ou cochez « Je ne l'ai pas encore »."),
            ]
        if self.only_checks:
            self.forgive_what_is_empty()
        return valid and not unanswered

    def fill(self, contract: Contract) -> None:
        """Write the numbers and the sender's address into the contract."""
        super().fill(contract)
        for name in self.SENDER:
            setattr(contract, name, self[name].data or None)


class AdvisorForm(StepForm):
    """Whom to write to. The mail goes only to the one for whom it was shown."""

    advisor = RadioField(
        _("Connaissez-vous votre conseiller Sendcloud ?"),
        [v.InputRequired(_("Choisissez à qui écrire."))],
        choices=[
            SelectChoice(SUPPORT, _("Non : écrire au support de Sendcloud")),
            SelectChoice(KNOWN, _("Oui : lui écrire directement")),
        ],
    )
    email = StringField(_("E-mail de votre conseiller"), [v.Optional()], filters=[tidy])
    shown_to = HiddenField()

    def start(self, journey: "Journey") -> None:
        """Below Premium support is the usual way, so it is chosen beforehand."""
        plan = journey.plan.plan
        self.advisor.data = KNOWN if plan and plan.has_personal_advisor else SUPPORT
        self.shown_to.data = self.recipient

    def validate_email(self, field: StringField) -> None:
        """An address at Sendcloud: the request carries the company's data."""
        if self.advisor.data != KNOWN:
            return
        check_email(self, field)
        domains: tuple[str, ...] = current_app.config["ADVISOR_MAIL_DOMAINS"]
        if field.data.rpartition("@")[2] not in domains:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » n'est pas une adresse de Sendcloud (%(domains)s). Recopiez celle "
                    "de votre conseiller, ou choisissez le support.",
                    read=field.data,
                    domains=", ".join(domains),
                )
            )

    @property
    def recipient(self) -> str:
        """Where the mail goes as the form stands; empty while the address is missing."""
        if self.advisor.data == KNOWN:
            return self.email.data or ""
        return str(current_app.config["SUPPORT_EMAIL"])

    @property
    def only_checks(self) -> bool:
        """Sent to be looked at, or for another person than the one whose mail was shown."""
        return super().only_checks or self.shown_to.data != self.recipient

    def validate(self, extra_validators: Any = None) -> bool:
        """A known advisor has an address."""
        valid = bool(super().validate(extra_validators))
        if self.advisor.data == KNOWN and not self.email.data:
            self.email.errors = [gettext("Indiquez l'adresse e-mail de votre conseiller.")]
            return False
        return valid


class ActivationForm(NumberFields):
    """What an advisor completes and the first range."""

    NEEDED = ("coclico", "contract_number", "tracking_account")

    first = TextField(
        _("Premier numéro de la plage"),
        [v.DataRequired(_("Indiquez le premier numéro du certificat."))],
        longest=40,
    )
    last = TextField(
        _("Dernier numéro de la plage"),
        [v.DataRequired(_("Indiquez le dernier numéro du certificat."))],
        longest=40,
    )
    first_free = TextField(
        _("Premier numéro encore libre"),
        [v.DataRequired(_("Indiquez le premier numéro encore libre."))],
        description=_(
            "Plage neuve : le premier numéro. Plage entamée : celui qui suit le dernier utilisé."
        ),
        longest=40,
    )
    reason = TextAreaField(
        _("Motif, si vous confirmez malgré un doute"), [v.Length(max=500)], filters=[tidy]
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """An active contract has all three of its numbers: labels and slips carry them."""
        valid = bool(super().validate(extra_validators))
        missing = [name for name in self.NEEDED if not self[name].data]
        for name in missing:
            self[name].errors = [
                *self[name].errors,
                gettext(
                    "Ce numéro manque encore : il figure sur les étiquettes ou les bordereaux."
                ),
            ]
        if self.only_checks:
            self.forgive_what_is_empty()
        return valid and not missing


def _read(field: StringField, read: Callable[[str], str], wanted: str) -> None:
    """Replace what was typed by the number it means, or say what was read and what to write."""
    if not field.data:
        return
    try:
        field.data = read(field.data)
    except numbers.WrongNumber as error:
        if error.digits_read is None:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient autre chose que des chiffres. Attendu : %(wanted)s.",
                    read=field.data,
                    wanted=wanted,
                )
            ) from None
        raise v.ValidationError(
            gettext(
                "« %(read)s » compte %(count)d chiffres. Attendu : %(wanted)s.",
                read=field.data,
                count=error.digits_read,
                wanted=wanted,
            )
        ) from None
