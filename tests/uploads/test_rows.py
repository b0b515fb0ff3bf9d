"""The file is written first, then its row; files without a row are deleted later."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from app.clock import now
from app.database import begin_write
from app.extensions import db
from app.uploads.models import Upload, check_upload, write_file
from app.uploads.serving import serve
from app.uploads.store import Store, StoreUnavailable
from app.uploads.sweeping import GRACE, sweep_away, sweep_away_files_without_a_row
from tests import samples

pytestmark = pytest.mark.usefixtures("context", "application_store")


def test_a_row_says_what_its_file_is(application_store: Store) -> None:
    upload = _kept("Ma photo.HEIC", samples.picture("HEIF"))
    assert (upload.filename, upload.media_type) == ("Ma photo.jpg", "image/jpeg")
    assert (upload.width, upload.height, upload.pages) == (120, 80, None)
    assert upload.size == len(application_store.read(upload.key))


def test_a_rollback_leaves_a_file_without_a_row_never_a_row_without_a_file(
    application_store: Store,
) -> None:
    stored = write_file(check_upload(samples.pdf()), "contrat.pdf")
    begin_write(db.session)
    Upload.add(stored)
    db.session.flush()
    db.session.rollback()
    assert application_store.read(stored.key) == samples_of(stored.key, application_store)
    assert db.session.scalar(select(func.count(Upload.id))) == 0


def test_without_its_file_there_is_no_row(
    application_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(application_store, "write", away)
    with pytest.raises(StoreUnavailable):
        _kept("contrat.pdf", samples.pdf())
    assert db.session.scalar(select(func.count(Upload.id))) == 0


def test_a_file_without_a_row_is_swept_away_after_a_day(application_store: Store) -> None:
    kept = _kept("contrat.pdf", samples.pdf())
    lost = write_file(check_upload(samples.pdf()), "perdu.pdf").key
    assert sweep_away() == 0
    with time_machine.travel(now() + GRACE + timedelta(minutes=5), tick=False):
        assert sweep_away() == 1
        assert sweep_away() == 0
    assert [key for key, _since in application_store.list_keys()] == [kept.key]
    assert lost != kept.key


def test_the_worker_looks_once_an_hour(app: Flask, application_store: Store) -> None:
    write_file(check_upload(samples.pdf()), "perdu.pdf")
    assert sweep_away_files_without_a_row in app.extensions["sweeps"]
    start = (now() + timedelta(days=2)).replace(minute=0)
    swept = []
    for minute in range(60):
        with time_machine.travel(start + timedelta(minutes=minute), tick=False):
            swept.append(sweep_away_files_without_a_row())
    assert sum(swept) == 1


def test_a_store_that_is_away_is_swept_another_time(
    application_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailable

    monkeypatch.setattr(application_store, "list_keys", away)
    assert sweep_away() == 0


def test_a_picture_is_shown_and_a_pdf_is_saved(app: Flask) -> None:
    for data, shown in ((samples.picture(), "inline"), (samples.pdf(), "attachment")):
        upload = _kept("Été « 1 »\r\nX-Bad: 1.exe", data)
        with app.test_request_context():
            response = serve(upload)
            response.direct_passthrough = False
            assert response.headers["Content-Disposition"].startswith(f"{shown}; filename")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Cache-Control"] == "no-store"
            assert "X-Bad" not in response.headers
            assert response.mimetype == upload.media_type
            assert len(response.get_data()) == upload.size


def samples_of(key: str, store: Store) -> bytes:
    """Return what the store has under this key."""
    return {name: store.read(name) for name, _since in store.list_keys()}[key]


def _kept(name: str, data: bytes) -> Upload:
    stored = write_file(check_upload(data), name)
    begin_write(db.session)
    upload = Upload.add(stored)
    db.session.commit()
    return upload
