"""Fixtures: both kinds of store, a folder and a bucket on an S3-compatible server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from flask import Flask
from moto.server import ThreadedMotoServer

from app.uploads.store import Bucket, Folder, Store

KEYS = {"UPLOADS_REGION": "eu-west-3", "UPLOADS_ACCESS_KEY": "key", "UPLOADS_SECRET_KEY": "secret"}


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The URL of an S3-compatible server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3_server: str, request: pytest.FixtureRequest) -> Bucket:
    """An empty bucket, used under a prefix."""
    name = f"sillage-{abs(hash(request.node.nodeid))}"
    settings: dict[str, Any] = {**KEYS, "UPLOADS_ENDPOINT": s3_server}
    boto3.client(
        "s3",
        endpoint_url=s3_server,
        region_name="eu-west-3",
        aws_access_key_id="key",
        aws_secret_access_key="secret",
    ).create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-west-3"})
    return Bucket(name, "documents/here", settings)


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    """Each kind of store in turn."""
    if request.param == "folder":
        return Folder(tmp_path / "documents")
    opened: Bucket = request.getfixturevalue("bucket")
    return opened


@pytest.fixture
def application_store(app: Flask, store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """The application, configured to use this store."""
    monkeypatch.setitem(app.extensions, "uploads", store)
    return store
