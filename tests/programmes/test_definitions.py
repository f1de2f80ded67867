"""The definition files that ship, and the command that checks them."""

from pathlib import Path

from flask import Flask

from selection.programmes import queries


def test_every_award_of_the_documents_has_a_sound_definition() -> None:
    places = {each.key: each.places for each in queries.available()}

    assert [each.faults for each in queries.files() if each.faults] == []
    assert len(places) == 25
    assert (places["shanghai-craftsman"], places["skill-master"], places["innovation-award"]) == (100, 120, 121)


def test_a_programme_that_is_not_there_is_none() -> None:
    assert queries.named("../skill-master") is None


def test_a_definition_with_faults_is_not_available_and_told_by_line(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_bytes('key = "坏"\nname = \xff'.encode("latin-1", "ignore") + b"\n")
    (tmp_path / "empty.toml").write_text("")

    found = queries.files(tmp_path)

    assert [each.programme for each in found] == [None, None]
    assert all(each.faults for each in found)


def test_the_command_prints_what_each_definition_says(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["programmes", "check"])

    assert answer.exit_code == 0
    assert "上海市杰出技术能手 20 名、上海市技术能手 100 名" in answer.output


def test_the_command_prints_every_fault_and_fails(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text('key = "x"\nkey = "y"\n', encoding="utf-8")

    answer = app.test_cli_runner().invoke(args=["programmes", "check", str(tmp_path)])

    assert answer.exit_code == 1
    assert "broken.toml：有 1 处需要修改" in answer.output
    assert "第 2 行" in answer.output
