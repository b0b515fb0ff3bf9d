"""Many drawing from one range at the same moment: no number twice, none outside, none lost."""

import multiprocessing
from functools import partial
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Label
from app.overview.invariants import breaches
from app.ranges.models import NumberDraw, NumberRange
from tests.at_once import at_once
from tests.cast import Cast
from tests.conftest import SETTINGS
from tests.page_client import PageClient, form_of
from tests.ranges.processes import draw_in_a_process, draw_in_turns

pytestmark = pytest.mark.usefixtures("context")

THREADS, PROCESSES, REQUESTS = 16, 4, 80
# How many numbers one thread or process takes, one draw after the other.
COUNTS = [1, 3, 2, 1, 5]
FIRST = 1_000
SECONDS_FOR_A_PROCESS = 60


def draw_in_threads(app: Flask, contract: Contract, counts: list[int]) -> list[int]:
    def draw(contract_id: int) -> list[int]:
        with app.app_context():
            return draw_in_turns(contract_id, counts)

    shares = at_once([partial(draw, contract.id)] * THREADS)
    return [serial for share in shares for serial in share]


def draw_in_processes(app: Flask, contract: Contract, counts: list[int]) -> list[int]:
    settings = SETTINGS | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": app.instance_path,
        "HUEY_URL": app.config["HUEY_URL"],
    }
    # Made by a server that has read the program once, and has no threads and no connections.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ranges.processes"])
    start, results = context.Barrier(PROCESSES, timeout=SECONDS_FOR_A_PROCESS), context.Queue()
    arguments = (settings, contract.id, counts, start, results)
    processes = [
        context.Process(target=draw_in_a_process, args=arguments) for _ in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    serials = [s for _ in processes for s in results.get(timeout=SECONDS_FOR_A_PROCESS)]
    for process in processes:
        process.join()
    db.session.rollback()
    return serials


def assert_each_once(contract: Contract, serials: list[int]) -> None:
    """No number twice, none outside, none lost: draws and ranges say the same."""
    ranges = NumberRange.of(contract)
    drawn = {s for r in ranges for s in range(r.first_free_serial, r.next_serial)}
    assert len(serials) == len(set(serials))
    assert set(serials) == drawn
    recorded = db.session.scalar(select(func.sum(NumberDraw.count)))
    assert recorded == len(serials)
    assert all(r.first_serial <= r.next_serial <= r.last_serial + 1 for r in ranges)


def test_sixteen_threads(app: Flask, cast: Cast) -> None:
    contract = cast.active(first=FIRST, size=1_000)
    serials = draw_in_threads(app, contract, COUNTS)
    assert len(serials) == THREADS * sum(COUNTS)
    assert_each_once(contract, serials)


def test_sixteen_threads_until_nothing_is_left_in_three_ranges(app: Flask, cast: Cast) -> None:
    contract = cast.active(first=FIRST, size=37)
    cast.more_numbers(contract, first=10, size=1)
    cast.more_numbers(contract, first=5_000, size=22)
    serials = draw_in_threads(app, contract, [1] * 10)
    assert len(serials) == 60
    assert_each_once(contract, serials)
    assert [r.left for r in NumberRange.of(contract)] == [0, 0, 0]


def test_four_processes_until_nothing_is_left(app: Flask, cast: Cast) -> None:
    """No process can take them all: at least three draw."""
    contract = cast.active(first=FIRST, size=150)
    serials = draw_in_processes(app, contract, [1] * 60)
    assert sorted(serials) == list(range(FIRST, FIRST + 150))
    assert_each_once(contract, serials)


def test_eighty_people_make_a_label_at_the_same_moment(app: Flask, cast: Cast) -> None:
    contract = cast.active(first=FIRST, size=REQUESTS)
    shipments = cast.shipments(contract, REQUESTS)
    alice = cast.browser()
    form = form_of(alice.get(f"/batches/new?shipment={shipments[0].id}"), "/batches")
    acts = [
        partial(
            _same_session(app, alice).post,
            "/batches",
            data=form | {"shipment": str(shipment.id), "request_key": str(uuid4())},
        )
        for shipment in shipments
    ]
    answers = at_once(acts)
    assert {answer.status_code for answer in answers} == {303}
    numbers = db.session.scalars(select(Label.tracking_number)).all()
    assert len(set(numbers)) == len(numbers) == REQUESTS
    assert len({answer.location for answer in answers}) == REQUESTS
    serials = list(db.session.scalars(select(Label.serial)))
    assert_each_once(contract, serials)
    assert list(breaches()) == []


def _same_session(app: Flask, client: PageClient) -> PageClient:
    """Another window of the same browser."""
    window, cookie = app.test_client(), client.get_cookie("session")
    assert isinstance(window, PageClient)
    assert cookie is not None
    window.set_cookie("session", cookie.value)
    return window
