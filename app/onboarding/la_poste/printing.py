"""The letter to La Poste for a merchant, and as a PDF."""

from flask import current_app

from app.accounts.models import Merchant, User
from app.clock import today
from app.contracts.models import Contract
from app.formats import day
from app.language import in_language
from app.onboarding.la_poste.letter import LetterSender, LetterToLaPoste, write_letter
from app.printing.documents import render_pdf
from app.printing.text_fit import printable
from app.printing.typeface import FAMILY


def letter_of(merchant: Merchant, person: User) -> LetterToLaPoste:
    """The letter of this company, signed by this person, dated today.

    While the address is unknown, it has the company's name only, and no town.
    """
    contract = Contract.of(merchant)
    sender = LetterSender(
        company=merchant.company,
        siren=merchant.siren_in_groups,
        address=(contract and contract.sender_lines) or (merchant.company,),
        town=(contract and contract.sender_town) or "",
        name=person.name,
        email=person.email,
        phone=merchant.phone or "",
    )
    with in_language("fr"):
        return write_letter(sender, day=day(today()))


def letter_pdf(merchant: Merchant, person: User) -> bytes:
    """The letter as a PDF of one A4 page, in French. Needs an application context.

    Raises PrintingUnavailable if WeasyPrint's libraries are missing.
    """
    letter = letter_of(merchant, person)
    template = current_app.jinja_env.get_template("print/letter.html")
    html = template.render(letter=letter, family=FAMILY, printable=printable)
    return render_pdf(html, title=f"{letter.subject} – {merchant.company}", language="fr")
