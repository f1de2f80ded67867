"""Every command of ``flask``."""

from collections.abc import Sequence

from click import Command

COMMANDS: Sequence[Command] = ()
