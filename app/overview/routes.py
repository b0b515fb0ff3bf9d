"""The home page, and the health checks."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts import visits
from app.accounts.guards import (
    account_required,
    current_merchant,
    current_person,
    current_role,
    public,
)
from app.accounts.models import Role
from app.contracts.models import Contract
from app.labels.models import Label
from app.onboarding.dialogue.models import Message
from app.overview.health import what_keeps_from_serving
from app.page import Page
from app.ranges.reserve import Reserve
from app.shipments.models import Shipment

blueprint = Blueprint("overview", __name__)


@blueprint.get("/")
@account_required
def home() -> Page:
    """Redirect to the page where the person's work is, or show the merchant's home page."""
    role = current_role()
    if current_person().is_advisor and not visits.current():
        return redirect(url_for("desk.requests"), 303)
    if role is None:
        return render_template("overview/nobody.html")
    if role is Role.ACCOUNTANT:
        return redirect(url_for("deposits.index"), 303)
    merchant = current_merchant()
    contract = Contract.of(merchant)
    if role is Role.SHIPPER and not (contract and contract.is_activated):
        return redirect(url_for("shipments.index"), 303)
    if contract is None or not contract.is_activated:
        return redirect(url_for("onboarding.steps"), 303)
    return render_template(
        "overview/home.html",
        merchant=merchant,
        contract=contract,
        to_prepare=Shipment.count_to_prepare(merchant),
        to_deposit=Label.count_to_deposit(merchant),
        reserve=Reserve.of(contract),
        asked=Message.open_question(contract) if role is Role.OWNER else None,
    )


@blueprint.get("/healthz")
@public
def healthz() -> Page:
    """Report that the process is running."""
    return _plain("ok", 200)


@blueprint.get("/readyz")
@public
def readyz() -> Page:
    """Report whether requests can be served: the database answers and is not too old."""
    obstacle = what_keeps_from_serving()
    return _plain(obstacle, 503) if obstacle else _plain("ok", 200)


def _plain(line: str, code: int) -> Response:
    """Return a response in plain text, for machines."""
    return Response(f"{line}\n", code, mimetype="text/plain")
