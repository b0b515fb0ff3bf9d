"""Someone in front of a browser: sees, clicks, types, and notes what goes wrong."""

import re
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Response,
    ViewportSize,
    expect,
)
from pypdfium2 import PdfDocument

from tests.cast import ALICE, PASSWORD

FIRST_REFUSAL, FIRST_FAILURE = 400, 500
PATIENCE_MS = 15_000
HEIGHT = 900


class Visitor:
    """One person in one browser: `clicks` counts what the hand does, typing apart."""

    def __init__(
        self,
        browser: Browser,
        address: str,
        *,
        javascript: bool = True,
        width: int = 1280,
        scheme: Any = "light",
    ) -> None:
        self.javascript = javascript
        self.clicks = 0
        self.faults: list[str] = []
        self._context = browser.new_context(
            base_url=address,
            java_script_enabled=javascript,
            viewport=ViewportSize(width=width, height=HEIGHT),
            color_scheme=scheme,
            locale="fr-FR",
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("response", self._watch)

    def leave(self) -> None:
        """Close the browser, and forget who was signed in."""
        self._context.close()

    # What they do

    def goes_to(self, path: str) -> "Visitor":
        """Type an address."""
        self.page.goto(path)
        return self

    def looks_at(self, width: int, scheme: Literal["light", "dark"]) -> None:
        """Take the page to another screen as it stands."""
        self.page.set_viewport_size(ViewportSize(width=width, height=HEIGHT))
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def signs_in(self, email: str = ALICE) -> "Visitor":
        """Sign in, and arrive on the first page."""
        self.goes_to("/sign-in")
        self.types("E-mail", email)
        self.types("Mot de passe", PASSWORD)
        self.presses("Se connecter")
        expect(self.page.locator(".account-menu")).to_be_visible()
        return self

    def presses(self, name: str) -> None:
        """Click the one button of this name."""
        self.clicks_on(self.page.get_by_role("button", name=name))

    def follows(self, name: str) -> None:
        """Click the one link in the page that has this name."""
        self.clicks_on(self.page.get_by_role("main").get_by_role("link", name=name))

    def goes_by_the_bar_to(self, name: str) -> None:
        """Click an entry of the main navigation."""
        self.clicks_on(self.page.get_by_role("navigation").get_by_role("link", name=name))

    def ticks(self, name: str) -> None:
        """Tick a box, or choose one of several, by its label."""
        words = r"\s+".join(map(re.escape, name.split()))
        said = re.compile(rf"^\s*{words}\s*$")
        self.clicks_on(self.page.locator("label").filter(has_text=said))

    def ticks_rows(self, count: int) -> None:
        """Tick the first rows of a list."""
        for row in range(count):
            self.clicks_on(self.page.locator("tbody input[type=checkbox]").nth(row))

    def types(self, label: str, text: str) -> None:
        """Fill in a field."""
        self.page.get_by_label(label, exact=True).fill(text)

    def types_slowly(self, label: str, text: str) -> None:
        """Fill in a field key by key, as a page that answers while typing sees it."""
        field = self.page.get_by_label(label, exact=True)
        field.fill("")
        field.press_sequentially(text)

    def chooses_file(self, label: str, path: Path) -> None:
        """Give a file to a form."""
        self.clicks += 1
        self.page.get_by_label(label, exact=True).set_input_files(path)

    def saves(self, name: str) -> PdfDocument:
        """Save the PDF that a link leads to."""
        self.clicks += 1
        link = self.page.get_by_role("main").get_by_role("link", name=name)
        answer = self._context.request.get(str(link.get_attribute("href")))
        assert answer.headers["content-type"] == "application/pdf"
        return PdfDocument(answer.body())

    def clicks_on(self, target: Locator) -> None:
        """Click, and count it."""
        self.clicks += 1
        target.click()

    # What they see

    def stands_on(self, heading: str | re.Pattern[str]) -> None:
        """The page with this heading has come."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def reads(self, *sentences: str | re.Pattern[str]) -> None:
        """The page says this, as it is set in type or once it has come."""
        for sentence in sentences:
            expect(self.page.get_by_role("main")).to_contain_text(sentence)

    def rows(self) -> Locator:
        """The lines of the tables on the page."""
        return self.page.locator("tbody tr")

    def rows_of(self, table: str) -> Locator:
        """The lines of the table with this name."""
        return self.page.get_by_role("region", name=table, exact=True).locator("tbody tr")

    def part(self, selector: str) -> str:
        """A part of the page as it stands once htmx has swapped it in, but for its spaces."""
        place = self.page.locator(selector)
        expect(place).not_to_have_class(re.compile("htmx-"))
        html: str = place.evaluate("part => part.outerHTML")
        return " ".join(html.split())

    def _listen(self, message: ConsoleMessage) -> None:
        # What could not be loaded is watched for by itself: a page may well refuse.
        if message.type in ("error", "warning") and "Failed to load" not in message.text:
            self.faults.append(message.text)

    def _watch(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (FIRST_FAILURE if is_page else FIRST_REFUSAL):
            self.faults.append(f"{response.status} {response.url}")
