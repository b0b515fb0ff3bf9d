"""Links from mails: confirming an address, setting a password. GET shows a button, POST acts.

Mail programs open links by themselves, so opening a link changes nothing.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_login import login_user
from sqlalchemy.exc import IntegrityError

from app.accounts import mails, passwords, rate_limits
from app.accounts.confirmation import send_confirmation_to
from app.accounts.forms import EmailForm, NewPasswordForm
from app.accounts.guards import account_required, current_person, public
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.page import Page

blueprint = Blueprint("links", __name__)


@blueprint.post("/confirmation")
@account_required
def send_confirmation() -> Page:
    """Send the signed-in user the link that confirms their address once more."""
    begin_write(db.session)
    person = current_person()
    if not person.is_confirmed and not rate_limits.too_many_links(
        Purpose.CONFIRMATION, person.email
    ):
        send_confirmation_to(person)
        rate_limits.count_link(Purpose.CONFIRMATION, person.email)
    db.session.commit()
    flash(_("Le lien de confirmation est parti à %(email)s.", email=person.email), "success")
    return redirect(url_for("overview.home"), 303)


@blueprint.route("/confirmation/<token>", methods=["GET", "POST"])
@public
def confirmation(token: str) -> Page:
    """Confirm an address, or change to it."""
    link = AccountLink.by_token(token, Purpose.CONFIRMATION)
    if link is None or link.user is None:
        return _dead_link()
    if request.method != "POST" and not _is_confirmed(link):
        return render_template("accounts/confirm.html", link=link) if link.is_live else _dead_link()
    if request.method == "POST":
        _confirm(link, link.user)
    if not _is_confirmed(link):
        return _dead_link()
    flash(_("Votre adresse est confirmée."), "success")
    return redirect(url_for("overview.home"), 303)


def _is_confirmed(link: AccountLink) -> bool:
    """Whether the address that the link was sent to is the user's, and confirmed."""
    return bool(link.user and link.user.is_confirmed and link.user.email == link.email)


def _confirm(link: AccountLink, person: User) -> None:
    """Use the link, once. Nothing changes if another account has taken the address meanwhile."""
    begin_write(db.session)
    before = person.email
    try:
        if link.use():
            if person.move_to(link.email):
                AccountLink.withdraw_all(Purpose.PASSWORD, person)
                mails.address_changed(person, before)
            person.confirm()
        db.session.commit()
    except IntegrityError:
        db.session.rollback()


@blueprint.route("/password", methods=["GET", "POST"])
@public
def password() -> Page:
    """Send a link to set a new password. The answer is the same for addresses without an account."""
    form = EmailForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/password.html", form=form, sent=False), code
    begin_write(db.session)
    if not rate_limits.too_many_links(Purpose.PASSWORD, form.email.data):
        user = User.by_email(form.email.data)
        if user and user.is_active:
            _link, token = AccountLink.issue(Purpose.PASSWORD, user.email, user_id=user.id)
            mails.password_reset(user, token)
        rate_limits.count_link(Purpose.PASSWORD, form.email.data)
    db.session.commit()
    return render_template("accounts/password.html", form=form, sent=True)


@blueprint.route("/password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> Page:
    """Set a new password and end the user's open sessions."""
    link = AccountLink.by_token(token, Purpose.PASSWORD)
    if link is None or not link.is_live or not (link.user and link.user.is_active):
        return _dead_link()
    form = NewPasswordForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/new_password.html", form=form, link=link), code
    hashed = passwords.hash_password(form.password.data)
    begin_write(db.session)
    if not link.use() or link.user is None or not link.user.is_active:
        db.session.rollback()
        return _dead_link()
    AccountLink.withdraw_all(Purpose.PASSWORD, link.user)
    link.user.set_password(hashed)
    link.user.confirm()
    db.session.commit()
    login_user(link.user)
    flash(_("Votre nouveau mot de passe est en place."), "success")
    return redirect(url_for("overview.home"), 303)


def _dead_link() -> Page:
    return render_template("accounts/dead_link.html"), 410
