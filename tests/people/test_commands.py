"""The one account nobody can invite."""

from flask import Flask

from models.job import Letter
from models.people import User
from selection.database import db


def test_the_first_administrator_is_invited_by_command_and_only_the_first(app: Flask) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["organisations", "load"])

    first = runner.invoke(args=["people", "first", "Admin@Example.org", "方卓"])
    second = runner.invoke(args=["people", "first", "other@example.org", "丁望海"])

    assert (first.exit_code, second.exit_code) == (0, 1)
    assert "已经有系统管理员" in second.output
    [user] = db.session.query(User).all()
    assert (user.account, user.activated_at) == ("admin@example.org", None)
    assert db.session.query(Letter).count() == 1


def test_without_the_city_the_command_says_what_to_do_first(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["people", "first", "admin@example.org", "方卓"])

    assert told.exit_code == 1
    assert "flask organisations load" in told.output
