"""A start that would lose data or secrets is refused; a request for a strange host is not answered."""

from pathlib import Path

import pytest

from config import Config, UnsafeStart
from selection import create_app


def test_secrets_are_made_once_and_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SELECTION_VAR", str(tmp_path))

    first, second = Config.from_environment(), Config.from_environment()

    assert (first.SECRET_KEY, first.DATA_SECRET) == (second.SECRET_KEY, second.DATA_SECRET)
    assert first.SECRET_KEY != first.DATA_SECRET
    assert (tmp_path / "data.key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_SECRET"])
def test_a_short_secret_is_refused(tmp_path: Path, name: str) -> None:
    config = Config.for_tests("sqlite://", tmp_path)
    setattr(config, name, "short")

    with pytest.raises(UnsafeStart, match=name):
        create_app(config)


def test_wal_on_an_old_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sqlite3.sqlite_version_info", (3, 40, 1))
    config = Config.for_tests("sqlite:///x.sqlite?journal_mode=WAL", tmp_path)

    with pytest.raises(UnsafeStart, match="WAL"):
        create_app(config)


def test_debugging_where_others_reach_the_server_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FLASK_DEBUG", "1")
    config = Config.for_tests("sqlite://", tmp_path)
    config.BASE_URL = "https://pingxuan.example.org"

    with pytest.raises(UnsafeStart, match="FLASK_DEBUG"):
        create_app(config)


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:8000", 303), ("localhost", 303), ("evil.example", 400), ("127.0.0.1.evil.example", 400)],
)
def test_a_strange_host_is_not_answered(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, status: int
) -> None:
    monkeypatch.setenv("SELECTION_VAR", str(tmp_path))
    app = create_app()

    answer = app.test_client().get("/", headers={"Host": host})

    assert answer.status_code == status
