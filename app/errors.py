"""Error pages: what happened and what to do next, never a stack trace."""

from contextlib import suppress

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import Forbidden, HTTPException

from app.extensions import db
from app.language import LANGUAGES, in_language
from app.language import lazy_gettext as _
from app.printing.documents import PrintingUnavailable
from app.uploads.store import StoreUnavailable

PAGES = {
    400: (
        _("Demande incompréhensible"),
        _("Ce qui a été envoyé ne peut pas être lu. Revenez en arrière et recommencez."),
    ),
    403: (_("Accès réservé"), _("Votre compte ne donne pas accès à cette page.")),
    404: (
        _("Page introuvable"),
        _("L'adresse est fausse, ou ce qu'elle désigne n'est pas à vous."),
    ),
    405: (
        _("Adresse sans page"),
        _("Cette adresse reçoit un formulaire. Repartez de la page d'où il vient."),
    ),
    413: (
        _("Envoi trop gros"),
        _(
            "Le fichier dépasse la taille permise. Revenez en arrière : ce que vous avez écrit y est "
            "encore. Coupez le fichier en deux, ou envoyez une photo plus petite."
        ),
    ),
    422: (_("Valeur refusée"), _("Une valeur ne convient pas. Revenez en arrière et corrigez-la.")),
    429: (_("Trop d'essais"), _("Attendez un quart d'heure, puis recommencez.")),
    503: (
        _("Impression indisponible"),
        _(
            "Ce serveur ne peut pas imprimer pour l'instant. Vos étiquettes et bordereaux sont gardés."
        ),
    ),
    500: (
        _("Une panne de notre côté"),
        _("Rien n'a été fait à moitié. Réessayez ; si la panne dure, prévenez-nous."),
    ),
}
STORE_UNAVAILABLE = (
    _("Document indisponible"),
    _(
        "Les documents ne peuvent pas être lus pour l'instant. Rien n'est perdu ; réessayez bientôt."
    ),
)
FORM_EXPIRED = (
    _("Formulaire trop ancien"),
    _("La page est restée ouverte trop longtemps. Revenez en arrière, rechargez et renvoyez."),
)

READ_ONLY = (
    _("Lecture seule"),
    _(
        "Vous visitez les pages d'un marchand : elles se lisent, rien ne s'y change. "
        "Ce que vous avez envoyé n'a pas été enregistré."
    ),
)

Answer = tuple[str, int]


class ReadOnly(Forbidden):
    """A form was sent by an advisor who may only read a merchant's pages."""


def init_app(app: Flask) -> None:
    """Show an error page for HTTP errors, unavailable services and unhandled exceptions."""
    app.register_error_handler(CSRFError, _show_form_expired)
    app.register_error_handler(ReadOnly, _show_read_only)
    app.register_error_handler(HTTPException, _show_http_error)
    app.register_error_handler(PrintingUnavailable, _show_printing_unavailable)
    app.register_error_handler(StoreUnavailable, _show_store_unavailable)
    app.register_error_handler(Exception, _show_unhandled)


def _show_form_expired(error: CSRFError) -> Answer:
    return _page(400, *FORM_EXPIRED)


def _show_read_only(error: ReadOnly) -> Answer:
    return _page(403, *READ_ONLY)


def _show_http_error(error: HTTPException) -> "Answer | HTTPException":
    code = error.code or 500
    if code < 400:  # werkzeug raises redirects as exceptions too
        return error
    if code >= 500:
        return _page_without_database(*PAGES[500])
    return _page(code, *PAGES[code if code in PAGES else 400])


def _show_printing_unavailable(error: PrintingUnavailable) -> Answer:
    current_app.logger.error("%s", error)  # the message names the packages to install
    return _page(503, *PAGES[503])


def _show_store_unavailable(error: StoreUnavailable) -> Answer:
    current_app.logger.error("the store of documents did not answer: %s", error)
    return _page(503, *STORE_UNAVAILABLE)


def _show_unhandled(error: Exception) -> Answer:
    if current_app.testing:
        raise error
    current_app.logger.exception("unhandled error")
    return _page_without_database(*PAGES[500])


def _page_without_database(title: object, text: object) -> Answer:
    """Render the page without the database, which may be what failed.

    So the user is not loaded, and the language is the browser's.
    """
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    with suppress(SQLAlchemyError):
        db.session.rollback()
    with in_language(language):
        template = current_app.jinja_env.get_template("errors/error.html")
        return template.render(code=500, title=title, text=text), 500


def _page(code: int, title: object, text: object) -> Answer:
    return render_template("errors/error.html", code=code, title=title, text=text), code
