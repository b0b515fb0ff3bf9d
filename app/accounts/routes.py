"""Signing in, signing up, signing out and choosing the language."""

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import current_user, login_user, logout_user
from sqlalchemy.exc import IntegrityError
from werkzeug.exceptions import HTTPException

from app.accounts import models, passwords, rate_limits, visits
from app.accounts.confirmation import send_confirmation_to
from app.accounts.forms import SignInForm, SignUpForm
from app.accounts.guards import public
from app.accounts.models import User
from app.database import begin_write
from app.extensions import db
from app.language import LANGUAGES, SESSION_KEY, language
from app.language import gettext as _
from app.page import Page

blueprint = Blueprint("accounts", __name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> Page:
    """Sign in with e-mail address and password."""
    if current_user.is_authenticated:
        return redirect(_wanted_page(), 303)
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422 if form.is_submitted() else 200)
    return _try_to_sign_in(form)


@blueprint.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> Page:
    """Create a company and its owner, and sign the owner in."""
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("accounts/sign_up.html", form=form), 422 if form.errors else 200
    known = User.by_email(form.email.data)
    if known:
        return _sign_up_again(form, known)
    hashed = passwords.hash_password(form.password.data)
    begin_write(db.session)
    try:
        user = models.sign_up(
            company=form.company.data,
            siret=form.siret.data,
            name=form.name.data,
            email=form.email.data,
            password_hash=hashed,
            language=language(),
        )
        send_confirmation_to(user)
        db.session.commit()
    except IntegrityError:  # the address was taken while the password was hashed
        db.session.rollback()
        return _sign_up_again(form, User.by_email(form.email.data))
    login_user(user)
    return redirect(url_for("onboarding.steps"), 303)


@blueprint.post("/sign-out")
@public
def sign_out() -> Page:
    """Sign out; the pages stay in the language of the account."""
    session[SESSION_KEY] = language()
    visits.end()
    logout_user()
    flash(_("Vous êtes déconnecté."), "success")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/language", endpoint="language")
@public
def set_language() -> Page:
    """Choose French or English, for the account and this browser's session."""
    chosen = request.form.get("language", "")
    if chosen in LANGUAGES:
        session[SESSION_KEY] = chosen
        if current_user.is_authenticated:
            begin_write(db.session)
            current_user.language = chosen
            db.session.commit()
    return redirect(_wanted_page(), 303)


def _try_to_sign_in(form: SignInForm) -> Page:
    email, address = form.email.data, request.remote_addr or ""
    if rate_limits.too_many_failed_sign_ins(email, address):
        form.form_errors.append(_("Trop d'essais. Attendez un quart d'heure, puis recommencez."))
        return _sign_in_page(form, 429)
    user = User.by_email(email)
    # A deactivated account gets the same answer as an unknown address.
    known = user.password_hash if user and user.is_active else None
    if not passwords.matches(form.password.data, known):
        begin_write(db.session)
        rate_limits.count_failed_sign_in(email, address)
        db.session.commit()
        form.form_errors.append(_("E-mail ou mot de passe inconnu."))
        return _sign_in_page(form, 422)
    login_user(user)
    return redirect(_wanted_page(), 303)


def _sign_up_again(form: SignUpForm, known: User | None) -> Page:
    """Sign in to the existing account if the password is right, as after a double click."""
    if known and known.is_active and passwords.matches(form.password.data, known.password_hash):
        login_user(known)
        return redirect(url_for("overview.home"), 303)
    form.email.errors = [
        *form.email.errors,
        _("Cette adresse a déjà un compte. Connectez-vous, ou indiquez une autre adresse."),
    ]
    return render_template("accounts/sign_up.html", form=form), 422


def _sign_in_page(form: SignInForm, code: int) -> Page:
    shows_accounts = current_app.config["DEVELOPMENT"]
    accounts = User.demonstration() if shows_accounts else []
    return render_template("accounts/sign_in.html", form=form, accounts=accounts), code


def _wanted_page() -> str:
    """Return the page asked for before signing in, if it is ours and answers GET; else home."""
    wanted = request.values.get("next", "")
    path = wanted.partition("?")[0]
    own = path.startswith("/") and not path.startswith("//")
    return wanted if own and _answers_get(path) else url_for("overview.home")


def _answers_get(path: str) -> bool:
    """Whether this URL shows a page; some only receive a form."""
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True
