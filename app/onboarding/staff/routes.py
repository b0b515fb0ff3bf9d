"""Sendcloud's staff, for admins: list, invite, deactivate, and reassign merchants."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from app.accounts import staff
from app.accounts.forms import StaffInvitationForm
from app.accounts.guards import admin_required, current_person
from app.accounts.links import AccountLink
from app.accounts.models import StaffRole, User
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.language import ngettext
from app.onboarding.access import advisor_or_404
from app.onboarding.staff.forms import ReassignmentForm
from app.onboarding.staff.reassignment import NobodyToReassignTo, count_contracts, reassign
from app.page import Page

blueprint = Blueprint("advisors", __name__)


@blueprint.route("/advisors", methods=["GET", "POST"])
@admin_required
def index() -> Page:
    """List the staff, active and former, with pending invitations; invite somebody."""
    form = StaffInvitationForm()
    if not form.validate_on_submit():
        return _list_page(form, 422 if form.is_submitted() else 200)
    begin_write(db.session)
    try:
        staff.invite(form.email.data, StaffRole(form.role.data), current_person())
        db.session.commit()
    except staff.AlreadyKnown:
        db.session.rollback()
        form.email.errors = [_("Cette adresse a déjà un compte. Indiquez-en une autre.")]
        return _list_page(form, 422)
    flash(_("L'invitation est partie à %(email)s.", email=form.email.data), "success")
    return redirect(url_for("advisors.index"), 303)


@blueprint.route("/advisors/<int:user_id>/deactivation", methods=["GET", "POST"])
@admin_required
def deactivation(user_id: int) -> Page:
    """Deactivate somebody, after a page that explains it and asks for a successor."""
    person, form = advisor_or_404(user_id), ReassignmentForm()
    form.offer(person)
    if request.method != "POST":
        return _page("deactivation", person, form)
    begin_write(db.session)
    try:
        staff.deactivate(person, current_person())
        reassign(person, form.chosen, current_person())
        db.session.commit()
    except NobodyToReassignTo:
        return _ask_for_successor("deactivation", person, form)
    except staff.OwnAccount:
        return _refuse(_("Vous ne pouvez pas vous désactiver vous-même."))
    except staff.LastAdmin:
        return _refuse(_("Il faut au moins un administrateur : celui-ci est le dernier."))
    flash(_("%(name)s ne peut plus se connecter.", name=person.name), "success")
    return redirect(url_for("advisors.index"), 303)


@blueprint.route("/advisors/<int:user_id>/reassignment", methods=["GET", "POST"])
@admin_required
def reassignment(user_id: int) -> Page:
    """Give an advisor's merchants to a colleague."""
    person, form = advisor_or_404(user_id), ReassignmentForm()
    form.offer(person)
    if request.method != "POST":
        return _page("reassignment", person, form)
    begin_write(db.session)
    try:
        count = reassign(person, form.chosen, current_person())
        db.session.commit()
    except NobodyToReassignTo:
        return _ask_for_successor("reassignment", person, form)
    flash(
        ngettext(
            "%(num)s marchand a changé de conseiller et le sait.",
            "%(num)s marchands ont changé de conseiller et le savent.",
            count,
        ),
        "success",
    )
    return redirect(url_for("advisors.index"), 303)


def _list_page(form: StaffInvitationForm, code: int) -> Page:
    people = staff.all_staff()
    return (
        render_template(
            "onboarding/advisors.html",
            form=form,
            people=people,
            counts=count_contracts(people),
            invitations=AccountLink.pending_staff_invitations(),
        ),
        code,
    )


def _page(template: str, person: User, form: ReassignmentForm) -> str:
    count = count_contracts([person]).get(person.id, 0)
    return render_template(f"onboarding/{template}.html", person=person, form=form, count=count)


def _ask_for_successor(template: str, person: User, form: ReassignmentForm) -> Page:
    db.session.rollback()
    form.ask_for_somebody()
    return _page(template, person, form), 422


def _refuse(sentence: str) -> Page:
    db.session.rollback()
    flash(sentence, "danger")
    return redirect(url_for("advisors.index"), 303)
