"""Activating a contract, from the list of requests, in a real browser.

The machine's time is measured. The advisor's time is computed by the keystroke-level model (Card,
Moran and Newell, 1980): each box is read and ticked, each number of the certificate read and typed.
"""

from collections.abc import Iterator
from time import perf_counter

from bench.ground import Grounds
from bench.measuring import Row
from tests import typed
from tests.browser.opening import chromium, served
from tests.browser.visitor import Visitor
from tests.cast import CLAIRE, Cast

# Seconds to decide, to point at something, to click, to move the hand to the keyboard, and a key.
DECIDE, POINT, PRESS, HAND, KEY = 1.35, 1.1, 0.2, 0.4, 0.28
FIRST, LAST = "Premier numéro de la plage", "Dernier numéro de la plage"
FIRST_FREE = "Premier numéro encore libre"
ROUNDS = 5


def rows(grounds: Grounds) -> Iterator[Row]:
    """Yield the figures of this subject."""
    ground = grounds.make("postgresql", "activating")
    with ground.app.app_context():
        cast = Cast(ground.app)
        for number in range(ROUNDS + 1):
            cast.requested(f"shop{number}@atelier.test")
    with served(ground.app) as address, chromium() as browser:
        claire = Visitor(browser, address).signs_in(CLAIRE)
        spent = sorted(_activate(claire, number) for number in range(ROUNDS + 1))
        machine, clicks, keys = spent[len(spent) // 2]
        claire.leave()
    hand = clicks * (DECIDE + POINT + PRESS) + 2 * 3 * HAND + 3 * (DECIDE + POINT + PRESS)
    yield Row("an activation: clicks", clicks, "")
    yield Row("an activation: keys", keys, "")
    yield Row("an activation: the machine's share", machine, "s")
    yield Row("an activation: the advisor's and the machine's", machine + hand + keys * KEY, "s")


def _activate(claire: Visitor, number: int) -> tuple[float, int, int]:
    """Return seconds of the machine, clicks and keys."""
    first = 2_000_000 + 10_000 * number
    numbers = typed.activation(first, first + 4_999)
    before, began = claire.clicks, perf_counter()
    claire.goes_to("/requests").follows(f"Atelier Shop{number}")
    for box in claire.page.locator(".check-tick input[type=checkbox]").all():
        claire.clicks_on(box)
    written = ((FIRST, "first"), (LAST, "last"), (FIRST_FREE, "first_free"))
    for label, name in written:
        claire.types(label, numbers[name])
    claire.presses("Activer le contrat")
    claire.reads("Contrat activé.")
    keys = sum(len(numbers[name]) for _label, name in written)
    return perf_counter() - began, claire.clicks - before, keys
