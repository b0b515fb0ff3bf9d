"""A server that is killed while labels are made: no number is lost, none comes twice."""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.client import HTTPConnection, HTTPException
from random import Random
from threading import Event
from time import monotonic, sleep
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from app.clock import today
from app.contracts.models import Contract
from app.extensions import db
from app.labels.models import Batch, Label
from app.ranges.models import NumberRange
from tests.cast import ALICE, PASSWORD, Cast
from tests.mail.post_office import HOST, free_port
from tests.processes import Process, flask, kill, running

pytestmark = pytest.mark.usefixtures("context")

LABELS_A_BATCH = 4
# Batches that are asked for between two kills, and a last time without one.
BATCHES_A_KILL = 13
KILLS = 6
FIRST = 1_000
CLIENTS = 6
SECONDS_TO_START = 60
# What a client sees of a server that is gone.
GONE = (OSError, HTTPException)


@dataclass
class Visitor:
    """A browser as thin as can be: a cookie, a token, one connection a request."""

    port: int
    cookie: str = ""
    token: str = ""

    def sign_in(self) -> "Visitor":
        _, _, page = self.fetch("GET", "/sign-in")
        self.token = _token(page)
        status, _, _ = self.post("/sign-in", {"email": ALICE, "password": PASSWORD})
        assert status == 303
        self.token = _token(self.fetch("GET", "/shipments")[2])
        return self

    def post(self, path: str, fields: dict[str, object]) -> tuple[int, str, str]:
        body = urlencode({"csrf_token": self.token, **fields}, doseq=True)
        return self.fetch("POST", path, body)

    def fetch(self, method: str, path: str, body: str = "") -> tuple[int, str, str]:
        """The status, where it leads to, and the page."""
        connection = HTTPConnection(HOST, self.port, timeout=60)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            page = response.read().decode()
        finally:
            connection.close()
        self.cookie = (response.getheader("Set-Cookie") or self.cookie).partition(";")[0]
        return response.status, response.getheader("Location") or "", page


class Work:
    """The requests still to be answered, and what the answered ones have led to."""

    def __init__(self, requests: list[dict[str, object]]) -> None:
        self.requests = requests
        self.left = deque(requests)
        self.answered: dict[str, str] = {}
        self.cut_off: list[dict[str, object]] = []
        self.enough = Event()

    def until(self, answers: int, visitor: Visitor) -> None:
        """Send requests until the server is gone, or none is left; tell after so many answers."""
        while self.left:
            try:
                request = self.left.popleft()
            except IndexError:
                return
            try:
                self.send(visitor, request)
            except GONE:
                self.left.append(request)  # nobody knows whether it was done
                self.cut_off.append(request)
                return
            if len(self.answered) >= answers:
                self.enough.set()

    def send(self, visitor: Visitor, request: dict[str, object]) -> None:
        """Ask for a batch. Asked again, it must be the one that was answered before."""
        status, location, page = visitor.post("/batches", request)
        assert status == 303, page
        key = str(request["request_key"])
        assert self.answered.setdefault(key, location) == location


@pytest.mark.faults
def test_batches_asked_for_while_the_server_is_killed_come_exactly_once(
    cast: Cast, settings: dict[str, str]
) -> None:
    check_kills(cast, settings, KILLS)


@pytest.mark.prove
@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_batches_asked_for_while_the_server_is_killed_once_come_exactly_once(
    cast: Cast, settings: dict[str, str]
) -> None:
    check_kills(cast, settings, 1)


def check_kills(cast: Cast, settings: dict[str, str], kills: int) -> None:
    """Ask for batches while the server is killed so many times."""
    batches = BATCHES_A_KILL * (kills + 1)
    contract = cast.active(first=FIRST, size=batches * LABELS_A_BATCH + 7)
    work, chance = Work(_requests(cast, contract, batches)), Random(1)
    for _ in range(kills):
        with _serving(settings) as (port, server):
            _kill_amid(work, Visitor(port).sign_in(), server, chance)
        _assert_sound(settings, work)
    assert len(work.cut_off) >= kills, "the server must have been killed amid the work"
    with _serving(settings) as (port, _):
        visitor = Visitor(port).sign_in()
        work.until(batches, visitor)
        for request in work.requests:
            work.send(visitor, request)
    _assert_sound(settings, work)
    assert len(set(work.answered.values())) == batches == _count(Batch)
    assert _count(Label) == batches * LABELS_A_BATCH
    assert db.session.scalars(select(NumberRange.next_serial)).one() == FIRST + _count(Label)


def _kill_amid(work: Work, visitor: Visitor, server: Process, chance: Random) -> None:
    wanted = len(work.answered) + chance.randint(1, BATCHES_A_KILL - 2)
    work.enough.clear()
    with ThreadPoolExecutor(CLIENTS) as clients:
        sent = [clients.submit(work.until, wanted, replace(visitor)) for _ in range(CLIENTS)]
        assert work.enough.wait(SECONDS_TO_START)
        sleep(chance.uniform(0, 0.02))  # anywhere within the requests that are under way
        kill(server)
        for one in sent:
            one.result()


def _assert_sound(settings: dict[str, str], work: Work) -> None:
    """What must always hold, holds; and every answer that was given is kept."""
    verified = flask(settings, "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    db.session.rollback()
    kept = {batch.request_key: batch.id for batch in db.session.scalars(select(Batch))}
    assert {key: f"/batches/{kept.get(key)}" for key in work.answered} == work.answered


def _requests(cast: Cast, contract: Contract, batches: int) -> list[dict[str, object]]:
    ids = [shipment.id for shipment in cast.shipments(contract, batches * LABELS_A_BATCH)]
    return [
        {
            "shipment": ids[start : start + LABELS_A_BATCH],
            "site": contract.sites[0].id,
            "deposit_date": today().isoformat(),
            "request_key": str(uuid4()),
        }
        for start in range(0, len(ids), LABELS_A_BATCH)
    ]


@contextmanager
def _serving(settings: dict[str, str]) -> Iterator[tuple[int, Process]]:
    port = free_port()
    with running(("gunicorn", "wsgi:app"), settings | {"PORT": str(port)}) as server:
        _wait_for(port)
        yield port, server


def _wait_for(port: int) -> None:
    end = monotonic() + SECONDS_TO_START
    while monotonic() < end:
        try:
            if Visitor(port).fetch("GET", "/healthz")[0] == 200:
                return
        except GONE:
            sleep(0.1)
    raise TimeoutError("the server did not start")


def _token(page: str) -> str:
    return page.partition('name="csrf_token" value="')[2].partition('"')[0]


def _count(model: type[Batch] | type[Label]) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0
