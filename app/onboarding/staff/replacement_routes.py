"""Planning and withdrawing the replacement of an advisor who is away."""

from collections.abc import Sequence

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from wtforms import SelectChoice, SelectField
from wtforms import validators as v

from app.accounts import replacement
from app.accounts.guards import advisor_required, current_person
from app.accounts.models import StaffRole, User
from app.accounts.replacement import OverlappingReplacement, Replacement
from app.clock import today
from app.database import begin_write
from app.extensions import db
from app.formats import day
from app.forms import DayField, Form
from app.language import gettext as _
from app.language import lazy_gettext
from app.page import Page

blueprint = Blueprint("replacements", __name__)


class ReplacementForm(Form):
    """From when to when an advisor is away, and who replaces them."""

    substitute = SelectField(lazy_gettext("Qui remplace"), coerce=int, validate_choice=False)
    first_day = DayField(
        lazy_gettext("Premier jour"), [v.DataRequired(lazy_gettext("Indiquez le premier jour."))]
    )
    last_day = DayField(
        lazy_gettext("Dernier jour"), [v.DataRequired(lazy_gettext("Indiquez le dernier jour."))]
    )

    def offer(self, advisors: Sequence[User]) -> None:
        """Offer these advisors, except oneself."""
        self._advisors = {advisor.id: advisor for advisor in advisors}
        self.substitute.choices = [
            SelectChoice(a.id, a.name) for a in advisors if a.id != current_person().id
        ]

    def validate_substitute(self, field: SelectField) -> None:
        """Require a colleague."""
        away = self.away
        if field.data not in self._advisors or (away and field.data == away.id):
            raise v.ValidationError(_("Choisissez un ou une collègue."))

    def validate_last_day(self, field: DayField) -> None:
        """Require a day from today on, not before the first day."""
        if self.first_day.data and field.data and field.data < self.first_day.data:
            raise v.ValidationError(_("Le dernier jour vient avant le premier."))
        if field.data and field.data < today():
            raise v.ValidationError(_("Ce jour est déjà passé."))

    @property
    def away(self) -> User | None:
        """Who is away: oneself; None only in the form of an admin."""
        return current_person()

    @property
    def stand_in(self) -> User:
        """Who replaces them; only after validation."""
        return self._advisors[self.substitute.data]


class AnybodysReplacementForm(ReplacementForm):
    """The same for an admin, who plans for everybody."""

    advisor = SelectField(lazy_gettext("Qui s'absente"), coerce=int, validate_choice=False)

    def offer(self, advisors: Sequence[User]) -> None:
        """Offer these advisors, for both fields."""
        super().offer(advisors)
        everybody = [SelectChoice(advisor.id, advisor.name) for advisor in advisors]
        self.advisor.choices = self.substitute.choices = everybody

    def validate_advisor(self, field: SelectField) -> None:
        """Require one of the advisors offered."""
        if field.data not in self._advisors:
            raise v.ValidationError(_("Choisissez un conseiller."))

    @property
    def away(self) -> User | None:
        """Who is away; None if nobody valid is chosen."""
        return self._advisors.get(self.advisor.data)


@blueprint.route("/replacements", methods=["GET", "POST"])
@advisor_required
def index() -> Page:
    """List current and future replacements, and plan one; an admin plans for everybody."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422 if form.is_submitted() else 200
    begin_write(db.session)
    days = form.first_day.data, form.last_day.data
    try:
        replacement.plan(form.away or abort(422), form.stand_in, *days, by=current_person())
        db.session.commit()
    except OverlappingReplacement as overlapping:
        known = overlapping.known
        sentence = _(
            "Un remplacement est déjà prévu du %(first)s au %(last)s : retirez-le d'abord.",
            first=day(known.first_day),
            last=day(known.last_day),
        )
        db.session.rollback()
        form.first_day.errors = [sentence]
        return _page(form), 422
    flash(_("Le remplacement est prévu."), "success")
    return redirect(url_for("replacements.index"), 303)


@blueprint.post("/replacements/<int:replacement_id>/withdrawal")
@advisor_required
def withdrawal(replacement_id: int) -> Page:
    """Withdraw a replacement: one's own, or as an admin anybody's."""
    begin_write(db.session)
    planned = db.session.get(Replacement, replacement_id)
    if planned is None or not (_is_admin() or planned.advisor_id == current_person().id):
        abort(404)
    planned.withdraw(current_person())
    db.session.commit()
    flash(_("Le remplacement est retiré."), "success")
    return redirect(url_for("replacements.index"), 303)


def _form() -> ReplacementForm:
    form = AnybodysReplacementForm() if _is_admin() else ReplacementForm()
    form.offer(User.advisors())
    return form


def _page(form: ReplacementForm) -> str:
    return render_template(
        "onboarding/replacements.html",
        form=form,
        planned=Replacement.to_come(),
        is_admin=_is_admin(),
    )


def _is_admin() -> bool:
    return current_person().staff_role == StaffRole.ADMIN
