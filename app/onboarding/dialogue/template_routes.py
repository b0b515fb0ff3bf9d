"""Editing the question templates, for admins."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from wtforms import validators as v

from app.accounts.guards import admin_required, current_person
from app.database import begin_write
from app.extensions import db
from app.forms import Form, TextField
from app.language import LANGUAGES, lazy_gettext
from app.language import gettext as _
from app.onboarding.dialogue.forms import message_field
from app.onboarding.dialogue.templates import LONGEST_TITLE, QuestionTemplate
from app.page import Page

blueprint = Blueprint("question_templates", __name__)


def _title_field(label: Any, missing: Any) -> TextField:
    return TextField(label, [v.DataRequired(missing)], longest=LONGEST_TITLE)


class TemplateForm(Form):
    """A question template in both languages."""

    title_fr = _title_field(
        lazy_gettext("Titre en français"), lazy_gettext("Donnez un titre en français.")
    )
    text_fr = message_field(
        lazy_gettext("Question en français"), lazy_gettext("Écrivez la question en français.")
    )
    title_en = _title_field(
        lazy_gettext("Titre en anglais"), lazy_gettext("Donnez un titre en anglais.")
    )
    text_en = message_field(
        lazy_gettext("Question en anglais"), lazy_gettext("Écrivez la question en anglais.")
    )

    def words(self, what: str) -> dict[str, str]:
        """The titles (`title`) or the texts (`text`), by language."""
        return {language: self[f"{what}_{language}"].data for language in LANGUAGES}


@blueprint.get("/question-templates")
@admin_required
def index() -> Page:
    """List the templates in use."""
    return render_template("onboarding/templates.html", templates=QuestionTemplate.active())


@blueprint.route("/question-templates/new", methods=["GET", "POST"])
@admin_required
def new() -> Page:
    """Add a template."""
    return _save(TemplateForm(), None)


@blueprint.route("/question-templates/<int:template_id>", methods=["GET", "POST"])
@admin_required
def one(template_id: int) -> Page:
    """Change a template."""
    template = QuestionTemplate.active_by_id(template_id) or abort(404)
    return _save(TemplateForm(obj=template), template_id)


@blueprint.post("/question-templates/<int:template_id>/archival")
@admin_required
def archival(template_id: int) -> Page:
    """Archive a template; do nothing if it is archived already."""
    begin_write(db.session)
    template = db.session.get(QuestionTemplate, template_id) or abort(404)
    template.archive(current_person())
    db.session.commit()
    flash(_("La question n'est plus proposée."), "success")
    return redirect(url_for("question_templates.index"), 303)


def _save(form: TemplateForm, template_id: int | None) -> Page:
    if not form.validate_on_submit():
        code = 422 if form.is_submitted() else 200
        return render_template("onboarding/template.html", form=form, template_id=template_id), code
    begin_write(db.session)
    template = QuestionTemplate.active_by_id(template_id) if template_id else QuestionTemplate()
    if template is None:  # a colleague has just archived it
        abort(404)
    template.write(form.words("title"), form.words("text"), current_person())
    db.session.commit()
    flash(_("La question est gardée."), "success")
    return redirect(url_for("question_templates.index"), 303)
