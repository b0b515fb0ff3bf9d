"""One's own account: the name, and the address that mails go to."""

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts import mails, passwords
from app.accounts import rate_limits as rates
from app.accounts.forms import AccountForm
from app.accounts.guards import current_person, signed_in
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _

blueprint = Blueprint("account", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def own() -> Page:
    """Read and correct one's name and address; an address changes once its link is followed."""
    person = current_person()
    form = AccountForm(obj=person)
    if not form.validate_on_submit() or not _may_change(form, person):
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/account.html", form=form), code
    wanted = form.email.data
    begin_write(db.session)
    person.rename(form.name.data)
    if wanted != person.email:
        _ask_whether_it_is_theirs(person, wanted)
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
    """A new address is free, and whoever wants it is who they say."""
    wanted = form.email.data
    if wanted == person.email:
        return True
    if User.by_email(wanted):
        form.email.errors = [_("Cette adresse a déjà un compte.")]
    elif not passwords.matches(form.password.data or "", person.password_hash):
        form.password.errors = [_("Ce n'est pas votre mot de passe.")]
    elif rates.too_many_links(Purpose.CONFIRMATION, wanted):
        form.email.errors = [_("Trop de liens sont partis à cette adresse. Réessayez plus tard.")]
    else:
        return True
    return False


def _ask_whether_it_is_theirs(person: User, email: str) -> None:
    # A link that went to a mistyped address must not bring that one back.
    AccountLink.withdraw_all(Purpose.CONFIRMATION, person)
    _link, token = AccountLink.issue(Purpose.CONFIRMATION, email, user_id=person.id)
    mails.new_address(person, email, token)
    rates.count_link(Purpose.CONFIRMATION, email)
