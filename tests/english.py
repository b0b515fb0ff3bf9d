"""The English catalogue, and a walk through the pages that looks for French left in them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from flask import Flask
from lxml import html
from sqlalchemy import select
from werkzeug.exceptions import MethodNotAllowed, NotFound

from app.extensions import db
from app.mail.models import OutboxMail
from tests.page_client import PageClient

ROOT = Path(__file__).parent.parent
CATALOGUE = Path("app/translations/en/LC_MESSAGES/messages.po")
SHEET = ROOT / "tests" / "data" / "orders_excel_fr.csv"
PLACE = re.compile(r"%\(\w+\)[sd]")
READ_ALOUD = ("aria-label", "title", "placeholder", "alt", "aria-valuetext")
# Shorter French may be English too, or a name: « Action », « Destination ».
SHORTEST_SENTENCE = 12
NOT_A_PAGE = {
    "static",
    "overview.healthz",
    "overview.readyz",
    "portfolio.as_csv",
    "specimens.picture",
    "specimens.pdf",
    "specimens.letter",
    "documents.own_document",
    "documents.document",
    "certificates.file_of_range",
    "certificates.file_of_renewal",
    "certificates.page_of_range",
    "certificates.page_of_renewal",
    "contests.certificate_file",
    "renewals.form_text",
    "labels.trial_page",
}


@cache
def catalogue() -> Catalog:
    """The catalogue as it is written."""
    return read(ROOT / CATALOGUE)


def read(path: Path) -> Catalog:
    """A catalogue of another place."""
    with path.open("rb") as file:
        return read_po(file)


def strings(of: Catalog | None = None) -> list[Message]:
    """What a catalogue translates, without its header."""
    return [message for message in of or catalogue() if message.id]


def forms(text: object) -> tuple[str, ...]:
    """Singular and plural, or the one string."""
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def french_in(page: html.HtmlElement) -> list[str]:
    """The French sentences of a page, except where an element says that it is in French."""
    own = f"ancestor-or-self::*[@lang][1]/@lang='{page.get('lang')}'"
    # What people have said stays in their language.
    texts = page.xpath(f"//text()[{own}][not(ancestor::blockquote[@class='said'])]")
    texts += [t for name in READ_ALOUD for t in page.xpath(f"//@{name}[parent::*[{own}]]")]
    shown = " ".join(" ".join(texts).split()).replace("’", "'")
    # An English hint may quote La Poste's own words, for people to find them on its forms.
    shown = re.sub("“[^”]*”", "“”", shown)
    return [source for source, pattern in _french_patterns().items() if pattern.search(shown)]


@cache
def _french_patterns() -> dict[str, re.Pattern[str]]:
    different = [
        source
        for message in strings()
        for source, translation in zip(forms(message.id), forms(message.string), strict=True)
        if source != translation and len(PLACE.sub("", source)) >= SHORTEST_SENTENCE
    ]
    return {source: _sentence_pattern(source) for source in different}


def _sentence_pattern(source: str) -> re.Pattern[str]:
    parts = [re.escape(part.replace("%%", "%")) for part in PLACE.split(source)]
    return re.compile(".{1,80}?".join(parts))


LINKING = ("address_confirmation", "password_reset", "invitation", "staff_invitation")


class Walk:
    """Follows every link from page to page and notes the French that it meets."""

    def __init__(self, app: Flask, client: PageClient) -> None:
        self.app = app
        self.client = client
        self.seen: set[object] = set()
        self.endpoints: set[str] = set()
        self.french: list[tuple[str, str]] = []

    @property
    def never_reached(self) -> set[str]:
        """The pages that no link led to."""
        rules = self.app.url_map.iter_rules()
        readable = {rule.endpoint for rule in rules if "GET" in (rule.methods or ())}
        pages = {name for name in readable - NOT_A_PAGE if not name.endswith("_pdf")}
        return pages - self.endpoints

    def signed_out(self) -> None:
        """The pages for everybody, and what they say of an empty form."""
        self.client.send("/language", {"language": "en"})
        self.follow("/sign-in", "/sign-up", "/nowhere", "/dev/mails")
        for path in ("/sign-in", "/sign-up"):
            self.look(path, self.client.send(path, {}).text)

    def signed_in_as(self, local: str, *elsewhere: str) -> None:
        """The pages of one person of the demonstration, from their first."""
        self.seen.clear()
        self.client.send("/sign-out")
        self.client.sign_in(f"{local}@demo.test")
        self.follow("/", *elsewhere)

    def follows_mails(self) -> None:
        """The pages that only a link in a mail leads to."""
        self.seen.clear()
        self.client.send("/settings/team", {"email": "new@demo.test", "role": "shipper"})
        self.client.send("/confirmation")
        self.client.send("/sign-out")
        self.client.send("/password", {"email": "actif@demo.test"})
        texts = db.session.scalars(select(OutboxMail.text).where(OutboxMail.kind.in_(LINKING)))
        for path in re.findall(r"http://[^/\s]+(/\S+)", "\n".join(texts)):
            self.look(path, self.client.get(path, follow_redirects=True).text)
            self.endpoints.add(self._endpoint(path))

    def imports_a_file(self) -> None:
        """The report of an import with lines to correct."""
        with SHEET.open("rb") as file:
            answer = self.client.send("/shipments/imports", {"file": (file, SHEET.name)})
        self.follow(answer.location)

    def follow(self, *paths: str) -> None:
        """Look at these pages and at all they link to: one of each kind."""
        waiting = list(paths)
        while waiting:
            path = waiting.pop(0)
            if self._kind(path) not in self.seen:
                self.seen.add(self._kind(path))
                self.endpoints.add(self._endpoint(path))
                answer = self.client.get(path, follow_redirects=True)
                if answer.mimetype == "text/html":  # and no document
                    waiting += self.look(path, answer.text)

    def look(self, path: str, page: str) -> Iterator[str]:
        """Note the French of a page, and give the addresses of the pages it leads to."""
        tree = html.document_fromstring(page)
        self.french += [(path, sentence) for sentence in french_in(tree)]
        links = (urljoin(path, href) for href in tree.xpath("//a/@href"))
        return (
            link for link in links if not re.search(r"//|#|\.(pdf|png|csv)$|^(mailto|tel):", link)
        )

    def _kind(self, path: str) -> object:
        """Two labels are one kind of page, two steps are two."""
        parts = urlsplit(path)
        return re.sub(r"\d+", "0", parts.path), frozenset(parse_qs(parts.query))

    def _endpoint(self, path: str) -> str:
        """The name of the route; of an address that has none, the address."""
        try:
            return str(self.app.url_map.bind("localhost").match(urlsplit(path).path)[0])
        except (NotFound, MethodNotAllowed):
            return path
