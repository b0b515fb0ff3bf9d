"""The form of the last step: whom to write to, and where the advisor finds the account."""

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
    """Whom to write to. The mail goes only to the one for whom it was shown."""

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
        """Open the directory to somebody whose own address is confirmed."""
        self.directory = Directory.open_to(by)
        self._own_address = by.email

    def start(self, answers: Answers) -> None:
        """Below Premium support is the usual way, so it is chosen beforehand."""
        plan = answers.plan.plan
        personal = BY_NAME if self.directory else KNOWN
        self.advisor.data = personal if plan and plan.has_personal_advisor else SUPPORT
        self.sendcloud_email.data = answers.merchant.sendcloud_email or self._own_address
        self.shown_to.data = self.addressee.key if self.addressee else ""

    def validate_advisor_name(self, field: StringField) -> None:
        """The full name of one advisor, asked by somebody who may."""
        if self.advisor.data != BY_NAME or not field.data:
            return
        if self.directory is None:
            raise v.ValidationError(gettext("Confirmez d'abord votre adresse e-mail."))
        try:
            self.directory.find(field.data)
        except NotOneAdvisor as error:
            raise v.ValidationError(_not_one(field.data, error.count)) from None

    def validate_email(self, field: StringField) -> None:
        """An e-mail address; one that is none of Sendcloud's leads to support."""
        if self.advisor.data == KNOWN:
            check_email(self, field)

    def validate_sendcloud_email(self, field: StringField) -> None:
        """An e-mail address."""
        check_email(self, field)

    @property
    def account(self) -> str:
        """The address of the merchant's account at Sendcloud: their own unless they say another."""
        return self.sendcloud_email.data or self._own_address

    @property
    def addressee(self) -> Addressee | None:
        """Whom the mail goes to as the form stands; None while that is missing or wrong."""
        support: str = current_app.config["SUPPORT_EMAIL"]
        if self.advisor.data == BY_NAME:
            return self._found_by_name()
        if self.advisor.data == KNOWN:
            return self._at_the_address_typed(support)
        return Addressee.at(support)

    def _found_by_name(self) -> Addressee | None:
        if self.directory is None or not self.advisor_name.data or self.advisor_name.errors:
            return None
        return Addressee.from_directory(self.directory.find(self.advisor_name.data))

    def _at_the_address_typed(self, support: str) -> Addressee | None:
        typed = self.email.data
        if not typed or self.email.errors:
            return None
        domains: tuple[str, ...] = current_app.config["ADVISOR_MAIL_DOMAINS"]
        at_sendcloud = typed.rpartition("@")[2] in domains
        return Addressee.at(typed) if at_sendcloud else Addressee.in_place_of(typed, support)

    @property
    def only_checks(self) -> bool:
        """Sent to be looked at, or for another person than the one whose mail was shown."""
        addressee = self.addressee
        is_another = addressee is not None and self.shown_to.data != addressee.key
        return super().only_checks or is_another

    def validate(self, extra_validators: Any = None) -> bool:
        """A known advisor has a name or an address; what was not asked for is not judged."""
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


def _not_one(name: str, count: int) -> str:
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
