"""What a person does with ticked rows: takes a last look, sends its form. And what came of it."""

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
    """A list whose ticked rows, called `name`, are sent to `path`."""

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
    """What an accepted form leads to."""
    assert answer.status_code == 303, text_of(answer)
    return db.session.get_one(model, int(answer.location.rpartition("/")[2]))


def errors(page: TestResponse) -> str:
    """What the summary of errors says."""
    assert page.status_code == 422, page.status_code
    (summary,) = page_of(page).xpath("//*[@id='error-summary']")
    return " ".join(summary.text_content().split())


def error_links(page: TestResponse) -> list[str]:
    """Where its lines lead."""
    return list(page_of(page).xpath("//*[@id='error-summary']//a/@href"))


def serials() -> list[int]:
    """The serials of all labels, in the order they were made."""
    return list(db.session.scalars(select(Label.serial).order_by(Label.id)))


def draws() -> list[tuple[int, int]]:
    """Each draw's first serial and count."""
    drawn = select(NumberDraw.first_serial, NumberDraw.count).order_by(NumberDraw.id)
    return [(first, count) for first, count in db.session.execute(drawn)]


def no_batch_was_made() -> bool:
    """No batch, no label, no number drawn, no shipment marked."""
    marked = db.session.scalars(select(Shipment.id).where(Shipment.labelled_at.is_not(None))).all()
    moved = NumberRange.next_serial != NumberRange.first_free_serial
    advanced = db.session.scalars(select(NumberRange.id).where(moved)).all()
    return _none_of(Batch, Label, NumberDraw) and not marked and not advanced


def no_slip_was_made() -> bool:
    """No slip, no item, no label marked."""
    marked = db.session.scalars(select(Label.id).where(Label.listed_at.is_not(None))).all()
    return _none_of(DepositSlip, DepositItem) and not marked


def _none_of(*models: type[Model]) -> bool:
    return not any(db.session.scalar(select(func.count()).select_from(m)) for m in models)
