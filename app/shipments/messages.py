"""Sentences about an import: what is wrong, and what to write instead."""

from app.formats import number
from app.language import gettext as _
from app.shipments.columns import UnusableColumns
from app.shipments.faults import Field, FieldFault, FieldProblem, UnreadableOrderFile
from app.shipments.table import TableProblem, UnreadableTable

_MOST_CHOICES = 8
_LONGEST_QUOTATION = 80


def sentence(fault: FieldFault) -> str:
    """Say what is wrong with a field and what to write instead."""
    return f"{_what_is_wrong(fault)} {_what_to_write(fault)}"


def field_name(field: Field) -> str:
    """Return the name of a field as pages show it."""
    return {
        Field.ROW: _("Ligne"),
        Field.REFERENCE: _("Référence"),
        Field.NAME: _("Nom"),
        Field.COMPANY: _("Société"),
        Field.STREET: _("Adresse"),
        Field.COMPLEMENT: _("Complément"),
        Field.POSTCODE: _("Code postal"),
        Field.TOWN: _("Ville"),
        Field.COUNTRY: _("Pays"),
        Field.WEIGHT: _("Poids"),
    }[field]


def file_sentence(error: UnreadableOrderFile) -> str:
    """Say why a file cannot be read, and what to do about it."""
    if isinstance(error, UnusableColumns):
        return _columns_sentence(error)
    if isinstance(error, UnreadableTable):
        return _table_sentence(error.problem, error.detail)
    return _("Ce fichier ne peut pas être lu.")


def _what_is_wrong(fault: FieldFault) -> str:
    named = {"field": field_name(fault.field), "value": _quotable(fault.value)}
    match fault.problem:
        case FieldProblem.MISSING:
            return _missing(fault.field)
        case FieldProblem.REPEATED:
            return _(
                "« %(value)s » est déjà sur la ligne %(line)s de ce fichier.",
                value=named["value"],
                line=fault.limit,
            )
        case FieldProblem.TOO_LONG:
            return _(
                "%(field)s : « %(value)s » dépasse %(limit)s caractères.",
                **named,
                limit=fault.limit,
            )
        case FieldProblem.SPOILT:
            return _("%(field)s : les lettres de « %(value)s » sont abîmées.", **named)
        case FieldProblem.FOREIGN_LETTERS:
            return _(
                "%(field)s : « %(value)s » contient des lettres que La Poste ne lit pas.", **named
            )
        case FieldProblem.TOO_MANY_CELLS:
            return _(
                "La ligne a plus de %(limit)s cellules : « %(value)s » est en trop.",
                value=named["value"],
                limit=fault.limit,
            )
    return _wrong_destination(fault.problem, named["value"]) or _wrong_weight(
        fault.problem, named["value"], fault.limit
    )


def _wrong_destination(problem: FieldProblem, value: str) -> str:
    match problem:
        case FieldProblem.NOT_A_POSTCODE:
            return _("« %(value)s » n'est pas un code postal français.", value=value)
        case FieldProblem.ZONE_NOT_SERVED:
            return _("La Lettre Suivie ne va pas au code postal %(value)s.", value=value)
        case FieldProblem.COUNTRY_NOT_SERVED:
            return _("La Lettre Suivie ne va pas vers « %(value)s ».", value=value)
        case FieldProblem.COUNTRY_CONTRADICTS:
            return _("Le pays « %(value)s » contredit le code postal.", value=value)
    return ""


def _wrong_weight(problem: FieldProblem, value: str, limit: int) -> str:
    match problem:
        case FieldProblem.NOT_POSITIVE:
            return _("Le poids « %(value)s » n'est pas supérieur à zéro.", value=value)
        case FieldProblem.UNIT_UNCLEAR:
            return _("L'unité du poids « %(value)s » n'est pas sûre.", value=value)
        case FieldProblem.TOO_HEAVY:
            return _(
                "Le poids « %(value)s » dépasse %(limit)s g, le maximum de la Lettre Suivie.",
                value=value,
                limit=number(limit),
            )
    return _("« %(value)s » n'est pas un poids.", value=value)


def _missing(field: Field) -> str:
    match field:
        case Field.REFERENCE:
            return _("La référence de la commande manque.")
        case Field.NAME:
            return _("Le destinataire manque.")
        case Field.STREET:
            return _("L'adresse manque.")
        case Field.POSTCODE:
            return _("Le code postal manque.")
        case Field.TOWN:
            return _("La ville manque.")
        case Field.WEIGHT:
            return _("Le poids manque.")
    return _("%(field)s : il manque une valeur.", field=field_name(field))


def _what_to_write(fault: FieldFault) -> str:
    if fault.instead and fault.complement:
        return _(
            "Écrivez %(field)s : « %(instead)s » / Complément : « %(complement)s ».",
            field=field_name(fault.field),
            instead=fault.instead,
            complement=fault.complement,
        )
    if fault.problem is FieldProblem.COUNTRY_CONTRADICTS:
        return _("Écrivez « %(instead)s », ou corrigez le code postal.", instead=fault.instead)
    if fault.instead:
        return _("Écrivez « %(instead)s ».", instead=fault.instead)
    if fault.choices:
        return _("Écrivez l'une de ces valeurs : %(choices)s.", choices=_enumerate(fault.choices))
    return _advice(fault)


