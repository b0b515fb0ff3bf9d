"""The advisors' desk: the list of requests, and one request."""

from flask import Blueprint, render_template, request

from app.accounts.guards import advisor_required, current_person
from app.accounts.replacement import in_charge_of
from app.clock import today
from app.onboarding.access import requested_or_404
from app.onboarding.desk.request_list import (
    Assignee,
    RequestFilter,
    RequestState,
    count_by_state,
    request_lines,
    select_requests,
)
from app.onboarding.desk.request_page import request_page
from app.page import Page
from app.paging import page_of

blueprint = Blueprint("desk", __name__)


@blueprint.get("/requests")
@advisor_required
def requests() -> Page:
    """List the contracts whose activation was requested, a page at a time."""
    wanted, own = RequestFilter.read(request.args), in_charge_of(current_person(), today())
    page = page_of(select_requests(wanted, own))
    return render_template(
        "onboarding/requests.html",
        page=page,
        lines=request_lines(page.rows),
        counts=count_by_state(wanted, own),
        wanted=wanted,
        states=RequestState,
        owners=Assignee,
    )


@blueprint.get("/requests/<int:contract_id>")
@advisor_required
def one_request(contract_id: int) -> Page:
    """Show one request: the merchant's answers, the checklist, the activation, the dialogue."""
    return request_page(requested_or_404(contract_id))
