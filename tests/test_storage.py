"""Files by their content, in a folder and in a bucket alike."""

import io
import os
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from selection import storage
from selection.storage import Kept

CONTENT = os.urandom(storage.CHUNK) * 2 + b"end"


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    url = f"file://{tmp_path}/files"
    if request.param == "bucket":
        endpoint = request.getfixturevalue("s3_url")
        settings = {"ENDPOINT_URL": endpoint, "ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "us-east-1"}
        for name, value in {**settings, "ALLOW_HTTP": "true"}.items():
            monkeypatch.setenv(f"AWS_{name}", value)
        request.getfixturevalue("bucket")
        url = "s3://papers"
    app = Flask("store")
    app.config["STORAGE_URL"] = url
    storage.prepare(app)
    return app


@pytest.fixture
def bucket(s3_url: str) -> None:
    urlopen(Request(f"{s3_url}/papers", method="PUT")).close()


def test_what_is_kept_comes_back_whole_and_in_pieces(store: Flask) -> None:
    with store.app_context():
        kept = storage.keep(io.BytesIO(CONTENT))
        again = storage.keep(io.BytesIO(CONTENT))

        assert kept == again == Kept(kept.key, kept.key.split("/")[1], len(CONTENT))
        assert storage.read(kept.key) == CONTENT
        assert b"".join(storage.stream(kept.key)) == CONTENT


def test_what_was_never_kept_is_not_found(store: Flask) -> None:
    with store.app_context():
        with pytest.raises(FileNotFoundError):
            storage.read("ab/abc")
        with pytest.raises(FileNotFoundError):
            storage.stream("ab/abc")


def test_a_folder_holds_nothing_but_whole_files(tmp_path: Path) -> None:
    app = Flask("store")
    app.config["STORAGE_URL"] = f"file://{tmp_path}/files"
    storage.prepare(app)
    with app.app_context():
        kept = storage.keep(io.BytesIO(b"one"))

    assert [path.relative_to(tmp_path / "files").as_posix() for path in tmp_path.rglob("*") if path.is_file()] == [
        kept.key
    ]