def _advice(fault: FieldFault) -> str:
    """Say what to write if no text can be proposed."""
    match fault.problem:
        case FieldProblem.MISSING:
            return _missing_advice(fault.field)
        case FieldProblem.REPEATED:
            return _("Écrivez une référence par envoi.")
        case FieldProblem.TOO_LONG:
            return _("Raccourcissez à %(limit)s caractères au plus.", limit=fault.limit)
        case FieldProblem.SPOILT:
            return _("Écrivez de nouveau le texte et enregistrez le fichier en UTF-8.")
        case FieldProblem.FOREIGN_LETTERS:
            return _("Écrivez en lettres latines.")
        case FieldProblem.TOO_MANY_CELLS:
            return _("Mettez entre guillemets la cellule qui contient le séparateur.")
        case FieldProblem.NOT_A_POSTCODE:
            return _("Écrivez cinq chiffres, par exemple 01000.")
        case FieldProblem.ZONE_NOT_SERVED | FieldProblem.COUNTRY_NOT_SERVED:
            return _(
                "Retirez cette commande : seuls la France, Monaco et l'outre-mer de la zone OM 1 "
                "sont desservis."
            )
        case FieldProblem.TOO_HEAVY:
            return _("Partagez l'envoi ou choisissez un autre service.")
    return _("Écrivez le poids avec son unité, par exemple 250 g.")


def _missing_advice(field: Field) -> str:
    match field:
        case Field.REFERENCE:
            return _("Écrivez celle de votre boutique, par exemple CMD-1001.")
        case Field.NAME:
            return _("Écrivez un nom ou une société.")
        case Field.STREET:
            return _("Écrivez le numéro et la voie.")
        case Field.POSTCODE:
            return _("Écrivez cinq chiffres, par exemple 01000.")
        case Field.WEIGHT:
            return _("Écrivez le poids avec son unité, par exemple 250 g.")
    return _("Écrivez le nom de la commune.")


def _columns_sentence(error: UnusableColumns) -> str:
    if not error.missing:
        return _(
            "La colonne « %(heading)s » ne dit pas son unité : nommez-la « Poids (g) » ou "
            "« Poids (kg) ».",
            heading=_quotable(error.unitless),
        )
    missing = _(
        "Il manque ces colonnes : %(missing)s. Nommez-les ainsi sur la première ligne.",
        missing=", ".join(f"« {_heading(field)} »" for field in error.missing),
    )
    return f"{missing} {_read_headings(error)}"


def _heading(field: Field) -> str:
    """Return a heading that `columns` recognises."""
    return _("Poids (g)") if field is Field.WEIGHT else field_name(field)


def _read_headings(error: UnusableColumns) -> str:
    if not error.read:
        return _("Aucune colonne n'a été reconnue.")
    return _("Colonnes reconnues : %(read)s.", read=_enumerate(error.read))


def _table_sentence(problem: TableProblem, detail: str) -> str:
    match problem:
        case TableProblem.EMPTY:
            return _("Le fichier est vide. Choisissez le fichier de commandes de votre boutique.")
        case TableProblem.WORKBOOK:
            return _(
                "C'est un classeur de tableur. Ouvrez-le et enregistrez-le en CSV, puis importez "
                "le fichier CSV."
            )
        case TableProblem.PDF:
            return _("C'est un PDF, pas un tableau. Exportez vos commandes en CSV.")
        case TableProblem.IMAGE:
            return _("C'est une image, pas un tableau. Exportez vos commandes en CSV.")
        case TableProblem.WRONG_ENCODING:
            return _(
                "Ligne %(line)s : les lettres ne sont ni en UTF-8 ni en Windows-1252. Enregistrez "
                "le fichier en CSV UTF-8.",
                line=detail,
            )
        case TableProblem.TOO_MANY_ROWS:
            return _(
                "Le fichier a plus de %(limit)s commandes. Partagez-le en plusieurs fichiers.",
                limit=number(int(detail)),
            )
    return _broken_table_sentence(problem, detail)


def _broken_table_sentence(problem: TableProblem, detail: str) -> str:
    match problem:
        case TableProblem.FIELD_TOO_LONG:
            return _(
                "Ligne %(line)s : une cellule est démesurée. Cherchez un guillemet qui n'est pas "
                "refermé.",
                line=detail,
            )
        case TableProblem.OPEN_QUOTATION:
            return _("Ligne %(line)s : un guillemet est ouvert sans être refermé.", line=detail)
        case TableProblem.HEADER_ONLY:
            return _("Le fichier n'a que sa ligne de titres : aucune commande à importer.")
    return _("Ce fichier n'est pas un tableau. Exportez vos commandes en CSV.")


def _enumerate(items: tuple[str, ...]) -> str:
    """Join the first items. The full stop of the sentence also ends the abbreviation "etc."."""
    shown = ", ".join(_quotable(item) for item in items[:_MOST_CHOICES])
    return f"{shown}, etc" if len(items) > _MOST_CHOICES else shown


def _quotable(text: str) -> str:
    """Shorten a text for quoting it in a sentence."""
    if len(text) <= _LONGEST_QUOTATION:
        return text
    return f"{text[:_LONGEST_QUOTATION]}…"
