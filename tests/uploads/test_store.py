"""The store: a folder of this machine, or a bucket elsewhere."""

from importlib import util
from pathlib import Path

import pytest

from app import create_app
from app.clock import now
from app.config import Config, MissingSetting
from app.uploads.store import Bucket, Folder, Store, StoreUnavailable, new_key
from tests.conftest import SETTINGS
from tests.mail.post_office import free_port
from tests.uploads.conftest import KEYS

DATA = bytes(range(256)) * 10


def test_what_is_written_is_read_again(store: Store) -> None:
    key, other = new_key(), new_key()
    store.write(key, DATA)
    store.write(other, b"else")
    assert store.read(key) == DATA
    assert {name for name, _since in store.list_keys()} == {key, other}
    assert all(abs((now() - since).total_seconds()) < 60 for _name, since in store.list_keys())


def test_what_is_deleted_is_gone_and_twice_is_once(store: Store) -> None:
    key = new_key()
    store.write(key, DATA)
    for _ in range(2):
        store.delete(key)
    assert list(store.list_keys()) == []
    with pytest.raises(StoreUnavailable):
        store.read(key)


@pytest.mark.parametrize(
    "key", ["../../etc/passwd", "/etc/passwd", "2026-11-23/../x", "", "2026-11-23/" + "A" * 32]
)
def test_only_keys_of_ours_are_looked_up(store: Store, key: str) -> None:
    for act in (store.read, store.delete, lambda key: store.write(key, DATA)):
        with pytest.raises(StoreUnavailable):
            act(key)


def test_an_empty_store_lists_nothing(store: Store) -> None:
    assert list(store.list_keys()) == []


def test_a_bucket_lists_beyond_one_page(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = {new_key() for _ in range(5)}
    for key in keys:
        bucket.write(key, b"x")
    ask = bucket._ask
    paged = {"list_objects_v2": {"MaxKeys": 2}}
    monkeypatch.setattr(
        bucket,
        "_ask",
        lambda operation, **words: ask(operation, **words, **paged.get(operation, {})),
    )
    assert {key for key, _since in bucket.list_keys()} == keys


def test_a_bucket_that_is_away_is_said_to_be_so() -> None:
    endpoint = {**KEYS, "UPLOADS_ENDPOINT": f"http://127.0.0.1:{free_port()}"}
    with pytest.raises(StoreUnavailable):
        Bucket("nowhere", "", endpoint).write(new_key(), DATA)


def test_a_folder_that_cannot_be_written_is_said_to_be_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnavailable):
        Folder(tmp_path / "file").write(new_key(), DATA)


def test_without_boto3_a_bucket_stops_the_start_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.uploads.store.find_spec", lambda name: None)
    assert util.find_spec("boto3") is not None
    with pytest.raises(MissingSetting, match="pip install"):
        create_app(_settings(tmp_path, UPLOADS_URL="s3://documents/here"))


def test_an_address_of_another_kind_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(MissingSetting, match="ftp"):
        create_app(_settings(tmp_path, UPLOADS_URL="ftp://documents"))


@pytest.mark.parametrize("address", ["", "file://"])
def test_a_folder_may_be_named_in_two_ways(tmp_path: Path, address: str) -> None:
    app = create_app(_settings(tmp_path, UPLOADS_URL=f"{address}{tmp_path}/there"))
    assert app.extensions["uploads"].root == tmp_path / "there"


def test_a_bucket_is_opened_by_its_settings(tmp_path: Path) -> None:
    app = create_app(_settings(tmp_path, UPLOADS_URL="s3://documents/here/", **KEYS))
    opened = app.extensions["uploads"]
    assert (opened.bucket, opened.prefix) == ("documents", "here/")


def _settings(folder: Path, **more: str) -> Config:
    return Config(
        SETTINGS
        | {"INSTANCE_PATH": str(folder), "HUEY_URL": f"sqlite:///{folder / 'jobs.db'}"}
        | more
    )
