"""Who may open a page. Every route carries exactly one of these."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from app.accounts import visits
from app.accounts.models import Merchant, Role, StaffRole, User
from app.errors import ReadOnly

View = Callable[..., Any]
_READ_IN_A_VISIT = frozenset(
    {
        "merchant_required",
        "shipper_required",
        "accountant_required",
        "owner_required",
        "signed_in",
    }
)
_READING = frozenset({"GET", "HEAD"})


def public(view: View) -> View:
    """Open to everybody."""
    return _marked(view, "public")


def merchant_required(view: View) -> View:
    """Open to all people of a company; the view asks `current_merchant()` for it."""
    return _guarded(view, "merchant_required", lambda user: current_role() is not None)


def shipper_required(view: View) -> View:
    """Open to those of a company who prepare shipments: its owner and its shippers."""
    shippers = (Role.OWNER, Role.SHIPPER)
    return _guarded(view, "shipper_required", lambda user: current_role() in shippers)


def accountant_required(view: View) -> View:
    """Open to those of a company who read its accounts: its owner and its accountants."""
    return _guarded(view, "accountant_required", lambda user: reads_accounts())


def owner_required(view: View) -> View:
    """Open to the owner of a company."""
    return _guarded(view, "owner_required", lambda user: current_role() is Role.OWNER)


def renewer_required(view: View) -> View:
    """Open to who renews a reserve: the owner of a company, and advisors, who may do it for them.

    The view asks whose contract it is.
    """
    return _guarded(
        view, "renewer_required", lambda user: user.is_advisor or user.role is Role.OWNER
    )


def advisor_required(view: View) -> View:
    """Open to advisors and admins."""
    return _guarded(view, "advisor_required", lambda user: user.is_advisor)


def admin_required(view: View) -> View:
    """Open to admins."""
    return _guarded(view, "admin_required", lambda user: user.staff_role == StaffRole.ADMIN)


def signed_in(view: View) -> View:
    """Open to everybody with an account."""
    return _guarded(view, "signed_in", lambda user: True)


def current_person() -> User:
    """Who is signed in, on a page that a guard protects."""
    return cast(User, current_user)


def current_merchant() -> Merchant:
    """The company of who is signed in, or that they visit, on a page for merchants."""
    visit = visits.current()
    merchant = visit.merchant if visit else current_person().merchant
    if merchant is None:
        raise LookupError("a page for merchants without @merchant_required")
    return merchant


def current_role() -> Role | None:
    """As whom the pages of a company are read; an advisor who visits sees what its owner sees."""
    return Role.OWNER if visits.current() else current_person().role


def reads_accounts() -> bool:
    """Whether prices, amounts and invoices are for them to read."""
    return current_role() in (Role.OWNER, Role.ACCOUNTANT)


def reads_only() -> bool:
    """Whether this page is of the company that an advisor visits: it can be read, not sent."""
    view = current_app.view_functions.get(request.endpoint or "")
    return not _READ_IN_A_VISIT.isdisjoint(getattr(view, "guards", ())) and bool(visits.current())


def _guarded(view: View, name: str, allowed: Callable[[User], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if not allowed(current_person()):
            abort(403)
        if request.method not in _READING and reads_only():
            raise ReadOnly
        return view(*args, **kwargs)

    return _marked(guarded, name)


def _marked(view: View, name: str) -> View:
    view.guards = (*getattr(view, "guards", ()), name)  # type: ignore[attr-defined]
    return view


def _to_sign_in() -> Response:
    """Come back to the page after signing in; a form that was sent is not sent again."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted), 303)
