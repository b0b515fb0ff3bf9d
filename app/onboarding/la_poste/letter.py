"""The letter to La Poste's commercial advisor as data, as plain text and as an e-mail.

Always in French, since La Poste reads it. It asks for what the contract, the labels and the deposit
slips need later. Sources: La Poste's own deposit slip, and Sendcloud's help article on the *compte
de suivi*.
"""

from dataclasses import dataclass
from urllib.parse import quote

from app.language import typographic

SUBJECT = "Demande de contrat port payé et Lettre Suivie"
SALUTATION = "Madame, Monsieur,"
RECIPIENT = ("La Poste", "À l'attention de notre conseiller commercial")
ENCLOSED = "P.J. : spécimen de l'étiquette et du bordereau de dépôt"
# In characters. Windows passes at most 2,083 to a mail program.
LONGEST_LINK = 2_000
THE_REST = "La suite est dans la lettre jointe."


@dataclass(frozen=True, slots=True)
class LetterQuestion:
    """Something the merchant needs to know or to get from La Poste."""

    title: str
    text: str


QUESTIONS = (
    LetterQuestion("Volume minimum", "à partir de combien de plis, par dépôt ou par an ?"),
    LetterQuestion(
        "Sites de dépôt autorisés", "leur nom, leur code et l'heure limite de dépôt de chacun ;"
    ),
    LetterQuestion("Collecte", "pouvez-vous collecter nos plis, et à quelles conditions ?"),
    LetterQuestion(
        "Port payé", "le visuel, ou les mentions exactes, à imprimer sur nos étiquettes ;"
    ),
    LetterQuestion("Compte de suivi", "ses 6 chiffres, et la première plage de numéros de suivi ;"),
    LetterQuestion("Spécimen", "convient-il à notre site de dépôt ?"),
)


@dataclass(frozen=True, slots=True)
class LetterSender:
    """The company, its address as printed, and the person who signs."""

    company: str
    siren: str
    address: tuple[str, ...]
    town: str
    name: str
    email: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class LetterToLaPoste:
    """A letter of one page, part by part."""

    sender: LetterSender
    written_on: str
    recipient: tuple[str, ...]
    subject: str
    opening: tuple[str, ...]
    questions: tuple[LetterQuestion, ...]
    closing: tuple[str, ...]
    enclosed: str

    @property
    def blocks(self) -> tuple[str, ...]:
        """The paragraphs from the salutation to the signature."""
        questions = "\n".join(f"– {one.title} : {one.text}" for one in self.questions)
        signature = "\n".join((self.sender.name, self.sender.company))
        return (*self.opening, typographic(questions, "fr"), *self.closing, signature)

    @property
    def text(self) -> str:
        """The whole letter as plain text."""
        head = ("\n".join(self.sender.address), "\n".join(self.recipient), self.written_on)
        subject = typographic(f"Objet : {self.subject}", "fr")
        return "\n\n".join((*head, subject, *self.blocks, self.enclosed)) + "\n"

    @property
    def mail_link(self) -> str:
        """A `mailto:` link that opens the letter in a mail program.

        At most `LONGEST_LINK` characters: the last paragraphs of a longer letter are in the PDF
        only.
        """
        whole = _mail_link(self.subject, self.blocks)
        kept = list(self.blocks)
        while len(whole) > LONGEST_LINK and kept:
            kept.pop()
            whole = _mail_link(self.subject, (*kept, THE_REST))
        return whole


def write_letter(sender: LetterSender, *, day: str) -> LetterToLaPoste:
    """Write the letter of this sender; `day` is in words, such as « 23 novembre 2026 »."""
    return LetterToLaPoste(
        sender=sender,
        written_on=f"{sender.town}, le {day}" if sender.town else f"Le {day}",
        recipient=_typeset(*RECIPIENT),
        subject=SUBJECT,
        opening=_typeset(
            SALUTATION,
            f"Notre entreprise, {sender.company} (SIREN {sender.siren}), souhaite expédier ses "
            "petits envois en Lettre Suivie, sous son propre contrat en port payé. Vous trouverez "
            "ci-joint un spécimen de nos étiquettes et de notre bordereau de dépôt.",
            "Pour établir ce contrat, merci de nous indiquer :",
        ),
        questions=tuple(LetterQuestion(*_typeset(one.title, one.text)) for one in QUESTIONS),
        closing=_typeset(
            f"Vous pouvez me répondre à {sender.email}{_by_phone(sender)}.",
            "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.",
        ),
        enclosed=typographic(ENCLOSED, "fr"),
    )


def _by_phone(sender: LetterSender) -> str:
    return f" ou au {sender.phone}" if sender.phone else ""


def _typeset(*texts: str) -> tuple[str, ...]:
    """Apply the French typography of the pages."""
    return tuple(typographic(text, "fr") for text in texts)


def _mail_link(subject: str, blocks: tuple[str, ...]) -> str:
    body = "\r\n\r\n".join(block.replace("\n", "\r\n") for block in blocks)
    return f"mailto:?subject={_quote(subject)}&body={_quote(body)}"


def _quote(text: str) -> str:
    return quote(text, safe="", errors="replace")
