"""Sentences about an import: what is wrong, and what to write instead."""

from app.formats import number
from app.language import gettext as _
from app.shipments.columns import AmbiguousColumns, Candidate, UnusableColumns
from app.shipments.faults import (
    Field,
    FieldFault,
    FieldProblem,
    Remark,
    RemarkKind,
    UnreadableOrderFile,
)
from app.shipments.grouping import LeftOut, LeftOutReason
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
        Field.DIMENSIONS: _("Dimensions"),
    }[field]


def file_sentence(error: UnreadableOrderFile) -> str:
    """Say why a file cannot be read, and what to do about it."""
    if isinstance(error, UnusableColumns):
        return _columns_sentence(error)
    if isinstance(error, UnreadableTable):
        return _table_sentence(error.problem, error.detail)
    if isinstance(error, AmbiguousColumns):
        return _ambiguous_sentence(error)
    return _("Ce fichier ne peut pas être lu.")


def remark_sentence(remark: Remark) -> str:
    """Say what is worth knowing about an order that is not refused."""
    value, choices = _quotable(remark.value), _enumerate(remark.choices)
    match remark.kind:
        case RemarkKind.POSTCODE_RESTORED:
            return _(
                "Le code postal « %(value)s » a retrouvé son zéro : %(choices)s.",
                value=value,
                choices=choices,
            )
        case RemarkKind.POSTCODE_OF_NO_TOWN:
            return _no_town_sentence(value, choices)
        case RemarkKind.TOWN_UNKNOWN:
            return _(
                "« %(value)s » n'est pas connue à ce code postal, qui est celui de : %(choices)s.",
                value=value,
                choices=choices,
            )
        case RemarkKind.LINES_SWAPPED:
            return _("« %(value)s » est prise pour la ligne du numéro et de la rue.", value=value)
        case RemarkKind.LEFT_OFF:
            return _(
                "« %(value)s » n'est pas imprimé : ce n'est pas une ligne d'adresse.", value=value
            )
        case RemarkKind.PLACE_REPEATED:
            return _(
                "« %(value)s » répète le code postal et la ville, imprimés une seule fois.",
                value=value,
            )
        case RemarkKind.ARTICLES_ADDED:
            return _("Le poids, %(value)s, est celui des articles additionnés.", value=value)
        case RemarkKind.USUAL_WEIGHT:
            return _(
                "Le fichier ne dit pas le poids : votre poids habituel, %(value)s, est pris.",
                value=value,
            )


def _no_town_sentence(value: str, choices: str) -> str:
    if not choices:
        return _("Le code postal %(value)s n'est pas dans notre liste.", value=value)
    return _(
        "Le code postal %(value)s n'est d'aucune commune. Cette ville a : %(choices)s.",
        value=value,
        choices=choices,
    )


def left_out_sentence(left_out: LeftOut) -> str:
    """Say why a row is no order to send."""
    value = _quotable(left_out.value)
    match left_out.reason:
        case LeftOutReason.CANCELLED:
            return _(
                "La commande « %(reference)s » est annulée : « %(value)s ».",
                reference=left_out.reference,
                value=value,
            )
        case LeftOutReason.SHIPPED:
            return _(
                "La commande « %(reference)s » est déjà expédiée : « %(value)s ».",
                reference=left_out.reference,
                value=value,
            )
        case LeftOutReason.SAME_ORDER:
            return _(
                "La commande « %(reference)s » est déjà sur la ligne %(line)s, avec le même contenu.",
                reference=left_out.reference,
                line=value,
            )
    return _("« %(value)s » est une ligne de total.", value=value)


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
    return (
        _wrong_row(fault, named["value"])
        or _wrong_destination(fault.problem, named["value"])
        or _wrong_weight(fault.problem, named["value"], fault.limit)
    )


def _wrong_row(fault: FieldFault, value: str) -> str:
    match fault.problem:
        case FieldProblem.OTHER_CONTENT:
            return _("« %(value)s » est déjà connue avec un autre contenu.", value=value)
        case FieldProblem.SCIENTIFIC:
            return _(
                "« %(value)s » est une référence abîmée : le tableur a arrondi ce numéro.",
                value=value,
            )
        case FieldProblem.OPEN_QUOTATION:
            return _("Un guillemet est ouvert sans être refermé : « %(value)s ».", value=value)
        case FieldProblem.CELL_TOO_LONG:
            return _("Une cellule est démesurée : « %(value)s ».", value=value)
        case FieldProblem.CONTROL_CHARACTERS:
            return _("La ligne contient des signes illisibles : « %(value)s ».", value=value)
    return ""


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
        case FieldProblem.COUNTRY_UNKNOWN:
            return _("Pays non reconnu : « %(value)s ».", value=value)
        case FieldProblem.COUNTRY_UNSURE:
            return _(
                "Quel pays ? « %(value)s » n'est pas une adresse française connue.", value=value
            )
        case FieldProblem.ARMED_FORCES:
            return _(
                "Le code postal %(value)s est celui des armées, qui ne sont pas desservies ici.",
                value=value,
            )
        case FieldProblem.NOT_A_TOWN:
            return _("« %(value)s » n'est pas une commune.", value=value)
        case FieldProblem.OTHER_PLACE:
            return _("« %(value)s » nomme une autre commune que l'adresse.", value=value)
    return ""


