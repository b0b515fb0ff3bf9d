"""La Poste's form, filled in, on one sheet."""

from flask import current_app

from app.language import in_language
from app.printing.documents import render_pdf
from app.printing.typeface import FAMILY
from app.renewals import la_poste_form


def form_pdf(facts: la_poste_form.FormFacts, company: str) -> bytes:
    """One page of A4, in French as La Poste's form is. Raises PrintingUnavailable."""
    with in_language("fr"):
        html = current_app.jinja_env.get_template("print/la_poste_form.html").render(
            fields=list(la_poste_form.fill(facts)), company=company, family=FAMILY
        )
    return render_pdf(html, title=f"Formulaire de La Poste – {company}", language="fr")
