"""What every page shares: security headers, navigation, URLs of static files."""

import hashlib
from dataclasses import dataclass
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask, request, url_for
from flask_login import current_user
from werkzeug.routing import IntegerConverter, Map
from werkzeug.wrappers import Response

from app.database import LARGEST_ID
from app.language import gettext as _

# What a view that shows a page returns: HTML, a redirect, or HTML with its status.
Page = str | Response | tuple[str, int]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
ONE_YEAR = 31_536_000


@dataclass(frozen=True, slots=True)
class NavigationItem:
    """One entry of the main navigation."""

    label: str
    href: str
    icon: str
    # A second URL prefix whose pages belong to this entry.
    also: str | None = None

    @property
    def current(self) -> bool:
        """Whether the current page belongs to this entry."""
        homes = (self.href, self.also or self.href)
        return any(request.path == home or request.path.startswith(f"{home}/") for home in homes)


class RowIdConverter(IntegerConverter):
    """An id in a URL, at most `LARGEST_ID`: a larger one is a 404, not a database error."""

    def __init__(self, url_map: Map, *args: Any, **kwargs: Any) -> None:
        super().__init__(url_map, *args, **{"max": LARGEST_ID, **kwargs})


def init_app(app: Flask) -> None:
    """Add headers to every response, and the navigation to every template."""
    app.url_map.converters["int"] = RowIdConverter
    app.after_request(_add_headers)
    app.after_request(_close_unmodified_file)
    app.url_defaults(_add_static_version)
    app.jinja_env.globals["navigation"] = navigation


def navigation(*, visiting: bool = False) -> list[NavigationItem]:
    """Return the main navigation for the current user; empty for a visitor without a session.

    An advisor who is `visiting` a merchant's pages gets the navigation of the merchant's owner.
    """
    if not current_user.is_authenticated:
        return []
    if current_user.is_advisor and not visiting:
        return [item for item, roles in _advisor_navigation() if current_user.staff_role in roles]
    role = "owner" if visiting else current_user.role
    return [item for item, roles in _merchant_navigation() if role in roles]


def _advisor_navigation() -> list[tuple[NavigationItem, tuple[str, ...]]]:
    """Return the entries for Sendcloud's staff, each with the roles that may open it."""
    everybody, admins = ("advisor", "admin"), ("admin",)
    requests = NavigationItem(_("Demandes"), url_for("desk.requests"), "inbox", also="/contracts")
    merchants = NavigationItem(_("Marchands"), url_for("portfolio.index"), "building-store")
    journal = NavigationItem(_("Journal"), url_for("journal.index"), "history")
    replacements = NavigationItem(_("Remplacements"), url_for("replacements.index"), "calendar")
    texts = NavigationItem(_("Questions types"), url_for("question_templates.index"), "file-text")
    advisors = NavigationItem(_("Conseillers"), url_for("advisors.index"), "users")
    return [
        (requests, everybody),
        (merchants, everybody),
        (journal, everybody),
        (replacements, everybody),
        (advisors, admins),
        (texts, admins),
    ]


def _merchant_navigation() -> list[tuple[NavigationItem, tuple[str, ...]]]:
    """Return the entries for a merchant's people, each with the roles that may open it."""
    owner, shipper, accountant = "owner", "shipper", "accountant"
    steps = NavigationItem(
        _("Mise en service"), url_for("onboarding.steps"), "list-check", also="/specimen"
    )
    shipments = NavigationItem(_("Envois"), url_for("shipments.index"), "package")
    labels = NavigationItem(_("Étiquettes créées"), url_for("labels.index"), "tag", also="/batches")
    slips = NavigationItem(_("Bordereaux"), url_for("deposits.index"), "file-text")
    prices = NavigationItem(_("Prix"), url_for("prices.index"), "tag")
    documents = NavigationItem(_("Documents"), url_for("invoices.index"), "inbox")
    reserve = NavigationItem(_("Réserve"), url_for("reserve.index"), "gauge", also="/renewals")
    team = NavigationItem(_("Équipe"), url_for("team.members"), "users")
    return [
        (steps, (owner,)),
        (shipments, (owner, shipper)),
        (labels, (owner, shipper)),
        (slips, (owner, shipper, accountant)),
        (prices, (accountant,)),
        (documents, (accountant,)),
        (reserve, (owner, shipper, accountant)),
        (team, (owner,)),
    ]


def _add_headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}")
    if request.endpoint != "static":
        # A page shows one company's data, so no shared cache may keep it.
        response.headers.setdefault("Cache-Control", "no-store")
    return response


def _close_unmodified_file(response: Response) -> Response:
    """Close the static file of a "304 Not Modified": Flask has opened it, and nobody reads it."""
    if response.status_code == HTTPStatus.NOT_MODIFIED:
        response.close()
    return response


def _add_static_version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and "filename" in values:
        values.setdefault("v", _fingerprint(Path(__file__).parent / "static" / values["filename"]))


@cache
def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