def _wrong_weight(problem: FieldProblem, value: str, limit: int) -> str:
    match problem:
        case FieldProblem.NOT_POSITIVE:
            return _("Le poids « %(value)s » n'est pas supérieur à zéro.", value=value)
        case FieldProblem.UNIT_UNCLEAR:
            return _("L'unité du poids « %(value)s » n'est pas sûre.", value=value)
        case FieldProblem.AMOUNT_UNCLEAR:
            return _("Le poids « %(value)s » peut se lire de deux façons.", value=value)
        case FieldProblem.NOT_A_QUANTITY:
            return _("« %(value)s » n'est pas une quantité.", value=value)
        case FieldProblem.NOT_A_DIMENSION:
            return _("« %(value)s » n'est pas une dimension.", value=value)
        case FieldProblem.TOO_LARGE:
            return _(
                "« %(value)s » dépasse la taille permise : 3 cm d'épaisseur, et moins de 90 cm en additionnant les trois côtés.",
                value=value,
            )
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
    if fault.problem in {FieldProblem.REPEATED, FieldProblem.OTHER_CONTENT} and fault.choices:
        return _both_contents(fault.choices)
    if fault.instead:
        return _("Écrivez « %(instead)s ».", instead=fault.instead)
    if fault.choices:
        return _("Écrivez l'une de ces valeurs : %(choices)s.", choices=_enumerate(fault.choices))
    return _advice(fault)


def _both_contents(contents: tuple[str, ...]) -> str:
    earlier, new = contents[0], contents[-1]
    return _(
        "Connu : %(earlier)s. Lu : %(new)s. Est-ce la même commande, modifiée, ou une autre ?",
        earlier=earlier,
        new=new,
    )


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
    problem = fault.problem
    return _advice_on_row(problem) or _advice_on_place(problem) or _advice_on_size(problem)


def _advice_on_row(problem: FieldProblem) -> str:
    match problem:
        case FieldProblem.SCIENTIFIC:
            return _("Mettez la colonne au format texte dans le tableur, et exportez de nouveau.")
        case FieldProblem.OTHER_CONTENT:
            return _("Écrivez une autre référence si c'est une autre commande.")
        case FieldProblem.OPEN_QUOTATION | FieldProblem.CELL_TOO_LONG:
            return _("Cherchez un guillemet en trop sur cette ligne.")
        case FieldProblem.CONTROL_CHARACTERS:
            return _("Écrivez de nouveau cette ligne.")
    return ""


def _advice_on_place(problem: FieldProblem) -> str:
    match problem:
        case FieldProblem.NOT_A_POSTCODE:
            return _("Écrivez cinq chiffres, par exemple 01000.")
        case FieldProblem.ZONE_NOT_SERVED | FieldProblem.COUNTRY_NOT_SERVED:
            return _(
                "Retirez cette commande : seuls la France, Monaco et l'outre-mer de la zone OM 1 "
                "sont desservis."
            )
        case FieldProblem.COUNTRY_UNKNOWN:
            return _("Pour la France, écrivez FR ; sinon, écartez cette ligne.")
        case FieldProblem.COUNTRY_UNSURE:
            return _(
                "Si c'est la France, écrivez FR dans la colonne du pays ; sinon, écartez cette ligne."
            )
        case FieldProblem.ARMED_FORCES:
            return _("Écartez cette ligne, ou demandez que les armées soient desservies.")
        case FieldProblem.NOT_A_TOWN:
            return _("Écrivez le nom de la commune.")
        case FieldProblem.OTHER_PLACE:
            return _("Gardez une seule commune : celle de la livraison.")
    return ""


def _advice_on_size(problem: FieldProblem) -> str:
    match problem:
        case FieldProblem.NOT_A_QUANTITY:
            return _("Écrivez un nombre entier, par exemple 2.")
        case FieldProblem.NOT_A_DIMENSION:
            return _("Écrivez un nombre de centimètres, par exemple 2,5.")
        case FieldProblem.TOO_LARGE:
            return _("Choisissez un autre service pour cet envoi.")
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
        missing=", ".join(f"« {field_name(field)} »" for field in error.missing),
    )
    return f"{missing} {_read_headings(error)}"


def _ambiguous_sentence(error: AmbiguousColumns) -> str:
    """Name the columns that remain, by their place where their headings are the same."""
    named = _enumerate(tuple(_placed_heading(candidate) for candidate in error.candidates))
    if error.mixed:
        return _(
            "L'adresse viendrait de deux personnes : %(columns)s. Ne gardez que les colonnes de la "
            "livraison.",
            columns=named,
        )
    return _(
        "Plusieurs colonnes peuvent convenir : %(columns)s. N'en gardez qu'une.", columns=named
    )


def _placed_heading(candidate: Candidate) -> str:
    return _(
        "« %(heading)s » (colonne %(place)s)",
        heading=_quotable(candidate.heading),
        place=candidate.place + 1,
    )


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
                "C'est un classeur de tableur. Il ne se lit pas : ouvrez-le et enregistrez-le en CSV, "
                "puis importez le fichier CSV."
            )
        case TableProblem.PDF:
            return _("C'est un PDF, pas un tableau. Exportez vos commandes en CSV.")
        case TableProblem.IMAGE:
            return _("C'est une image, pas un tableau. Exportez vos commandes en CSV.")
        case TableProblem.WRONG_ENCODING:
            return _(
                "Ligne %(line)s : les lettres sont dans un codage inconnu. Enregistrez le fichier en "
                "CSV UTF-8.",
                line=detail,
            )
        case TableProblem.TOO_MANY_ROWS:
            return _(
                "Le fichier a plus de %(limit)s commandes. Partagez-le en plusieurs fichiers.",
                limit=number(int(detail)),
            )
    return _broken_table_sentence(problem)


def _broken_table_sentence(problem: TableProblem) -> str:
    if problem is TableProblem.HEADER_ONLY:
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
