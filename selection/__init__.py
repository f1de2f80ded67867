"""上海工匠与技术能手评选. Importing the package loads nothing: rules, printing and offline verifying need no web."""

from typing import TYPE_CHECKING

from config import Config

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: Config | None = None) -> "Flask":
    """The application for this configuration; the environment's when none is given."""
    from selection.application import put_together  # noqa: PLC0415 - 80 MiB that only the web and the worker need

    return put_together(config)
