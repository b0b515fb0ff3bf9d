"""What the proofs share: where processes beside the tests work."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import SETTINGS
from tests.mail.fixtures import direct

__all__ = ["direct", "settings"]


@pytest.fixture
def settings(app: Flask, tmp_path: Path) -> dict[str, str]:
    """The environment of a process that works on the database of `app`."""
    return SETTINGS | {
        "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
        "INSTANCE_PATH": str(tmp_path),
        "HUEY_URL": f"sqlite:///{tmp_path / 'jobs.db'}",
    }
