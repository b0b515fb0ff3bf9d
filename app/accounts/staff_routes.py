"""Accepting an invitation to Sendcloud's staff, and an admin's one-click actions on staff.

The list of staff is in `app.onboarding.staff`, which knows who looks after which merchants.
"""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_login import login_user
from sqlalchemy.exc import IntegrityError

from app.accounts import passwords, staff
from app.accounts.access import staff_invitation_or_404, staff_member_or_404
from app.accounts.forms import JoinForm
from app.accounts.guards import admin_required, current_person, public
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.language import language
from app.page import Page

blueprint = Blueprint("staff", __name__)


@blueprint.route("/advisors/joining/<token>", methods=["GET", "POST"])
@public
def joining(token: str) -> Page:
    """Accept an invitation to Sendcloud's staff, with a new account."""
    link = AccountLink.by_token(token, Purpose.INVITATION)
    if link is None or not link.is_live or link.staff_role is None or User.by_email(link.email):
        return _dead_link()
    form = JoinForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/staff_invitation.html", form=form, link=link), code
    hashed = passwords.hash_password(form.password.data)
    begin_write(db.session)
    user = User(email=link.email, name=form.name.data, password_hash=hashed, language=language())
    try:
        joined = staff.join(link, user)
    except IntegrityError:  # the address was taken while the password was hashed
        joined = False
    if not joined:
        db.session.rollback()
        return _dead_link()
    db.session.commit()
    login_user(user)
    return redirect(url_for("overview.home"), 303)


@blueprint.post("/advisors/invitations/<int:link_id>/withdrawal")
@admin_required
def withdrawal(link_id: int) -> Page:
    """Withdraw an invitation."""
    begin_write(db.session)
    staff.withdraw(staff_invitation_or_404(link_id), current_person())
    db.session.commit()
    flash(_("L'invitation est retirée."), "success")
    return redirect(url_for("advisors.index"), 303)


@blueprint.post("/advisors/<int:user_id>/reactivation")
@admin_required
def reactivation(user_id: int) -> Page:
    """Reactivate an account."""
    begin_write(db.session)
    person = staff_member_or_404(user_id)
    staff.reactivate(person, current_person())
    db.session.commit()
    flash(_("%(name)s peut de nouveau se connecter.", name=person.name), "success")
    return redirect(url_for("advisors.index"), 303)


def _dead_link() -> Page:
    return render_template("accounts/dead_link.html"), 410
