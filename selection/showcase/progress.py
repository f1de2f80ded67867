"""How far a demonstration is: a bar for each part, and the seconds it took."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


class Progress:
    """Shows one bar after the other. ``seconds``: what each part took."""

    def __init__(self, *, is_shown: bool = True) -> None:
        self.seconds: dict[str, float] = {}
        self._is_shown = is_shown

    @contextmanager
    def part(self, label: str, steps: int) -> Iterator[Callable[[], None]]:
        """Time a part; what it yields is called after each of its steps."""
        began = time.perf_counter()
        if self._is_shown:
            with click.progressbar(length=max(1, steps), label=f"{label:　<6}", show_pos=True) as bar:
                yield lambda: bar.update(1)
        else:
            yield lambda: None
        self.seconds[label] = round(time.perf_counter() - began, 2)
