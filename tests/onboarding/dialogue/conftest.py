"""A contract that merchant and advisor talk about."""

import pytest

from app.contracts.models import Contract
from tests.cast import Cast


@pytest.fixture
def contract(context: None, cast: Cast) -> Contract:
    """Alice's contract, whose activation was asked for; Claire is the one advisor."""
    cast.advisor()
    return cast.requested()
