"""The three steps of onboarding as data, and how far a merchant is.

The list of steps, the guard against skipping one and the page of each step all read `STEPS`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask import flash
from flask_babel import LazyString

from app import formats
from app.accounts.models import User
from app.contracts.models import Contract
from app.extensions import db
from app.language import gettext as _
from app.language import lazy_gettext
from app.onboarding.advisor_form import AdvisorForm
from app.onboarding.answers import Answers
from app.onboarding.dialogue.documents import TOO_MANY, TooManyProofs
from app.onboarding.dialogue.models import Message
from app.onboarding.forms import PlanForm, PortPayeForm, StepForm
from app.onboarding.la_poste.models import start_waiting
from app.onboarding.late_answers import contract_answers, give_proof, tell_changes
from app.onboarding.mails import send_copy_of_request, send_demo_request, send_request
from app.uploads.models import Stored


class StepState(StrEnum):
    """How far a step is. It is closed until the first step is answered."""

    CLOSED = "closed"
    TODO = "todo"
    WAITING = "waiting"
    DONE = "done"


class Journey(Answers):
    """How far a merchant is in each step, by their answers."""

    def state(self, step: "Step") -> StepState:
        """How far this step is; closed if it cannot be visited yet."""
        return step.state(self) if self.can_visit(step) else StepState.CLOSED

    def can_visit(self, step: "Step") -> bool:
        """Whether the step is open: the plan is confirmed, or a demonstration is requested."""
        return step is PLAN or PLAN.state(self) is not StepState.TODO

    @property
    def missing(self) -> "list[Step]":
        """The steps to answer before the request can be sent to the advisor."""
        return [
            step
            for step in STEPS[:-1]
            if self.state(step) not in (StepState.DONE, StepState.WAITING)
        ]

    @property
    def next_step(self) -> "Step | None":
        """The first step to do; None if every step is done or waiting."""
        return next((step for step in STEPS if self.state(step) is StepState.TODO), None)

    @property
    def open_question(self) -> Message | None:
        """The advisor's question that the merchant has not answered yet."""
        return Message.open_question(self.contract) if self.contract.is_requested else None

    @property
    def is_complete(self) -> bool:
        """Whether the contract was activated, even if it is suspended now."""
        return self.contract.is_activated


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step: its URL, its texts, its form, how far it is, and how its form is saved."""

    slug: str
    title: LazyString
    action: LazyString
    # The state's label while somebody else has to act.
    waiting: LazyString
    form: type[StepForm]
    state: Callable[[Journey], StepState]
    summary: Callable[[Journey], str]
    save: Callable[[Journey, Any, User], None]


def step_at(slug: str) -> Step | None:
    """The step with this slug; None if there is none."""
    return next((step for step in STEPS if step.slug == slug), None)


def _plan_state(journey: Journey) -> StepState:
    if journey.plan.is_confirmed:
        return StepState.DONE
    return StepState.WAITING if journey.plan.is_asked else StepState.TODO


def _plan_summary(journey: Journey) -> str:
    plan, asked_at = journey.plan.plan, journey.plan.demo_requested_at
    if plan:
        return _("Votre abonnement : %(plan)s.", plan=plan.name)
    if asked_at:
        return _(
            "Les ventes de Sendcloud ont votre demande depuis le %(day)s et vous répondent par "
            "e-mail. Vous pouvez continuer.",
            day=formats.day(asked_at),
        )
    return _("Un contrat propre demande un abonnement payant. Dites-nous lequel est actif.")


def _save_plan(journey: Journey, form: PlanForm, by: User) -> None:
    answer = journey.plan
    answer.merchant = journey.merchant
    db.session.add(answer)
    if not form.wants_demo:
        answer.confirm(form.plan.data, by)
    elif answer.ask_for_demo(by, form.times.data or None):
        journey.merchant.phone = form.phone.data or None
        send_demo_request(journey.merchant, by, answer.demo_times)


def _port_paye_state(journey: Journey) -> StepState:
    contract = journey.contract
    if contract.is_activated or (contract.is_described and not contract.missing_numbers):
        return StepState.DONE
    return StepState.WAITING if contract.is_described or contract.waiting_since else StepState.TODO


def _port_paye_summary(journey: Journey) -> str:
    contract = journey.contract
    if contract.is_activated and not contract.is_described:
        return _("Contrat complété par votre conseiller.")
    if contract.described_at:
        missing = contract.missing_numbers
        if missing:
            return _(
                "Contrat décrit le %(day)s. Encore attendu de La Poste : %(missing)s.",
                day=formats.day(contract.described_at),
                missing=", ".join(map(str, missing)),
            )
        return _("Contrat %(number)s décrit.", number=contract.contract_number)
    if contract.waiting_since:
        return _(
            "En attente de La Poste depuis le %(day)s. Revenez ici quand le contrat est signé.",
            day=formats.day(contract.waiting_since),
        )
    return _("Le contrat d'affranchissement que vous signez avec La Poste.")


def _save_port_paye(journey: Journey, form: PortPayeForm, by: User) -> None:
    contract = journey.contract
    contract.merchant = journey.merchant
    db.session.add(contract)
    if not form.has_contract:
        start_waiting(contract, by)
        return
    before = contract_answers(contract)
    form.fill(contract)
    contract.describe(by)
    tell_changes(contract, before, by)
    if form.proof:
        _add_proof(contract, form.proof, by)


def _add_proof(contract: Contract, proof: Stored, by: User) -> None:
    try:
        give_proof(contract, proof, by)
    except TooManyProofs:
        flash(str(TOO_MANY), "warning")


def _advisor_state(journey: Journey) -> StepState:
    if journey.contract.is_activated:
        return StepState.DONE
    waits = journey.contract.is_requested and journey.open_question is None
    return StepState.WAITING if waits else StepState.TODO


def _advisor_summary(journey: Journey) -> str:
    contract = journey.contract
    asked = journey.open_question
    if asked:
        return _(
            "%(who)s vous demande quelque chose depuis le %(day)s : votre réponse est attendue.",
            who=asked.author,
            day=formats.day(asked.written_at),
        )
    if contract.activated_at:
        return _("Contrat activé le %(day)s.", day=formats.day(contract.activated_at))
    if contract.taken_by and contract.taken_at:
        return _(
            "%(who)s s'occupe de votre demande depuis le %(day)s. Vous recevez un e-mail dès "
            "l'activation.",
            who=contract.taken_by.name,
            day=formats.day(contract.taken_at),
        )
    if contract.requested_at:
        return _(
            "Demande envoyée le %(day)s à %(to)s. Vous recevez un e-mail dès l'activation.",
            day=formats.day(contract.requested_at),
            to=_addressee_name(contract),
        )
    return _("Un conseiller Sendcloud ajoute votre contrat. Le message est déjà écrit.")


def _save_advisor(journey: Journey, form: AdvisorForm, by: User) -> None:
    """Send the request, once; also for a contract that La Poste has not signed yet."""
    contract = journey.contract
    addressee = form.addressee
    if contract.id is None or addressee is None:
        raise LookupError("the port payé step and somebody to write to come first")
    if contract.request_activation(addressee.email, by):
        contract.named_advisor = addressee.named
        journey.merchant.sendcloud_email = form.account
        sent = send_request(journey, by, addressee, form.account)
        contract.requested_message_id = sent.message_id
        send_copy_of_request(journey, by, addressee, sent)


def _addressee_name(contract: Contract) -> str | None:
    """Who received the request: an advisor's name, if the sender may see the directory."""
    advisor = User.by_email(contract.requested_to or "")
    may_know = contract.requested_by is not None and contract.requested_by.is_confirmed
    return advisor.name if advisor and may_know else contract.requested_to


PLAN = Step(
    slug="plan",
    title=lazy_gettext("Abonnement"),
    action=lazy_gettext("Indiquer mon abonnement"),
    waiting=lazy_gettext("En attente de Sendcloud"),
    form=PlanForm,
    state=_plan_state,
    summary=_plan_summary,
    save=_save_plan,
)
PORT_PAYE = Step(
    slug="port-paye",
    title=lazy_gettext("Port payé"),
    action=lazy_gettext("Décrire mon contrat"),
    waiting=lazy_gettext("En attente de La Poste"),
    form=PortPayeForm,
    state=_port_paye_state,
    summary=_port_paye_summary,
    save=_save_port_paye,
)
ADVISOR = Step(
    slug="advisor",
    title=lazy_gettext("Conseiller"),
    action=lazy_gettext("Écrire au conseiller"),
    waiting=lazy_gettext("En attente du conseiller"),
    form=AdvisorForm,
    state=_advisor_state,
    summary=_advisor_summary,
    save=_save_advisor,
)
STEPS = (PLAN, PORT_PAYE, ADVISOR)
