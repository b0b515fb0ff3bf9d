"""Sendcloud's own people for an admin: the list, inviting, deactivating, giving on merchants."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import staff
from app.accounts.forms import StaffInvitationForm
from app.accounts.guards import admin_required, current_person
from app.accounts.links import AccountLink
from app.accounts.models import StaffRole, User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.language import ngettext
from app.onboarding.staff import reassignment
from app.onboarding.staff.forms import ReassignmentForm
from app.onboarding.staff.reassignment import NobodyToReassignTo

blueprint = Blueprint("advisors", __name__)
Page = str | Response | tuple[str, int]


@blueprint.route("/advisors", methods=["GET", "POST"])
@admin_required
def index() -> Page:
    """Who works here, who has left, who is asked in; and asking somebody."""
    form = StaffInvitationForm()
    if not form.validate_on_submit():
        return _list(form, 422 if form.is_submitted() else 200)
    begin_write(db.session)
    try:
        staff.invite(form.email.data, StaffRole(form.role.data), current_person())
        db.session.commit()
    except staff.AlreadyKnown:
        db.session.rollback()
        form.email.errors = [_("Cette adresse a déjà un compte. Indiquez-en une autre.")]
        return _list(form, 422)
    flash(_("L'invitation est partie à %(email)s.", email=form.email.data), "success")
    return redirect(url_for("advisors.index"), 303)


@blueprint.route("/advisors/<int:user_id>/deactivation", methods=["GET", "POST"])
@admin_required
def deactivation(user_id: int) -> Page:
    """Let somebody in no more, after a page that says what that means and asks for a successor."""
    person, form = _advisor_or_404(user_id), ReassignmentForm()
    form.offer(person)
    if request.method != "POST":
        return _page("deactivation", person, form)
    begin_write(db.session)
    try:
        staff.deactivate(person, current_person())
        reassignment.reassign(person, form.chosen, current_person())
        db.session.commit()
    except NobodyToReassignTo:
        return _without_successor("deactivation", person, form)
    except staff.OwnAccount:
        return _refused(_("Vous ne pouvez pas vous désactiver vous-même."))
    except staff.LastAdmin:
        return _refused(_("Il faut au moins un administrateur : celui-ci est le dernier."))
    flash(_("%(name)s ne peut plus se connecter.", name=person.name), "success")
    return redirect(url_for("advisors.index"), 303)


@blueprint.route("/advisors/<int:user_id>/reassignment", methods=["GET", "POST"])
@admin_required
def reassign(user_id: int) -> Page:
    """Give an advisor's merchants to another."""
    person, form = _advisor_or_404(user_id), ReassignmentForm()
    form.offer(person)
    if request.method != "POST":
        return _page("reassignment", person, form)
    begin_write(db.session)
    try:
        given = reassignment.reassign(person, form.chosen, current_person())
        db.session.commit()
    except NobodyToReassignTo:
        return _without_successor("reassignment", person, form)
    flash(
        ngettext(
            "%(num)s marchand a changé de conseiller et le sait.",
            "%(num)s marchands ont changé de conseiller et le savent.",
            given,
        ),
        "success",
    )
    return redirect(url_for("advisors.index"), 303)


def _list(form: StaffInvitationForm, code: int) -> Page:
    people = staff.all_staff()
    return (
        render_template(
            "onboarding/advisors.html",
            form=form,
            people=people,
            counts=reassignment.counts(people),
            invitations=AccountLink.pending_staff_invitations(),
        ),
        code,
    )


def _page(template: str, person: User, form: ReassignmentForm) -> str:
    count = reassignment.counts([person]).get(person.id, 0)
    return render_template(f"onboarding/{template}.html", person=person, form=form, count=count)


def _without_successor(template: str, person: User, form: ReassignmentForm) -> Page:
    db.session.rollback()
    form.ask_for_somebody()
    return _page(template, person, form), 422


def _refused(sentence: str) -> Page:
    db.session.rollback()
    flash(sentence, "danger")
    return redirect(url_for("advisors.index"), 303)


def _advisor_or_404(user_id: int) -> User:
    person = db.session.get(User, user_id)
    if person is None or not person.is_advisor:
        abort(404)
    return person
