"""Confirms and sends ticked rows as a person does, and reads the result."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.database import Model
from app.deposits.models import DepositItem, DepositSlip
from app.extensions import db
from app.labels.models import Batch, Label
from app.ranges.models import NumberDraw, NumberRange
from app.shipments.models import Shipment
from tests.page_client import PageClient, form_of, page_of, text_of

Made = TypeVar("Made", bound=Model)


@dataclass(frozen=True)
class Ticking:
    """A list whose ticked rows are sent to `path` as `name`."""

    path: str
    name: str

    def look(self, client: PageClient, rows: Sequence[Shipment | Label]) -> TestResponse:
        """The last page before it is done."""
        ticked = "&".join(f"{self.name}={row.id}" for row in rows)
        page = client.get(f"{self.path}/new?{ticked}")
        assert page.status_code == 200, text_of(page)
        return page

    def form(self, page: TestResponse) -> dict[str, list[str]]:
        """What that page would send as it stands."""
        return form_of(page, self.path)

    def make(
        self, client: PageClient, rows: Sequence[Shipment | Label], **typed: object
    ) -> TestResponse:
        """Send the form of a last look for these rows, with what was typed into it."""
        form = self.form(self.look(client, rows[:1]))
        return client.send(self.path, form | {self.name: [str(row.id) for row in rows]} | typed)


BATCHES = Ticking("/batches", "shipment")
SLIPS = Ticking("/deposit-slips", "label")


def made(model: type[Made], answer: TestResponse) -> Made:
    """Return the row whose page an accepted form redirects to."""
    assert answer.status_code == 303, text_of(answer)
    return db.session.get_one(model, int(answer.location.rpartition("/")[2]))


def errors(page: TestResponse) -> str:
    """Return the text of the summary of errors."""
    assert page.status_code == 422, page.status_code
    (summary,) = page_of(page).xpath("//*[@id='error-summary']")
    return " ".join(summary.text_content().split())


def error_links(page: TestResponse) -> list[str]:
    """Return the links of the summary of errors."""
    return list(page_of(page).xpath("//*[@id='error-summary']//a/@href"))


def serials() -> list[int]:
    """Return the serials of all labels, in the order they were made."""
    return list(db.session.scalars(select(Label.serial).order_by(Label.id)))


def draws() -> list[tuple[int, int]]:
    """Return first serial and count of each draw."""
    drawn = select(NumberDraw.first_serial, NumberDraw.count).order_by(NumberDraw.id)
    return [(first, count) for first, count in db.session.execute(drawn)]


def no_batch_was_made() -> bool:
    """Whether there is no batch, label, draw or labelled shipment."""
    marked = db.session.scalars(select(Shipment.id).where(Shipment.labelled_at.is_not(None))).all()
    moved = NumberRange.next_serial != NumberRange.first_free_serial
    advanced = db.session.scalars(select(NumberRange.id).where(moved)).all()
    return _none_of(Batch, Label, NumberDraw) and not marked and not advanced


def no_slip_was_made() -> bool:
    """Whether there is no slip, item or label marked as listed."""
    marked = db.session.scalars(select(Label.id).where(Label.listed_at.is_not(None))).all()
    return _none_of(DepositSlip, DepositItem) and not marked


def _none_of(*models: type[Model]) -> bool:
    return not any(db.session.scalar(select(func.count()).select_from(m)) for m in models)
