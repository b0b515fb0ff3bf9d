"""Sendcloud's plans, and what each offers for an own contract."""

import pytest

from app.contracts.plans import ELIGIBLE, PLANS, Adder, plan


def test_each_plan_has_its_old_name_in_the_same_order() -> None:
    compared = [(one.name, one.old_name) for one in PLANS if one.in_comparison]
    assert compared == [
        ("Lite", "Small shop"),
        ("Growth", "Large shop"),
        ("Premium", "Business"),
    ]


def test_a_personal_advisor_begins_with_premium() -> None:
    assert [one.code for one in PLANS if one.has_personal_advisor] == ["premium", "enterprise"]


def test_a_plan_is_found_by_its_code() -> None:
    assert [plan(one.code) for one in PLANS] == list(PLANS)


def test_an_unknown_code_is_an_error() -> None:
    with pytest.raises(KeyError):
        plan("gold")


def test_only_the_plan_that_costs_nothing_is_without() -> None:
    assert [one.code for one in PLANS if one not in ELIGIBLE] == ["free"]
    assert {one.adder for one in ELIGIBLE} == {Adder.SUPPORT, Adder.PERSONAL_ADVISOR}
