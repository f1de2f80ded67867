"""Pages compiled beforehand are what a new process serves."""

from pathlib import Path

from config import Config
from selection import create_app


def test_a_new_process_takes_what_was_compiled(tmp_path: Path) -> None:
    config = Config.for_tests(f"sqlite:///{tmp_path}/selection.sqlite", tmp_path)
    told = create_app(config).test_cli_runner().invoke(args=["pages", "compile"], catch_exceptions=False).output
    compiled = {path: path.stat().st_mtime_ns for path in (tmp_path / "pages").iterdir()}

    fresh = create_app(config)
    for name in fresh.jinja_env.list_templates():
        fresh.jinja_env.get_template(name)

    assert told == f"{len(compiled)} templates compiled\n"
    assert (tmp_path / "pages").stat().st_mode & 0o077 == 0
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "pages").iterdir()} == compiled


def test_without_them_each_process_compiles_its_own(tmp_path: Path) -> None:
    config = Config.for_tests(f"sqlite:///{tmp_path}/selection.sqlite", tmp_path)

    assert create_app(config).jinja_env.bytecode_cache is None
