"""Complete and valid form values, of which a test changes one."""

from app.onboarding.desk.checklist import TICKED
from app.ranges import tracking_number

SIGN_UP = {
    "company": "Atelier Alma",
    "siret": "903 000 032 00016",
    "name": "Alice Martin",
    "email": "alice@alma.test",
    "password": "demonstration",
}
PORT_PAYE = {
    "contract": "yes",
    "coclico": "98765",
    "contract_number": "D-1234567-8",
    "tracking_account": "118402",
    "starts_on": "2026-01-01",
    "site_name": "Lyon Montrochet PIC",
    "site_code": "69381A",
    "sender_name": "Atelier Alma",
    "sender_street": "12 rue des Lilas",
    "sender_postcode": "69002",
    "sender_town": "Lyon",
}
SENDER = {name: value for name, value in PORT_PAYE.items() if name.startswith("sender_")}
LABEL_SETTINGS = {
    "franking": "PORT PAYÉ\nLyon Montrochet PIC\nD-1234567-8",
    "product": "LETTRE SUIVIE",
    "bar_height": "20",
}
QUESTION_TEMPLATE = {
    "title_fr": "Certificat",
    "text_fr": "Pouvez-vous joindre le certificat ?",
    "title_en": "Certificate",
    "text_en": "Could you add the certificate?",
}
NUMBERS = ("coclico", "contract_number", "tracking_account", "site_code", "starts_on")
TO_SUPPORT = {"advisor": "support", "shown_to": "support@sendcloud.test"}


def activation(first: int = 1_000, last: int = 1_999, free: int | None = None) -> dict[str, str]:
    """Return the advisor's form for these serials of 2L, with right check digits."""
    bounds = (first, last, first if free is None else free)
    names = ("first", "last", "first_free")
    numbers = {n: tracking_number.write("2L", s) for n, s in zip(names, bounds, strict=True)}
    kept = ("coclico", "contract_number", "tracking_account", "site_name", "site_code")
    ticks = {f"verified_{item.slug}": "y" for item in TICKED}
    return (
        {name: PORT_PAYE[name] for name in kept}
        | {"starts_on": "2026-01-01"}
        | ticks
        | numbers
        | {"issuer": "sillage"}
    )
