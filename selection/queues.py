"""The engine that runs jobs: Huey on a SQLite file or on Redis.

Huey loads the redis client wherever that is installed: 7 MiB in every web worker, for nothing where the queue is a
file. So Huey is loaded as if there were no redis, and its storage once more where the queue is one.
"""

import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager

NAME = "selection"
FILE = "sqlite:///"


@contextmanager
def _withheld(module: str) -> Iterator[None]:
    """Whoever imports this module meanwhile finds that it is not installed, unless it is loaded already."""
    if module in sys.modules:
        yield
        return
    sys.modules[module] = None  # type: ignore[assignment]  # documented: the import then raises ModuleNotFoundError
    try:
        yield
    finally:
        del sys.modules[module]


with _withheld("redis"):
    from huey import SqliteHuey, crontab, storage
    from huey.api import Huey

__all__ = ["Huey", "connect", "crontab"]


def connect(url: str) -> Huey:
    """The queue at this ``QUEUE_URL``: ``sqlite:///file`` or ``redis://...``."""
    if url.startswith(FILE):
        return SqliteHuey(NAME, filename=url.removeprefix(FILE), fsync=False)
    if storage.Redis is None:
        importlib.reload(storage)
    return Huey(NAME, storage_class=storage.RedisStorage, url=url)
