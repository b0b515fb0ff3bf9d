"""The team page of a company: invitations, removal, change of owner; and accepting an invitation."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import current_user, login_user
from sqlalchemy.exc import IntegrityError

from app.accounts import passwords, rate_limits, team
from app.accounts.access import invitation_or_404, member_or_404
from app.accounts.forms import InvitationForm, JoinForm
from app.accounts.guards import current_merchant, current_person, owner_required, public
from app.accounts.links import AccountLink, Purpose
from app.accounts.models import Role, User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.language import language
from app.page import Page

blueprint = Blueprint("team", __name__)


@blueprint.route("/settings/team", methods=["GET", "POST"])
@owner_required
def members() -> Page:
    """List the team and its pending invitations, and invite somebody."""
    form = InvitationForm()
    if not form.validate_on_submit():
        return _team_page(form, 422 if form.is_submitted() else 200)
    begin_write(db.session)
    if rate_limits.too_many_links(Purpose.INVITATION, form.email.data):
        db.session.rollback()
        form.email.errors = [
            _("Plusieurs invitations sont déjà parties à cette adresse : réessayez plus tard.")
        ]
        return _team_page(form, 422)
    rate_limits.count_link(Purpose.INVITATION, form.email.data)
    try:
        team.invite(current_merchant(), form.email.data, Role(form.role.data), current_person())
        db.session.commit()
    except team.AlreadyElsewhere:
        db.session.rollback()
        form.email.errors = [
            _("Cette adresse a déjà un compte qui travaille pour une entreprise ou pour Sendcloud.")
        ]
        return _team_page(form, 422)
    flash(_("L'invitation est partie à %(email)s.", email=form.email.data), "success")
    return redirect(url_for("team.members"), 303)


@blueprint.post("/settings/team/invitations/<int:link_id>/withdrawal")
@owner_required
def withdrawal(link_id: int) -> Page:
    """Withdraw an invitation."""
    begin_write(db.session)
    team.withdraw(invitation_or_404(link_id), current_person())
    db.session.commit()
    flash(_("L'invitation est retirée."), "success")
    return redirect(url_for("team.members"), 303)


@blueprint.route("/settings/team/<int:membership_id>/removal", methods=["GET", "POST"])
@owner_required
def removal(membership_id: int) -> Page:
    """Remove a member, after a page that explains the consequences."""
    if request.method != "POST":
        return render_template("accounts/removal.html", member=member_or_404(membership_id))
    begin_write(db.session)
    member = member_or_404(membership_id)
    try:
        team.remove(member, current_person())
        db.session.commit()
    except team.OwnerStays:
        db.session.rollback()
        flash(_("Le propriétaire reste : passez d'abord la main à quelqu'un d'autre."), "danger")
        return redirect(url_for("team.members"), 303)
    flash(_("Cette personne n'a plus accès à votre entreprise."), "success")
    return redirect(url_for("team.members"), 303)


@blueprint.route("/settings/team/<int:membership_id>/ownership", methods=["GET", "POST"])
@owner_required
def ownership(membership_id: int) -> Page:
    """Make another member the owner, after a page that explains the consequences."""
    if request.method != "POST":
        return render_template("accounts/ownership.html", member=member_or_404(membership_id))
    begin_write(db.session)
    member = member_or_404(membership_id)
    if not team.hand_over(current_merchant(), member, current_person()):
        db.session.rollback()
        abort(403)
    db.session.commit()
    flash(_("%(name)s est maintenant propriétaire.", name=member.user.name), "success")
    return redirect(url_for("overview.home"), 303)


@blueprint.route("/invitations/<token>", methods=["GET", "POST"])
@public
def invitation(token: str) -> Page:
    """Accept an invitation to a company, with an existing account or a new one."""
    link = AccountLink.by_token(token, Purpose.INVITATION)
    if link is None or not link.is_live or link.merchant is None:
        return render_template("accounts/dead_link.html"), 410
    known = User.by_email(link.email)
    if known:
        return _join_with_account(link, known)
    form = JoinForm()
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("accounts/invitation.html", form=form, link=link, known=None), code
    hashed = passwords.hash_password(form.password.data)
    begin_write(db.session)
    user = User(email=link.email, name=form.name.data, password_hash=hashed, language=language())
    db.session.add(user)
    return _join(link, user)


def _join_with_account(link: AccountLink, known: User) -> Page:
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.sign_in", next=request.path), 303)
    if current_person().id != known.id:
        abort(403)
    if request.method != "POST":
        return render_template("accounts/invitation.html", form=None, link=link, known=known)
    begin_write(db.session)
    return _join(link, known)


def _join(link: AccountLink, user: User) -> Page:
    try:
        joined = team.join(link, user)
    except team.AlreadyElsewhere:
        db.session.rollback()
        abort(403)
    except IntegrityError:  # a double click: the first one has created the account
        db.session.rollback()
        return redirect(request.path, 303)
    if not joined:
        db.session.rollback()
        return render_template("accounts/dead_link.html"), 410
    db.session.commit()
    login_user(user)
    return redirect(url_for("overview.home"), 303)


def _team_page(form: InvitationForm, code: int) -> Page:
    merchant = current_merchant()
    return (
        render_template(
            "accounts/team.html",
            form=form,
            memberships=sorted(merchant.memberships, key=lambda member: member.id),
            invitations=AccountLink.pending_invitations(merchant),
        ),
        code,
    )
