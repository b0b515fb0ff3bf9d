"""What a process of its own does in the tests: draw numbers, beginning together with others."""

from collections.abc import Mapping
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from app import create_app
from app.config import Config
from app.contracts.models import Contract
from app.database import begin_write
from app.extensions import db
from app.ranges.models import draw_numbers
from app.ranges.splitting import RangeExhausted


def draw_in_turns(contract_id: int, counts: list[int]) -> list[int]:
    """Draw so many at a time, in a context of its own; the serials, until none are left."""
    contract = db.session.get_one(Contract, contract_id)
    by, serials = contract.merchant.owner, list[int]()
    for count in counts:
        begin_write(db.session)
        try:
            drawn = draw_numbers(contract, count, by=by, purpose="test")
        except RangeExhausted as exhausted:
            db.session.rollback()
            if exhausted.left >= count:
                raise  # it was not true
            return serials
        db.session.commit()
        serials.extend(number.serial for number in drawn)
    return serials


def draw_in_a_process(
    settings: Mapping[str, str],
    contract_id: int,
    counts: list[int],
    start: Barrier,
    results: "Queue[list[int]]",
) -> None:
    """The whole life of the process: make an application, wait for the others, draw, report."""
    app = create_app(Config(settings))
    with app.app_context():
        start.wait()
        results.put(draw_in_turns(contract_id, counts))
