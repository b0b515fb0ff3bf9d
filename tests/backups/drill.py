"""The drill of a restore: trade, back up, trade on, lose the database, restore it, trade again."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.contracts.models import Contract
from app.deposits.models import DepositSlip
from app.extensions import db
from app.high_water.checking import DatabaseRestored
from app.labels.models import Label
from app.uploads.models import Upload, check_upload, write_file
from app.uploads.store import store
from tests import samples
from tests.cast import ADAM, Cast

# Draws so many labels; the numbers are found in the database.
Draw = Callable[[Contract, int], object]


@dataclass
class Drill:
    """What was issued on the way, whether the database still knows it or not."""

    app: Flask
    cast: Cast
    draw: Draw
    contract_id: int = 0
    numbers: list[tuple[int, int]] = field(default_factory=list)
    slips: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    # How long each command took, to be told and not to be judged.
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def contract(self) -> Contract:
        """The merchant's contract, as the database has it now."""
        return db.session.get_one(Contract, self.contract_id)

    def trade(self, count: int) -> None:
        """Print labels, put two on a slip, upload a document."""
        before = db.session.scalar(select(func.max(Label.id))) or 0
        self.draw(self.contract, count)
        db.session.commit()
        newer = select(func.min(Label.serial), func.max(Label.serial)).where(Label.id > before)
        first, last = db.session.execute(newer).one()
        assert last - first + 1 == count
        self.numbers.append((first, last))
        own = select(Label).where(Label.id > before).order_by(Label.id).limit(2)
        self.slips.append(self.cast.slip(self.contract, db.session.scalars(own).all()).full_number)
        stored = write_file(check_upload(samples.pdf()), "contrat.pdf")
        Upload.add(stored)
        db.session.commit()
        self.documents.append(stored.key)

    def run(self, *words: str) -> Result:
        """Run a command of an operator."""
        db.session.rollback()
        start = time.monotonic()
        result = self.app.test_cli_runner().invoke(args=list(words))
        self.seconds[" ".join(words[:1])] = round(time.monotonic() - start, 1)
        db.session.expire_all()
        return result

    def must_run(self, *words: str) -> str:
        """Run a command that must not fail; return what it says."""
        result = self.run(*words)
        assert result.exit_code == 0, result.output
        return result.output

    def assert_refused(self) -> None:
        """The restored database issues nothing, and says so."""
        with pytest.raises(DatabaseRestored):
            self.draw(self.contract, 1)
        db.session.rollback()
        assert "taken for a restored one" in self.run("verify").output
        assert [mail.recipient for mail in self.cast.mails("database_restored")] == [ADAM]

    def settle(self) -> None:
        """Move past what was issued since the backup, by the marks."""
        margin = () if db.engine.dialect.name == "sqlite" else ("--margin", "0")
        self.must_run("ranges", "advance", "--by", ADAM, *margin)
        self.must_run("slips", "advance", "--by", ADAM, *margin)

    def assert_nothing_twice_and_nothing_lost(self) -> None:
        """No number is twice, no slip number, and every document is there."""
        spans = sorted(self.numbers)
        assert all(last < first for (_, last), (first, _) in pairwise(spans))
        assert len(set(self.slips)) == len(self.slips)
        assert all(store().has(key) for key in self.documents)
        assert "invariants hold" in self.must_run("verify")


def run_drill(app: Flask, cast: Cast, file: Path, draw: Draw, *, labels: int) -> Drill:
    """Run the whole drill; the range must hold four times so many labels."""
    cast.admin()
    drill = Drill(app, cast, draw)
    drill.contract_id = cast.active(size=4 * labels).id
    drill.trade(labels)
    drill.must_run("backup", str(file))
    drill.trade(labels)  # the backup does not know of these
    assert "--replace" in drill.run("restore", str(file)).output
    drill.must_run("restore", str(file), "--replace")
    assert db.session.scalar(select(func.count(DepositSlip.id))) == 1
    drill.assert_refused()
    drill.settle()
    drill.trade(labels)
    drill.assert_nothing_twice_and_nothing_lost()
    return drill
