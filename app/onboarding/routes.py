"""The merchant's steps: their list, and one route for all of them."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for

from app.accounts.guards import current_merchant, current_person, owner_required
from app.database import begin_write
from app.extensions import db
from app.language import gettext as _
from app.onboarding.forms import StepForm
from app.onboarding.journey import ADVISOR, STEPS, Journey, Step, step_at
from app.onboarding.step_page import step_page, to_first_step
from app.page import Page

blueprint = Blueprint("onboarding", __name__)


@blueprint.get("/onboarding")
@owner_required
def steps() -> Page:
    """Show the list of steps, each with its state."""
    journey = Journey.of(current_merchant())
    return render_template("onboarding/steps.html", journey=journey, steps=STEPS)


@blueprint.route("/onboarding/<slug>", methods=["GET", "POST"])
@owner_required
def step(slug: str) -> Page:
    """Show a step, validate its form while it is typed, or save it."""
    wanted = step_at(slug) or abort(404)
    journey = Journey.of(current_merchant())
    if not journey.can_visit(wanted):
        return to_first_step()
    form = wanted.form()
    form.meet(journey, current_person())
    if not form.is_submitted():
        form.start(journey)
        return step_page(wanted, journey, form)
    valid = form.validate()
    if form.only_checks:
        return step_page(wanted, journey, form)
    if not valid or not form.keep_file():
        return step_page(wanted, journey, form), 422
    return _save(wanted, form)


def _save(wanted: Step, form: StepForm) -> Page:
    begin_write(db.session)
    journey = Journey.of(current_merchant(), lock=True)
    if wanted is ADVISOR and journey.missing:
        db.session.rollback()
        return step_page(wanted, Journey.of(current_merchant()), form), 422
    if journey.is_complete:
        db.session.rollback()
        flash(_("Le contrat est actif : ces réponses ne changent plus."), "info")
        return redirect(url_for("onboarding.steps"), 303)
    wanted.save(journey, form, current_person())
    db.session.commit()
    return redirect(url_for("onboarding.steps"), 303)
