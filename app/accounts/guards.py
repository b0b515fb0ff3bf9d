"""Decorators that say who may open a page. Every route carries exactly one of them."""

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
        "account_required",
    }
)
_READING = frozenset({"GET", "HEAD"})


def public(view: View) -> View:
    """Open to everybody."""
    return _mark(view, "public")


def merchant_required(view: View) -> View:
    """Open to everybody in a company, which the view gets by `current_merchant()`."""
    return _guard(view, "merchant_required", lambda user: current_role() is not None)


def shipper_required(view: View) -> View:
    """Open to a company's owner and its shippers."""
    shippers = (Role.OWNER, Role.SHIPPER)
    return _guard(view, "shipper_required", lambda user: current_role() in shippers)


def accountant_required(view: View) -> View:
    """Open to a company's owner and its accountants."""
    return _guard(view, "accountant_required", lambda user: reads_accounts())


def owner_required(view: View) -> View:
    """Open to a company's owner."""
    return _guard(view, "owner_required", lambda user: current_role() is Role.OWNER)


def renewer_required(view: View) -> View:
    """Open to those who renew a number range: a company's owner, packers whom they let, and advisors.

    The view must check whose contract it is.
    """
    return _guard(view, "renewer_required", lambda user: user.is_advisor or user.may_renew)


def advisor_required(view: View) -> View:
    """Open to Sendcloud's advisors and admins."""
    return _guard(view, "advisor_required", lambda user: user.is_advisor)


def admin_required(view: View) -> View:
    """Open to Sendcloud's admins."""
    return _guard(view, "admin_required", lambda user: user.staff_role == StaffRole.ADMIN)


def account_required(view: View) -> View:
    """Open to everybody with an account."""
    return _guard(view, "account_required", lambda user: True)


def current_person() -> User:
    """Return the signed-in user, in a view that one of the decorators protects."""
    return cast(User, current_user)


def current_merchant() -> Merchant:
    """Return the company of the signed-in user, or the one that an advisor visits.

    Raises LookupError if the view is not protected by a decorator for merchants.
    """
    visit = visits.current()
    merchant = visit.merchant if visit else current_person().merchant
    if merchant is None:
        raise LookupError("a page for merchants without @merchant_required")
    return merchant


def current_role() -> Role | None:
    """Return the role in which a company's pages are read: that of the owner for a visitor."""
    return Role.OWNER if visits.current() else current_person().role


def may_renew() -> bool:
    """Whether this reader of a company's pages may renew its range; a visitor reads as the owner does."""
    return visits.current() is not None or current_person().may_renew


def reads_accounts() -> bool:
    """Whether the signed-in user may see prices, amounts and invoices."""
    return current_role() in (Role.OWNER, Role.ACCOUNTANT)


def reads_only() -> bool:
    """Whether this is a page of the company that an advisor visits: its forms cannot be sent."""
    view = current_app.view_functions.get(request.endpoint or "")
    return not _READ_IN_A_VISIT.isdisjoint(getattr(view, "guards", ())) and bool(visits.current())


def _guard(view: View, name: str, allowed: Callable[[User], bool]) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not current_user.is_authenticated:
            return _to_sign_in()
        if not allowed(current_person()):
            abort(403)
        if request.method not in _READING and reads_only():
            raise ReadOnly
        return view(*args, **kwargs)

    return _mark(guarded, name)


def _mark(view: View, name: str) -> View:
    view.guards = (*getattr(view, "guards", ()), name)  # type: ignore[attr-defined]
    return view


def _to_sign_in() -> Response:
    """Redirect to sign-in, and back to this page after it unless a form was sent."""
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=wanted), 303)
