"""Every hostile value in every field of every form, sent by everybody who may be signed in."""

import pytest
from flask import Flask

from app.extensions import db
from tests.conftest import DATABASES
from tests.hostile.sweep import Sweep

pytestmark = pytest.mark.prove


@pytest.mark.parametrize("form", Sweep.forms)
def test_no_form_falls_over_any_hostile_value(app_in_production: Flask, form: str) -> None:
    with app_in_production.app_context():
        turn = DATABASES.index(db.engine.dialect.name)
    sweep = Sweep(app_in_production)
    sweep.send_all(form, turn)
    sweep.assert_nothing_is_broken()
    print(f"{form}: {sweep.answers.total()} requests, {dict(sweep.answers)}")  # noqa: T201
