"""Made-up papers with what spoils a reading: harmless lines, wrapped lines, papers that grant nothing.

`layouts` makes the tables and sentences; here they get a heading, a footer and a carrier of another
kind. What is true of each is known.
"""

import random
import textwrap
from dataclasses import dataclass
from enum import StrEnum

from app.ranges import tracking_number
from tests.renewals.certificate import layouts
from tests.renewals.certificate.layouts import Truth


class Kind(StrEnum):
    """What a paper is worth."""

    COMPLETE = "complete"  # it grants what it names, and every figure is right
    FLAWED = "flawed"  # a mistake is in it: it must not pass in silence
    NOTHING = "granting nothing"  # a refusal, a reservation, instructions, an invoice, a slip


@dataclass(frozen=True)
class Paper:
    """A paper, and what is true of it."""

    kind: Kind
    truth: Truth

    @property
    def text(self) -> str:
        """Its text."""
        return self.truth.text


def made(seed: int) -> Paper:
    """One paper, always the same for a seed: seven of ten are complete certificates."""
    chance = random.Random(f"papers {seed}")
    kind = chance.choices((Kind.COMPLETE, Kind.FLAWED, Kind.NOTHING), (70, 15, 15))[0]
    ranges = layouts.ranges_of(chance)
    account, coclico = f"{chance.randrange(10**6):06d}", f"{chance.randrange(1, 10**6):08d}"
    facts = layouts.facts_of(chance, account, coclico)
    if kind is Kind.NOTHING:
        lines = _granting_nothing(chance, ranges, facts)
    else:
        flaw = chance.choice(("key", "count", "order")) if kind is Kind.FLAWED else None
        body = layouts.body_of(chance, ranges, flaw)
        lines = [*chance.choice(HEADINGS), *facts, "", *body, "", *chance.choice(ENDINGS)]
        lines = _with_noise(chance, lines)
    text = "\n".join(lines)
    if chance.random() < 0.12:
        text = hard_wrapped(text, chance.choice((56, 60, 66, 72, 76)))
    return Paper(kind, Truth(tuple(ranges), account, coclico, text, kind is not Kind.COMPLETE))


HEADINGS = (
    ["LA POSTE", "Certificat d'attribution de plage", "Le 18/11/2026", ""],
    ["De : noreply@laposte.test", "Objet : Certificat d'attribution de plage", "", "Bonjour,", ""],
    ["Madame, Monsieur,", "", "Nous avons le plaisir de vous attribuer la plage suivante.", ""],
    ["Votre demande n° 20261119 est acceptée.", ""],
    ["Suite à votre demande d'attribution, nous vous attribuons la plage qui suit.", ""],
    ["CERTIFICAT", "Plage attribuée le 18 novembre 2026", ""],
    ["ATTRIBUTION DE NUMÉROS – LETTRE SUIVIE", "Réf. 2026-1118-0042", ""],
    ["Number range certificate", "The following range has been assigned to you.", ""],
)
ENDINGS: tuple[list[str], ...] = (
    ["Cordialement,", "Le service client"],
    ["Ce message est automatique, merci de ne pas y répondre."],
    ["Conservez ce certificat : il vous sera demandé en cas de contrôle."],
    ["Les numéros non utilisés ne peuvent être cédés à un tiers."],
    [],
)
# None of these says anything about the range.
NOISE = (
    "Tél. 02 31 46 00 12",
    "Tél. : 02.31.46.00.12 – Fax 02.31.46.00.13",
    "Téléphone 0 810 123 456, du lundi au vendredi de 8 h à 18 h",
    "12 rue du 8 mai 1945 – TVA FR 40 303265045",
    "4 quai du Port, 14000 Caen, TVA FR40303265045",
    "SIRET 90300003200016 N° TVA intracommunautaire FR40303265045",
    "SIRET 903 000 032 00016 – APE 5310Z",
    "Lettre recommandée n° 1A 123 456 7890 3",
    "Envoyé en recommandé 1A 200 111 2223 4 du 16/11/2026",
    "Taille 12 points",
    "Police Arial, taille 12",
    "Page 1 sur 2",
    "Soit 3 jours ouvrés de délai",
    "Volume annuel estimé : 60 000",
    "Total TTC : 0,00 €",
    "Nombre de pièces jointes : 1",
    "Dossier n° 2026111801 du 18/11/2026 au 18/11/2027",
    "Commande 4500123456 du 12/11/2026",
    "IBAN FR76 3000 4000 0312 3456 7890 143",
    "Bâtiment 5C, 3e étage, BP 90210",
    "Capital de 5 620 325 816 euros, 356 000 000 RCS Paris",
    "https://www.laposte.test/suivi?id=8400231460012&x=2",
    "Imprimé le 18/11/2026 à 10:32:45 (poste 3D)",
    "Envoyé de mon mobile 5G",
)


