"""The forms of the first two steps: the plan and the contract. The third is in `advisor_form`."""

from typing import Any

from wtforms import BooleanField, HiddenField, SelectChoice

from app.accounts.forms import phone_field
from app.accounts.models import User
from app.contracts import plans
from app.contracts.forms import DateFields, NumberFields, SenderFields
from app.contracts.models import Contract
from app.forms import ChoiceField, Form, TextField
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.onboarding.models import LONGEST_TIMES
from app.uploads.fields import DocumentField
from app.uploads.models import Stored
from app.uploads.names import tidy_name

DEMO = "demo"
YES, NO = "yes", "no"


class StepForm(Form):
    """The form of a step. `step` in `routes` calls these methods, in this order."""

    def meet(self, answers: Answers, by: User) -> None:
        """Prepare the form for this person, before it is validated."""

    def start(self, answers: Answers) -> None:
        """Fill in the saved answers, before the page is first shown."""

    def keep_file(self) -> bool:
        """Store the uploaded file, outside any transaction; return False if that failed."""
        return True


class PlanForm(StepForm):
    """The merchant's Sendcloud plan, or a request for a demonstration."""

    CATALOGUE = plans.PLANS

    plan = ChoiceField(
        _("Quel abonnement est actif ?"),
        missing=_("Choisissez votre abonnement, ou demandez une démonstration."),
        choices=[
            *(SelectChoice(plan.code, plan.name) for plan in plans.PLANS),
            SelectChoice(DEMO, _("Je ne sais pas encore : demander une démonstration")),
        ],
    )
    times = TextField(
        _("Quand êtes-vous disponible ?"),
        description=_("Par exemple : mardi matin, ou jeudi après 14 h."),
        longest=LONGEST_TIMES,
    )
    phone = phone_field(_("Téléphone"))

    def start(self, answers: Answers) -> None:
        """Select the confirmed plan, or the demonstration if it was requested."""
        asked = DEMO if answers.plan.is_asked else None
        self.plan.data = answers.plan.plan_code or asked
        self.phone.data = answers.merchant.phone

    @property
    def wants_demo(self) -> bool:
        """Whether to ask Sendcloud's sales for a demonstration instead of confirming a plan."""
        return bool(self.plan.data == DEMO)

    @property
    def refused_plan(self) -> plans.Plan | None:
        """The chosen plan, if it does not allow a contract of one's own; else None."""
        chosen = (plan for plan in self.CATALOGUE if plan.code == self.plan.data)
        return next((plan for plan in chosen if not plan.allows_own_contract), None)

    @property
    def only_checks(self) -> bool:
        """Whether to show the page again: asked for, or the plan needs an explanation."""
        return super().only_checks or self.refused_plan is not None

    def validate(self, extra_validators: Any = None) -> bool:
        """Validate times and telephone only if a demonstration is requested."""
        valid = bool(super().validate(extra_validators))
        if self.wants_demo:
            return valid
        self.times.errors = self.phone.errors = []
        return not self.plan.errors


class PortPayeForm(NumberFields, DateFields, SenderFields, StepForm):
    """The port payé contract with La Poste, or that there is none yet."""

    # For each of these the merchant may say that they do not have it yet.
    NUMBERS = ("coclico", "contract_number", "tracking_account", "site_code", "starts_on")

    contract = HiddenField()
    coclico_unknown = BooleanField(_("Je ne l'ai pas encore"))
    contract_number_unknown = BooleanField(_("Je ne l'ai pas encore"))
    tracking_account_unknown = BooleanField(_("Je ne l'ai pas encore"))
    site_code_unknown = BooleanField(_("Je ne l'ai pas encore"))
    starts_on_unknown = BooleanField(_("Je ne l'ai pas encore"))
    file = DocumentField(_("Votre contrat, ou une facture de La Poste"))
    # The uploaded proof, once `keep_file` has stored it.
    proof: Stored | None = None

    def start(self, answers: Answers) -> None:
        """Fill in the saved contract."""
        contract = answers.contract
        self.start_from(contract)
        self.start_from_dates(contract)
        self.start_from_sender(contract, answers.merchant.company)
        if contract.is_described:
            for name in self.NUMBERS:
                self[f"{name}_unknown"].data = not self[name].data

    @property
    def has_contract(self) -> bool:
        """Whether the merchant has a contract; if not, they wait for La Poste."""
        return bool(self.contract.data != NO)

    def validate(self, extra_validators: Any = None) -> bool:
        """Require each number or its box, unless there is no contract yet."""
        if not self.has_contract:
            return True
        valid = bool(super().validate(extra_validators))
        unanswered = [name for name in self.NUMBERS if self._is_unanswered(name)]
        for name in unanswered:
            self[name].errors = [
                *self[name].errors,
                gettext("Indiquez-le, ou cochez « Je ne l'ai pas encore »."),
            ]
        if self.only_checks:
            self.forgive_what_is_empty()
        self._ask_again_for_the_file(kept=valid and not unanswered and not self.only_checks)
        return valid and not unanswered

    def validate_proof(self) -> bool:
        """Validate the uploaded document only, not the fields beside it."""
        if not self.file.data:
            self.file.errors = [gettext("Choisissez un PDF ou une photo de votre contrat.")]
            return False
        return bool(self.file.validate(self))

    def keep_file(self) -> bool:
        """Store the uploaded document, if any; return False if the store is unavailable."""
        self.proof = self.file.write()
        return not self.file.errors

    def _ask_again_for_the_file(self, *, kept: bool) -> None:
        """Say that the file is not stored: a browser does not keep it when the page is shown again."""
        if self.file.checked and not kept:
            self.file.errors = [
                gettext(
                    "« %(name)s » n'a pas encore été ajouté : choisissez-le de nouveau.",
                    name=tidy_name(self.file.data.filename),
                )
            ]

    def _is_unanswered(self, name: str) -> bool:
        known = self[name].data or self[name].errors or self[f"{name}_unknown"].data
        return not known

    def fill(self, contract: Contract) -> None:
        """Write every field into the contract."""
        super().fill(contract)
        self.fill_dates(contract)
        self.fill_sender(contract)
