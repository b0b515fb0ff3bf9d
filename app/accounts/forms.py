"""What signing in and up asks for."""

import re
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask import current_app
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
# A short number of a service, and the longest number of the world (ITU-T E.164).
FEWEST_DIGITS, MOST_DIGITS = 4, 15


def check_email(form: Form, field: StringField) -> None:
    """Refuse what is no e-mail address, naming what was read.

    The addresses of the demonstration end with `.test`, where no mail can go.
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
    """A field for an e-mail address, kept in lower case."""
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
    """A field for one's own name."""
    missing = v.DataRequired(_("Indiquez votre nom."))
    return TextField(_("Votre nom"), [missing, *checks], longest=NAME_LENGTH)


def phone_field(label: object, **kwargs: Any) -> TextField:
    """A field for a telephone number, kept as it was typed."""
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
    """A field for a password that is chosen now."""
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


class SignInForm(Form):
    """E-mail and password."""

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
    """The company and its first person."""

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
        """14 digits whose check digit is right (python-stdnum knows La Poste's exception)."""
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


class AddressForm(Form):
    """Where to send a link."""

    email = email_field(_("E-mail"))


class AccountForm(Form):
    """One's own name and address; a new address wants the password."""

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
    """Whom to ask into the team, and as what."""

    email = email_field(_("E-mail"))
    role = ChoiceField(
        _("Rôle"),
        missing=_("Choisissez un rôle."),
        choices=[
            SelectChoice(Role.SHIPPER, _("Préparateur")),
            SelectChoice(Role.ACCOUNTANT, _("Comptable")),
        ],
    )


class StaffInvitationForm(Form):
    """Whom to ask in at Sendcloud, and as what."""

    email = email_field(_("E-mail"))
    role = ChoiceField(
        _("Rôle"),
        missing=_("Choisissez un rôle."),
        choices=[
            SelectChoice(StaffRole.ADVISOR, _("Conseiller")),
            SelectChoice(StaffRole.ADMIN, _("Administrateur")),
        ],
    )


class JoinForm(Form):
    """Who somebody is who has no account yet."""

    name = name_field()
    password = new_password_field(_("Mot de passe"))
