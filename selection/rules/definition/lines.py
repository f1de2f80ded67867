"""On which line of a TOML text each key stands; the standard parser does not say.

A scan, not a second parser: it is only used on texts ``tomllib`` has accepted. Where it cannot tell (values inside an
inline table), the line of the nearest thing around it is given.
"""

import re

Path = tuple[str | int, ...]

QUOTED = re.compile(r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*', re.DOTALL)
HEADER = re.compile(r"\s*(\[\[?)([\w.\- \t]+)\]")
KEY = re.compile(r"\s*([\w\-]+(?:[ \t]*\.[ \t]*[\w\-]+)*)[ \t]*=")


class Lines:
    """``at(path)`` gives the line (from 1) of a key, a table or an item of an array of tables."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._counts: dict[Path, int] = {}
        self._scan(QUOTED.sub(lambda quoted: re.sub(r"[^\n]", "_", quoted.group()), text.replace("\r\n", "\n")))

    def at(self, path: Path) -> int:
        """The line of this path, or of the nearest table around it; 1 for the document itself."""
        for length in range(len(path), 0, -1):
            if path[:length] in self._lines:
                return self._lines[path[:length]]
        return 1

    def _scan(self, text: str) -> None:
        depth, table, key = 0, (), ()  # type: int, Path, Path
        for number, line in enumerate(text.split("\n"), 1):
            if depth == 0 and (header := HEADER.match(line)):
                table = self._enter(header.group(2), is_array=header.group(1) == "[[")
                self._note(table, number)
                continue
            if depth == 0 and (found := KEY.match(line)):
                key = (*table, *self._split(found.group(1)))
                self._note(key, number)
            elif depth == 1 and line.lstrip().startswith("{"):
                self._note(self._next(key), number)  # an inline table on a line of its own, in a list
            depth = max(0, depth + sum(line.count(each) for each in "[{") - sum(line.count(each) for each in "]}"))

    def _note(self, path: Path, number: int) -> None:
        """This path stands here, and so do the tables around it that have not been seen."""
        for length in range(1, len(path) + 1):
            self._lines.setdefault(path[:length], number)

    def _next(self, path: Path) -> Path:
        self._counts[path] = self._counts.get(path, -1) + 1
        return (*path, self._counts[path])

    def _enter(self, dotted: str, *, is_array: bool) -> Path:
        """The path of a table header: below an array of tables it means the latest item."""
        path: Path = ()
        parts = self._split(dotted)
        for place, part in enumerate(parts):
            path = (*path, part)
            if is_array and place == len(parts) - 1:
                path = self._next(path)
            elif path in self._counts:
                path = (*path, self._counts[path])
        return path

    @staticmethod
    def _split(dotted: str) -> list[str]:
        return [part.strip() for part in dotted.split(".")]


def shown(path: Path) -> str:
    """A path as people write it, counting from 1: ``sections[2].fields[5].limit``."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")