def _with_noise(chance: random.Random, lines: list[str]) -> list[str]:
    """A few harmless lines above and below; now and then one right beside the range."""
    noise = chance.sample(NOISE, chance.choice((0, 1, 1, 2, 3, 4)))
    above = [line for line in noise if chance.random() < 0.3]
    below = [line for line in noise if line not in above]
    return [*lines[:1], *above, *lines[1:], *below]


def _granting_nothing(
    chance: random.Random, ranges: list[tuple[str, int, int]], facts: list[str]
) -> list[str]:
    code, first, last = ranges[0]
    bounds = (tracking_number.write(code, first), tracking_number.write(code, last))
    start, end = map(tracking_number.in_groups, bounds) if chance.random() < 0.5 else bounds
    count = last - first + 1
    lines = [line.format(first=start, last=end, count=count) for line in chance.choice(PAPERS)]
    says_so = any("attribuée" in line for line in facts)
    lines[1:1] = facts if not says_so and chance.random() < 0.6 else []
    return _with_noise(chance, lines)


PAPERS = (
    [
        "Bonjour,",
        "Nous avons le regret de ne pouvoir donner suite à votre demande d'attribution.",
        "Plage demandée : {first} à {last}, soit {count} numéros",
    ],
    [
        "Objet : votre demande de plage",
        "La plage de {first} à {last} ({count} numéros) ne vous est pas attribuée : le compte est clos.",
    ],
    [
        "Certificat d'attribution de plage",
        "Votre demande est refusée : le COCLICO ne correspond pas.",
        "Premier numéro : {first}",
        "Dernier numéro : {last}",
    ],
    [
        "Pré-réservation de plage",
        "Premier numéro : {first}",
        "Dernier numéro : {last}",
        "Nombre de numéros : {count}",
        "Le certificat d'attribution vous parviendra après validation.",
    ],
    [
        "Votre demande est enregistrée",
        "Début de plage : {first}",
        "Fin de plage : {last}",
        "Ces numéros vous seront attribués dès que vous aurez cliqué sur le lien.",
    ],
    [
        "Mode d'emploi",
        "Dans le champ Début, tapez le premier numéro : {first}",
        "Dans le champ Fin, tapez le dernier numéro : {last}",
        "Ils figurent sur le certificat d'attribution que vous recevrez.",
    ],
    [
        "Comment lire un numéro de suivi",
        "Les numéros vont de {first} à {last} ; la clé est le dernier chiffre.",
    ],
    [
        "FACTURE n° 2026-1118",
        "Lettres suivies déposées, numéros {first} à {last}",
        "Quantité : {count}",
        "Total TTC : 1 250,00 €",
    ],
    [
        "Facture n° 2026-1119 du 18/11/2026",
        "Frais d'attribution de la plage du {first} au {last}",
        "Montant : 25,00 €",
    ],
    [
        "BORDEREAU DE DÉPÔT – offre tracée en égrené",
        "Premier numéro : {first}",
        "Dernier numéro : {last}",
        "Nombre d'envois : {count}",
    ],
    [
        "Relevé de consommation",
        "Numéros utilisés : {first} à {last}",
        "Total : {count}",
    ],
    [
        "Bonjour,",
        "Merci de vérifier les numéros suivants avant l'impression :",
        "de {first} à {last}.",
        "Cordialement",
    ],
)


def hard_wrapped(text: str, width: int) -> str:
    """The text as a mail program breaks it, wherever a space stands."""
    wrap = textwrap.TextWrapper(width, break_long_words=False, break_on_hyphens=False)
    return "\n".join("\n".join(wrap.wrap(line)) for line in text.split("\n"))
