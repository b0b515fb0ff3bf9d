"""The form of the last step: which advisor to write to, and for which Sendcloud account."""

from typing import Any

from flask import current_app
from wtforms import HiddenField, SelectChoice, StringField
from wtforms import validators as v

from app.accounts.directory import Directory, NotOneAdvisor
from app.accounts.forms import check_email
from app.accounts.models import EMAIL_LENGTH, NAME_LENGTH, User
from app.forms import ChoiceField, TextField, tidy
from app.language import gettext
from app.language import lazy_gettext as _
from app.onboarding.answers import Answers
from app.onboarding.forms import StepForm
from app.onboarding.recipient import Addressee

SUPPORT, BY_NAME, KNOWN = "support", "directory", "known"


class AdvisorForm(StepForm):
    """Which advisor to write to.

    The mail is previewed on the page, and goes only to the addressee of that preview.
    """

    advisor = ChoiceField(
        _("Connaissez-vous votre conseiller Sendcloud ?"),
        missing=_("Choisissez à qui écrire."),
        choices=[
            SelectChoice(SUPPORT, _("Non : écrire au support de Sendcloud")),
            SelectChoice(BY_NAME, _("Oui, par son nom")),
            SelectChoice(KNOWN, _("Oui, par son adresse e-mail")),
        ],
    )
    advisor_name = TextField(_("Nom complet de votre conseiller"), longest=NAME_LENGTH)
    email = StringField(_("E-mail de votre conseiller"), [v.Optional()], filters=[tidy])
    sendcloud_email = TextField(
        _("E-mail de votre compte Sendcloud"),
        [v.Optional()],
        description=_(
            "Pour que le conseiller trouve votre compte. Vide : celle de votre connexion ici."
        ),
        longest=EMAIL_LENGTH,
    )
    shown_to = HiddenField()
    directory: Directory | None = None
    _own_address = ""

    def meet(self, answers: Answers, by: User) -> None:
        """Give the form the directory of advisors, if this person's own address is confirmed."""
        self.directory = Directory.open_to(by)
        self._own_address = by.email

    def start(self, answers: Answers) -> None:
        """Preselect the support, unless the plan comes with a personal advisor."""
        plan = answers.plan.plan
        personal = BY_NAME if self.directory else KNOWN
        self.advisor.data = personal if plan and plan.has_personal_advisor else SUPPORT
        self.sendcloud_email.data = answers.merchant.sendcloud_email or self._own_address
        self.shown_to.data = self.addressee.key if self.addressee else ""

    def validate_advisor_name(self, field: StringField) -> None:
        """Require the full name of exactly one advisor, and a person who may use the directory."""
        if self.advisor.data != BY_NAME or not field.data:
            return
        if self.directory is None:
            raise v.ValidationError(gettext("Confirmez d'abord votre adresse e-mail."))
        try:
            self.directory.find(field.data)
        except NotOneAdvisor as error:
            raise v.ValidationError(_not_one_advisor(field.data, error.count)) from None

    def validate_email(self, field: StringField) -> None:
        """Require an e-mail address. It need not be Sendcloud's: the support then forwards the mail."""
        if self.advisor.data == KNOWN:
            check_email(self, field)

    def validate_sendcloud_email(self, field: StringField) -> None:
        """Require an e-mail address."""
        check_email(self, field)

    @property
    def account(self) -> str:
        """The e-mail address of the merchant's Sendcloud account; by default their own."""
        return self.sendcloud_email.data or self._own_address

    @property
    def addressee(self) -> Addressee | None:
        """Who receives the mail with the current input; None while it is incomplete or invalid."""
        support: str = current_app.config["SUPPORT_EMAIL"]
        if self.advisor.data == BY_NAME:
            return self._advisor_by_name()
        if self.advisor.data == KNOWN:
            return self._advisor_by_email(support)
        return Addressee.at(support)

    def _advisor_by_name(self) -> Addressee | None:
        if self.directory is None or not self.advisor_name.data or self.advisor_name.errors:
            return None
        return Addressee.from_directory(self.directory.find(self.advisor_name.data))

    def _advisor_by_email(self, support: str) -> Addressee | None:
        typed = self.email.data
        if not typed or self.email.errors:
            return None
        domains: tuple[str, ...] = current_app.config["ADVISOR_MAIL_DOMAINS"]
        at_sendcloud = typed.rpartition("@")[2] in domains
        return Addressee.at(typed) if at_sendcloud else Addressee.in_place_of(typed, support)

    @property
    def only_checks(self) -> bool:
        """Whether to show the page again: asked for, or the addressee is not the previewed one."""
        addressee = self.addressee
        is_another = addressee is not None and self.shown_to.data != addressee.key
        return super().only_checks or is_another

    def validate(self, extra_validators: Any = None) -> bool:
        """Require what the choice needs, and ignore errors in the fields it does not use."""
        super().validate(extra_validators)
        if self.advisor.data != BY_NAME:
            self.advisor_name.errors = []
        elif not self.advisor_name.data:
            self.advisor_name.errors = [self._name_is_missing()]
        if self.advisor.data != KNOWN:
            self.email.errors = []
        elif not self.email.data:
            self.email.errors = [gettext("Indiquez l'adresse e-mail de votre conseiller.")]
        if self.only_checks:
            self.forgive_what_is_empty()
        return not self.errors

    def _name_is_missing(self) -> str:
        if self.directory is None:
            return gettext("Confirmez d'abord votre adresse e-mail.")
        return gettext("Indiquez le nom complet de votre conseiller.")


def _not_one_advisor(name: str, count: int) -> str:
    if count:
        return gettext(
            "Plusieurs conseillers s'appellent « %(read)s ». Indiquez son adresse e-mail, ou "
            "choisissez le support.",
            read=name,
        )
    return gettext(
        "Aucun conseiller ne s'appelle « %(read)s ». Écrivez son prénom et son nom, ou choisissez "
        "le support.",
        read=name,
    )
