"""Forms of accounts, and the fields for an e-mail address, name, telephone number and password."""

import re
from collections.abc import Mapping
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
from flask_babel import LazyString
from stdnum.exceptions import InvalidFormat, InvalidLength, ValidationError
from stdnum.fr import siret
from wtforms import EmailField, PasswordField, SelectChoice, StringField
from wtforms import validators as v

from app.accounts.models import (
    COMPANY_LENGTH,
    EMAIL_LENGTH,
    NAME_LENGTH,
    PHONE_LENGTH,
    Role,
    StaffRole,
)
from app.forms import ChoiceField, Form, TextField, check_printable, digits, tidy
from app.language import gettext
from app.language import lazy_gettext as _

PASSWORD_SHORTEST, PASSWORD_LONGEST = 10, 200
PHONE_SIGNS = re.compile(r"\+?[0-9 .()/-]+")
# From short service numbers to the longest international number (ITU-T E.164).
FEWEST_DIGITS, MOST_DIGITS = 4, 15


def check_email(form: Form, field: StringField) -> None:
    """Refuse what is not an e-mail address; store a valid one in lower case.

    Demonstration addresses end with `.test`, which is accepted in development only.
    """
    try:
        read = validate_email(
            field.data or "",
            check_deliverability=False,
            test_environment=current_app.config["DEVELOPMENT"],
        )
        field.data = read.normalized.lower()
    except EmailNotValidError:
        raise v.ValidationError(
            gettext(
                "« %(read)s » n'est pas une adresse e-mail. Exemple : nom@entreprise.fr.",
                read=field.data,
            )
        ) from None


def email_field(label: object) -> EmailField:
    """Return a required field for an e-mail address, stored in lower case."""
    return EmailField(
        label,
        [
            v.DataRequired(_("Indiquez une adresse e-mail.")),
            v.Length(max=EMAIL_LENGTH, message=_("%(max)d caractères au plus.", max=EMAIL_LENGTH)),
            check_email,
        ],
        filters=[tidy],
    )


def name_field(*checks: Any) -> TextField:
    """Return a required field for the name of the person who fills in the form."""
    missing = v.DataRequired(_("Indiquez votre nom."))
    return TextField(_("Votre nom"), [missing, *checks], longest=NAME_LENGTH)


def phone_field(label: object, **kwargs: Any) -> TextField:
    """Return an optional field for a telephone number, stored as typed."""
    return TextField(label, [v.Optional(), _check_phone], longest=PHONE_LENGTH, **kwargs)


def _check_phone(form: Form, field: StringField) -> None:
    count = sum(sign in "0123456789" for sign in field.data)
    if not PHONE_SIGNS.fullmatch(field.data) or not FEWEST_DIGITS <= count <= MOST_DIGITS:
        raise v.ValidationError(
            gettext(
                "« %(read)s » n'est pas un numéro de téléphone. Exemple : 04 78 00 00 00.",
                read=field.data,
            )
        )


def new_password_field(label: object) -> PasswordField:
    """Return a field for choosing a password."""
    return PasswordField(
        label,
        [
            v.DataRequired(_("Choisissez un mot de passe.")),
            v.Length(
                PASSWORD_SHORTEST,
                PASSWORD_LONGEST,
                _(
                    "Le mot de passe compte de %(min)d à %(max)d caractères.",
                    min=PASSWORD_SHORTEST,
                    max=PASSWORD_LONGEST,
                ),
            ),
        ],
    )


def role_field(roles: Mapping[str, LazyString]) -> ChoiceField:
    """Return a field for one of these roles, by what they are called."""
    return ChoiceField(
        _("Rôle"),
        missing=_("Choisissez un rôle."),
        choices=[SelectChoice(role, name) for role, name in roles.items()],
    )


class SignInForm(Form):
    """E-mail address and password."""

    email = EmailField(_("E-mail"), [v.DataRequired(_("Indiquez votre e-mail."))], filters=[tidy])
    password = PasswordField(
        _("Mot de passe"),
        [
            v.DataRequired(_("Indiquez votre mot de passe.")),
            v.Length(
                max=PASSWORD_LONGEST,
                message=_("%(max)d caractères au plus.", max=PASSWORD_LONGEST),
            ),
        ],
    )


class SignUpForm(Form):
    """The company and its owner."""

    company = TextField(
        _("Entreprise"),
        [v.DataRequired(_("Indiquez le nom de votre entreprise.")), check_printable],
        longest=COMPANY_LENGTH,
    )
    siret = TextField(
        _("SIRET"),
        [v.DataRequired(_("Indiquez votre SIRET : 14 chiffres."))],
        longest=40,
    )
    name = name_field()
    email = email_field(_("E-mail"))
    password = new_password_field(_("Mot de passe"))

    def validate_siret(self, field: TextField) -> None:
        """Require 14 digits with a right check digit.

        python-stdnum knows the exception for establishments of La Poste.
        """
        number = digits(field.data or "")
        try:
            field.data = siret.validate(number)
        except InvalidLength:
            raise v.ValidationError(
                gettext(
                    "Un SIRET compte 14 chiffres ; %(read)s en a %(count)d.",
                    read=field.data,
                    count=len(number),
                )
            ) from None
        except InvalidFormat:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » contient autre chose que des chiffres. Attendu : %(wanted)s.",
                    read=field.data,
                    wanted=gettext("14 chiffres, par exemple 732 829 320 00074"),
                )
            ) from None
        except ValidationError:
            raise v.ValidationError(
                gettext(
                    "« %(read)s » n'est pas un SIRET : un chiffre est faux. Recopiez les "
                    "14 chiffres de votre Kbis.",
                    read=field.data,
                )
            ) from None


class EmailForm(Form):
    """The address to send a link to."""

    email = email_field(_("E-mail"))


class AccountForm(Form):
    """The person's own name and e-mail address; changing the address requires the password."""

    name = name_field(check_printable)
    email = email_field(_("E-mail"))
    password = PasswordField(
        _("Mot de passe"),
        description=_("Seulement pour changer d'adresse e-mail."),
    )


class NewPasswordForm(Form):
    """A new password."""

    password = new_password_field(_("Nouveau mot de passe"))


class InvitationForm(Form):
    """The e-mail address and role of somebody to invite to a company."""

    email = email_field(_("E-mail"))
    role = role_field({Role.SHIPPER: _("Préparateur"), Role.ACCOUNTANT: _("Comptable")})


class StaffInvitationForm(Form):
    """The e-mail address and role of somebody to invite to Sendcloud's staff."""

    email = email_field(_("E-mail"))
    role = role_field({StaffRole.ADVISOR: _("Conseiller"), StaffRole.ADMIN: _("Administrateur")})


class JoinForm(Form):
    """Name and password of somebody who accepts an invitation and has no account yet."""

    name = name_field()
    password = new_password_field(_("Mot de passe"))
