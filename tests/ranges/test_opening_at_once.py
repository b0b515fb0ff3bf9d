"""Overlapping ranges opened at the same moment: one is recorded, the others are refused by name."""

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from app.contracts.locking import lock_contract
from app.contracts.models import Contract
from app.extensions import db
from app.ranges.bounds import Bounds
from app.ranges.correcting import correct_range
from app.ranges.models import Issuer, NumberRange, RangeOverlap, open_range
from tests.at_once import at_once
from tests.cast import Cast

pytestmark = pytest.mark.usefixtures("context")

SHOPS = [f"shop{number}@alma.test" for number in range(6)]
ROUNDS = 5


def _serials(turn: int, shop: int) -> Bounds:
    """Bounds of one turn: each shop's begin elsewhere, and all of them overlap."""
    first = 1_000_000 + 10_000 * turn + shop
    return Bounds("2L", first, first + 999, first)


def _open(app: Flask, contract_id: int, bounds: Bounds) -> str:
    with app.app_context():
        contract = lock_contract(contract_id)
        try:
            open_range(contract, bounds, by=contract.merchant.owner, issuer=Issuer.SILLAGE)
            db.session.commit()
        except RangeOverlap:
            db.session.rollback()
            return "overlap"
        return "opened"


def _contracts(cast: Cast) -> list[Contract]:
    return [
        cast.active(email, first=1_000 * (number + 1), coclico=f"0000{1_000 + number}")
        for number, email in enumerate(SHOPS)
    ]


def test_one_of_many_is_recorded_and_the_others_learn_why(app: Flask, cast: Cast) -> None:
    ids = [contract.id for contract in _contracts(cast)]
    for turn in range(ROUNDS):
        calls = [
            partial(_open, app, contract_id, _serials(turn, shop))
            for shop, contract_id in enumerate(ids)
        ]
        assert sorted(at_once(calls)) == ["opened"] + ["overlap"] * (len(SHOPS) - 1)
    assert len(db.session.scalars(select(NumberRange)).all()) == len(SHOPS) + ROUNDS


def _correct(app: Flask, range_id: int, bounds: Bounds) -> str:
    with app.app_context():
        contract = lock_contract(db.session.get_one(NumberRange, range_id).contract_id)
        known = db.session.get_one(NumberRange, range_id)
        try:
            correct_range(known, bounds, by=contract.merchant.owner)
            db.session.commit()
        except RangeOverlap:
            db.session.rollback()
            return "overlap"
        return "corrected"


def test_corrections_to_overlapping_bounds_are_recorded_once(app: Flask, cast: Cast) -> None:
    contracts = _contracts(cast)
    ids = [NumberRange.all_of(contract)[0].id for contract in contracts]
    calls = [
        partial(_correct, app, range_id, _serials(0, shop)) for shop, range_id in enumerate(ids)
    ]
    assert sorted(at_once(calls)) == ["corrected"] + ["overlap"] * (len(SHOPS) - 1)
