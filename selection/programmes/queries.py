"""The definition files there are, read and checked."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from selection import taxonomies
from selection.rules.definition import Fault, parse
from selection.rules.programme import Programme

FOLDER = Path(__file__).parent / "definitions"


@dataclass(frozen=True)
class DefinitionFile:
    """One file: the programme it defines, or everything that is wrong with it."""

    name: str
    programme: Programme | None
    faults: tuple[Fault, ...]


def files(folder: Path = FOLDER) -> list[DefinitionFile]:
    """Every definition file, by name, sound or not."""
    return [_read(path, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.toml"))]


def available() -> list[Programme]:
    """The programmes a cycle can be opened of: those whose definition has no fault."""
    return [each.programme for each in files() if each.programme is not None]


def named(key: str) -> Programme | None:
    """The programme with this key, if its definition is there and sound."""
    return next((each for each in available() if each.key == key), None)


@lru_cache(maxsize=100)
def _read(path: Path, _changed_at: int) -> DefinitionFile:
    """Read once as long as the file is not touched: a page that offers them all would read for half a second."""
    # Bytes that are no UTF-8 become lone surrogates, which `parse` reports with their line.
    text = path.read_text(encoding="utf-8", errors="surrogateescape")
    programme, faults = parse(text, taxonomies.load())
    return DefinitionFile(path.name, programme, tuple(faults))
