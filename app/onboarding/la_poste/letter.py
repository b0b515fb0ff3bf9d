"""The letter to La Poste's commercial advisor, as data: what it asks for, and as a text or an e-mail.

In French whatever the language of the page: it is La Poste that reads it. What it asks for is what
the contract, the labels and the slips need later (the form of La Poste's own deposit slip, and the
help article of Sendcloud for the *compte de suivi*).
"""

from dataclasses import dataclass
from urllib.parse import quote

from app.language import typographic

SUBJECT = "Demande de contrat port payé et Lettre Suivie"
SALUTATION = "Madame, Monsieur,"
RECIPIENT = ("La Poste", "À l'attention de notre conseiller commercial")
ENCLOSED = "P.J. : spécimen de l'étiquette et du bordereau de dépôt"
# Windows hands a mail program no longer link than 2 083 characters.
LONGEST_LINK = 2_000
THE_REST = "La suite est dans la lettre jointe."


@dataclass(frozen=True, slots=True)
class LetterQuestion:
    """One thing that the merchant needs to know or to have."""

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
    """Who writes: the company, its address as printed, and the person to answer to."""

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
        """What is said, from the salutation to the signature."""
        questions = "\n".join(f"– {one.title} : {one.text}" for one in self.questions)
        signature = "\n".join((self.sender.name, self.sender.company))
        return (*self.opening, typographic(questions, "fr"), *self.closing, signature)

    @property
    def text(self) -> str:
        """The whole letter as plain text, to be copied."""
        head = ("\n".join(self.sender.address), "\n".join(self.recipient), self.written_on)
        subject = typographic(f"Objet : {self.subject}", "fr")
        return "\n\n".join((*head, subject, *self.blocks, self.enclosed)) + "\n"

    @property
    def mail_link(self) -> str:
        """A `mailto:` link that opens the letter in a mail program.

        Never longer than such a link may be: where the letter is, its end is left to the PDF.
        """
        whole = _mail_link(self.subject, self.blocks)
        kept = list(self.blocks)
        while len(whole) > LONGEST_LINK and kept:
            kept.pop()
            whole = _mail_link(self.subject, (*kept, THE_REST))
        return whole


def write(sender: LetterSender, *, day: str) -> LetterToLaPoste:
    """The letter of this sender, written on a day in words (« 23 novembre 2026 »)."""
    return LetterToLaPoste(
        sender=sender,
        written_on=f"{sender.town}, le {day}" if sender.town else f"Le {day}",
        recipient=_set(*RECIPIENT),
        subject=SUBJECT,
        opening=_set(
            SALUTATION,
            f"Notre entreprise, {sender.company} (SIREN {sender.siren}), souhaite expédier ses "
            "petits envois en Lettre Suivie, sous son propre contrat en port payé. Vous trouverez "
            "ci-joint un spécimen de nos étiquettes et de notre bordereau de dépôt.",
            "Pour établir ce contrat, merci de nous indiquer :",
        ),
        questions=tuple(LetterQuestion(*_set(one.title, one.text)) for one in QUESTIONS),
        closing=_set(
            f"Vous pouvez me répondre à {sender.email}{_by_phone(sender)}.",
            "Je vous prie d'agréer, Madame, Monsieur, mes salutations distinguées.",
        ),
        enclosed=typographic(ENCLOSED, "fr"),
    )


def _by_phone(sender: LetterSender) -> str:
    return f" ou au {sender.phone}" if sender.phone else ""


def _set(*texts: str) -> tuple[str, ...]:
    """Set in type as the pages are."""
    return tuple(typographic(text, "fr") for text in texts)


def _mail_link(subject: str, blocks: tuple[str, ...]) -> str:
    body = "\r\n\r\n".join(block.replace("\n", "\r\n") for block in blocks)
    return f"mailto:?subject={_quoted(subject)}&body={_quoted(body)}"


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
