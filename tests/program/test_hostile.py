"""Hostile input to every form: a sample of it. `make prove` sends the whole."""

from random import Random

import pytest
from flask import Flask

from tests.hostile.attacks import Attack
from tests.hostile.sweep import OWNER, Sweep

pytestmark = pytest.mark.one_database

SEED = 1
OF_THE_OWNER, OF_ANOTHER = 3, 1


def test_every_form_is_attacked_and_taken_while_nothing_is_spoilt(app: Flask) -> None:
    taking = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    attacked = set()
    sweep = Sweep(app)
    for form in sweep.forms:
        path = sweep.targets.make(form).path
        attacked.add(app.url_map.bind("localhost").match(path, method="POST")[0])
        sweep.send(form, OWNER, lambda every: every[:1])
    assert attacked == taking
    # Whether an address is known is told to nobody: that form answers with a page. So do those of
    # the proofs, beside which something else is typed.
    assert sweep.answers.pop(200) == 3
    assert set(sweep.answers) == {303}


def test_no_form_falls_over_a_sample_of_hostile_values(app_in_production: Flask) -> None:
    chance = Random(SEED)
    sweep = Sweep(app_in_production)
    for form in sweep.forms:
        another = chance.choice([role for role in Sweep.ROLES if role != OWNER])
        for role, wanted in ((OWNER, OF_THE_OWNER), (another, OF_ANOTHER)):

            def some(every: list[Attack], wanted: int = wanted) -> list[Attack]:
                return chance.sample(every, wanted)

            sweep.send(form, role, some)
    sweep.assert_nothing_is_broken()
    assert {200, 303, 403, 422} <= set(sweep.answers)
