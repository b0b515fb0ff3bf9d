"""A test client that checks every page it fetches against the rules for pages."""

import re
from collections import Counter
from contextvars import Context
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask, has_app_context
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from app.extensions import db

UNTRANSLATED = re.compile(r"%\(\w+\)s|%%|\{\{|\}\}|\bNone\b")
STRAIGHT_APOSTROPHE = re.compile(r"[a-zà-ÿ]'[a-zà-ÿ]", re.IGNORECASE)
# What people or other programs have written is not ours to set in type.
AS_WRITTEN = (
    "script",
    "style",
    "pre",
    "code",
    "q",
    "td",
    "dd",
    "textarea",
    "blockquote",
    "summary",
    "title",
    "h1",
)
UNCOMMITTED = "tests.uncommitted"


class PageClient(FlaskClient):
    """A browser without JavaScript that checks every page it fetches."""

    last_token: str | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Fetch as a server would, apart from the test's own session, and check what came.

        In the test's context the request would find that session, and who was signed in before.
        """
        response: TestResponse = Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()  # what the test holds is read anew
        if _is_page(response):
            page = page_of(response)
            check_page(self.application, page, response.request.path)
            self.last_token = next(iter(page.xpath("//input[@name='csrf_token']/@value")), None)
        return response

    def send(self, path: str, data: dict[str, Any] | None = None, **kwargs: Any) -> TestResponse:
        """Post a form as a browser would: with the CSRF token of its page."""
        if self.last_token is None:
            self.get("/sign-in", follow_redirects=True)
        return self.post(path, data={"csrf_token": self.last_token, **(data or {})}, **kwargs)

    def sign_in(self, email: str, password: str = "demonstration") -> "PageClient":
        """Sign in; fail if it is refused."""
        response = self.send("/sign-in", {"email": email, "password": password})
        assert response.status_code == 303, text_of(response)
        return self


def _is_page(response: TestResponse) -> bool:
    """A redirect's own text is shown to nobody; a mail's is not a page of ours; HEAD has none."""
    written_here = not response.request.path.endswith("/html")
    shown = not response.location and response.request.method != "HEAD"
    return response.mimetype == "text/html" and shown and written_here


def page_of(response: TestResponse) -> html.HtmlElement:
    """The page as a tree."""
    return html.document_fromstring(response.text)


def text_of(response: TestResponse) -> str:
    """Return the text of a page with single, plain spaces."""
    return " ".join(page_of(response).text_content().split())


def form_of(response: TestResponse, action: str) -> dict[str, list[str]]:
    """Return what a browser would send with this form, unchanged."""
    (form,) = page_of(response).xpath("//form[@action=$action]", action=action)
    values: dict[str, list[str]] = {}
    for name, value in form.form_values():
        values.setdefault(name, []).append(value)
    return values


def rows_of(response: TestResponse, table: str) -> list[dict[str, str]]:
    """Return the rows of the table with this name, as cells by column heading."""
    (region,) = page_of(response).xpath("//*[@role='region' and @aria-label=$name]", name=table)
    head = [_words(cell) for cell in region.xpath(".//thead//th")]
    rows = region.xpath(".//tbody/tr")
    return [dict(zip(head, map(_words, row.xpath("td")), strict=True)) for row in rows]


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def check_page(app: Flask, page: html.HtmlElement, path: str) -> None:
    """Check the rules for pages; each error names the page."""
    findings = [
        *_headings(page),
        *_labels(page),
        *_repeated_ids(page),
        *_language(page),
        *_dead_links(app, page, path),
        *_inline_code(page),
        *_missing_icons(app, page),
    ]
    assert not findings, f"{path}: {findings}"


def _headings(page: html.HtmlElement) -> list[str]:
    headings = [" ".join(h.text_content().split()) for h in page.xpath("//h1")]
    if len(headings) != 1:
        return [f"{len(headings)} h1"]
    title = " ".join(page.findtext(".//title", "").split())
    return [] if title.startswith(headings[0]) else [f"title {title!r}, h1 {headings[0]!r}"]


def _labels(page: html.HtmlElement) -> list[str]:
    fields = page.xpath("//input[not(@type='hidden')] | //select | //textarea")
    return [f"no label: {field.get('name')}" for field in fields if not _is_labelled(page, field)]


def _is_labelled(page: html.HtmlElement, field: html.HtmlElement) -> bool:
    if field.get("aria-label") or any(parent.tag == "label" for parent in field.iterancestors()):
        return True
    return bool(field.get("id") and page.xpath("//label[@for=$id]", id=field.get("id")))


def _repeated_ids(page: html.HtmlElement) -> list[str]:
    counts = Counter(page.xpath("//@id"))
    missing = {
        name
        for attribute in ("aria-describedby", "for", "aria-labelledby")
        for names in page.xpath(f"//@{attribute}")
        for name in names.split()
        if name not in counts
    }
    return [f"id {i} x{n}" for i, n in counts.items() if n > 1] + [f"no id {m}" for m in missing]


def _language(page: html.HtmlElement) -> list[str]:
    findings = [f"untranslated: {t.strip()!r}" for t in page.itertext() if UNTRANSLATED.search(t)]
    if not page.get("lang"):
        findings.append("no lang")
    own = page.xpath(f"//text()[not({' or '.join(f'ancestor::{tag}' for tag in AS_WRITTEN)})]")
    return findings + [f"straight apostrophe: {t!r}" for t in own if STRAIGHT_APOSTROPHE.search(t)]


def _dead_links(app: Flask, page: html.HtmlElement, path: str) -> list[str]:
    targets = [(a.get("href"), "GET") for a in page.xpath("//a[@href]")]
    for form in page.xpath("//form"):
        method = (form.get("method") or "get").upper()
        targets.append((form.get("action") or path, method))
        targets += [(a, method) for a in form.xpath(".//@formaction")]
        beside = page.xpath("//*[@form=$id]/@formaction", id=form.get("id") or "")
        targets += [(a, method) for a in beside]
    return [
        f"dead link {href}" for href, method in targets if not _leads(app, page, path, href, method)
    ]


def _leads(app: Flask, page: html.HtmlElement, path: str, href: str, method: str) -> bool:
    if href.startswith(("mailto:", "tel:")):
        return True
    if href.startswith("#"):
        return bool(page.xpath("//*[@id=$id]", id=href[1:]))
    parts = urlsplit(urljoin(path, href))
    if parts.netloc:
        return parts.scheme == "https"
    try:
        app.url_map.bind("localhost").match(parts.path, method=method)
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return True


def _inline_code(page: html.HtmlElement) -> list[str]:
    """Return errors about inline code, which the content security policy blocks."""
    inline = page.xpath("//*[@style] | //style | //script[not(@src)] | //*[@onclick]")
    return [f"inline: {element.tag}" for element in inline]


def _missing_icons(app: Flask, page: html.HtmlElement) -> list[str]:
    """Return errors about icons that the sprite lacks."""
    wanted = {href.rpartition("#")[2] for href in page.xpath("//use/@href")}
    return [f"no {icon} in the sprite" for icon in wanted - _icons(app)]


@cache
def _icons(app: Flask) -> set[str]:
    sprite = Path(app.static_folder or "", "icons.svg").read_text()
    return set(re.findall(r'id="(icon-[a-z-]+)"', sprite))


def watch_for_uncommitted_changes(app: Flask) -> None:
    """Fail where a request ends with changes that it neither committed nor rolled back."""

    if not event.contains(Session, "after_flush", _flushed):
        event.listen(Session, "after_flush", _flushed)
        event.listen(Session, "after_commit", _settled)
        event.listen(Session, "after_rollback", _settled)

    @app.after_request
    def check(response: Any) -> Any:
        session = db.session
        left = session.info.get(UNCOMMITTED) or session.new or session.dirty or session.deleted
        assert not left, "the request left uncommitted changes"
        return response


def _flushed(session: Session, context: object) -> None:
    session.info[UNCOMMITTED] = True


def _settled(session: Session) -> None:
    session.info.pop(UNCOMMITTED, None)
