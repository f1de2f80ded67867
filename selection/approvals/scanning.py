"""A scan that came in: its codes read by a process of its own."""

import json
import subprocess
import sys
from pathlib import Path
from tempfile import NamedTemporaryFile

from selection import storage
from selection.errors import Refused
from selection.nominations.files import Taken
from selection.rules.documents.marks import Scanned

READING = Path(__file__).with_name("reading.py")
PATIENCE = 90
TITLE = "现在不能收下这份扫描件"


def read(taken: Taken) -> list[Scanned]:
    """The codes on each page of a file that was kept. Raises ``Refused`` where it cannot be read at all."""
    with NamedTemporaryFile(prefix="scan-") as file:
        for piece in storage.stream(taken.kept.key):
            file.write(piece)
        file.flush()
        command = [sys.executable, "-I", str(READING), file.name, taken.media_type]
        try:
            run = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
            answer = json.loads(run.stdout)
        except (subprocess.TimeoutExpired, ValueError):
            why = "这份扫描件太大或太复杂，没有读完。请按 300 dpi 灰度扫描，分成几份后再上传"
            raise Refused(why, title=TITLE) from None
    if refused := answer.get("refused"):
        raise Refused(refused, title=TITLE)
    return [Scanned(tuple(codes), is_blank) for codes, is_blank in answer["pages"]]
