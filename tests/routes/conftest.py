"""What the tests of routes share."""

import pytest

from tests.cast import ALICE, Cast
from tests.page_client import PageClient


@pytest.fixture
def alice(context: None, cast: Cast) -> PageClient:
    """The browser of Alice, who has just signed up."""
    cast.merchant(ALICE)
    return cast.browser(ALICE)
