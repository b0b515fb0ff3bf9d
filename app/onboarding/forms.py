"""The forms of the steps."""

from typing import Any

from flask import current_app
from wtforms import BooleanField, HiddenField, SelectChoice, StringField
from wtforms import validators as v

from app.accounts.forms import check_email
from app.contracts import plans
from app.contracts.forms import NumberFields, SenderFields
from app.contracts.models import Contract
from app.forms import ChoiceField, Form, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers

DEMO = "demo"
YES, NO = "yes", "no"
SUPPORT, KNOWN = "support", "known"


class StepForm(Form):
    """The form of one step of the answers."""

    def start(self, answers: Answers) -> None:
        """Show what is known already, on a page that was not sent yet."""


class PlanForm(StepForm):
    """Which plan is active, or a demonstration."""

    plan = ChoiceField(
        _("Quel abonnement est actif ?"),
        missing=_("Choisissez votre abonnement, ou demandez une démonstration."),
        choices=[
            *(SelectChoice(plan.code, plan.name) for plan in plans.PLANS),
            SelectChoice(DEMO, _("Je ne sais pas encore : demander une démonstration")),
        ],
    )

    def start(self, answers: Answers) -> None:
        """Tick the plan that was confirmed, or the demonstration that was asked for."""
        asked = DEMO if answers.plan.is_asked else None
        self.plan.data = answers.plan.plan_code or asked

    @property
    def wants_demo(self) -> bool:
        """Whether to write to sales instead of confirming a plan."""
        return bool(self.plan.data == DEMO)


class PortPayeForm(NumberFields, SenderFields, StepForm):
    """What the contract says, or that there is none yet."""

    NUMBERS = ("coclico", "contract_number", "tracking_account", "site_code")

    contract = HiddenField()
    coclico_unknown = BooleanField(_("Je ne l'ai pas encore"))
    contract_number_unknown = BooleanField(_("Je ne l'ai pas encore"))
    tracking_account_unknown = BooleanField(_("Je ne l'ai pas encore"))
    site_code_unknown = BooleanField(_("Je ne l'ai pas encore"))

    def start(self, answers: Answers) -> None:
        """Show what was told before; the company's name is known from sign-up."""
        contract = answers.contract
        self.start_from(contract)
        self.start_from_sender(contract, answers.merchant.company)
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
        self.fill_sender(contract)


class AdvisorForm(StepForm):
    """Whom to write to. The mail goes only to the one for whom it was shown."""

    advisor = ChoiceField(
        _("Connaissez-vous votre conseiller Sendcloud ?"),
        missing=_("Choisissez à qui écrire."),
        choices=[
            SelectChoice(SUPPORT, _("Non : écrire au support de Sendcloud")),
            SelectChoice(KNOWN, _("Oui : lui écrire directement")),
        ],
    )
    email = StringField(_("E-mail de votre conseiller"), [v.Optional()], filters=[tidy])
    shown_to = HiddenField()

    def start(self, answers: Answers) -> None:
        """Below Premium support is the usual way, so it is chosen beforehand."""
        plan = answers.plan.plan
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
