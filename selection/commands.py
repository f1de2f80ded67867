"""Every command of ``flask``, each imported when it is asked for: they bring much that no web worker has a use for."""

from importlib import import_module

from click import Command, Context
from flask.cli import AppGroup

COMMANDS = {
    "audit": "selection.audit.commands",
    "certificates": "selection.certificates.commands",
    "calendar": "selection.settings.commands",
    "db": "flask_migrate.cli",
    "demo": "selection.showcase.commands",
    "honours": "selection.honours.commands",
    "nominations": "selection.nominations.commands",
    "organisations": "selection.organisations.commands",
    "pages": "selection.compiled",
    "people": "selection.people.commands",
    "places": "selection.places.commands",
    "programmes": "selection.programmes.commands",
    "register": "selection.register.commands",
    "review": "selection.experts.commands",
    "results": "selection.results.commands",
    "showcase": "selection.showcase.commands",
    "worker": "selection.worker",
}
"""The module of each command, which has there the name by which it is called."""


class Commands(AppGroup):
    """The application's group of commands."""

    def list_commands(self, ctx: Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        if cmd_name not in COMMANDS:
            return super().get_command(ctx, cmd_name)
        found: Command = getattr(import_module(COMMANDS[cmd_name]), cmd_name)
        return found
