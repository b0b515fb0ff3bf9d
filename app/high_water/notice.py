"""What pages say while the database is taken for a restored one."""

from flask import render_template, request
from flask_login import current_user

from app.extensions import db
from app.high_water.checking import DatabaseRestored, notice
from app.high_water.models import Restoration
from app.language import gettext as _

# Where a merchant makes labels and slips.
_OF_MERCHANTS = frozenset({"shipments", "labels", "deposits"})


def restored_notice() -> Restoration | None:
    """The restoration to be settled; for a merchant only on pages of labels and slips."""
    if not current_user.is_authenticated:
        return None
    if not current_user.is_advisor and request.blueprint not in _OF_MERCHANTS:
        return None
    return Restoration.open_one()


def show_restored(error: DatabaseRestored) -> tuple[str, int]:
    """Say that nothing was made; note it where this request is the first to find out."""
    db.session.rollback()
    notice()
    title = _("Rien n'a été émis")
    text = _(
        "La base de données vient d'être restaurée : aucun numéro n'est donné tant que nos "
        "administrateurs n'ont pas vérifié lesquels ont déjà servi. Ils sont prévenus. "
        "Tout le reste fonctionne."
    )
    return render_template("errors/error.html", code=409, title=title, text=text), 409
