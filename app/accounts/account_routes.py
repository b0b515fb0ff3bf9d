"""The page on which people change their own name and e-mail address."""

from flask import Blueprint, flash, redirect, render_template, url_for

from app.accounts import mails, passwords, rate_limits
from app.accounts.forms import AccountForm
from app.accounts.guards import account_required, current_person
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.page import Page

blueprint = Blueprint("account", __name__)


@blueprint.route("/account", methods=["GET", "POST"])
@account_required
def own() -> Page:
    """Show and change the name and address; an address changes once its link is followed."""
    person = current_person()
    form = AccountForm(obj=person)
    if not form.validate_on_submit() or not _may_change(form, person):
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/account.html", form=form), code
    wanted = form.email.data
    begin_write(db.session)
    person.rename(form.name.data)
    if wanted != person.email:
        _send_confirmation_link(person, wanted)
        flash(
            _(
                "Un lien est parti à %(email)s. Votre adresse change quand vous le suivez.",
                email=wanted,
            ),
            "success",
        )
    else:
        flash(_("C'est enregistré."), "success")
    db.session.commit()
    return redirect(url_for("account.own"), 303)


def _may_change(form: AccountForm, person: User) -> bool:
    """Whether the new address is free and the password right; otherwise add errors to the form."""
    wanted = form.email.data
    if wanted == person.email:
        return True
    if User.by_email(wanted):
        form.email.errors = [_("Cette adresse a déjà un compte.")]
    elif not passwords.matches(form.password.data or "", person.password_hash):
        form.password.errors = [_("Ce n'est pas votre mot de passe.")]
    elif rate_limits.too_many_links(Purpose.CONFIRMATION, wanted):
        form.email.errors = [_("Trop de liens sont partis à cette adresse. Réessayez plus tard.")]
    else:
        return True
    return False


def _send_confirmation_link(person: User, email: str) -> None:
    # An earlier link, perhaps to a mistyped address, must no longer change the address.
    AccountLink.withdraw_all(Purpose.CONFIRMATION, person)
    _link, token = AccountLink.issue(Purpose.CONFIRMATION, email, user_id=person.id)
    mails.new_address(person, email, token)
    rate_limits.count_link(Purpose.CONFIRMATION, email)
