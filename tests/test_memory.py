"""A web worker stays small: what only commands, the printing and the worker need is not loaded by its start."""

import subprocess
import sys

from config import ROOT

HEAVY = frozenset(
    {
        "PIL",
        "alembic",
        "docx",
        "filetype",
        "flask_migrate",
        "fontTools",
        "highspy",
        "lxml",
        "nacl",
        "numpy",
        "obstore",
        "pikepdf",
        "pyhanko",
        "pypinyin",
        "python_calamine",
        "redis",
        "segno",
        "shamir_mnemonic",
        "smtplib",
        "uharfbuzz",
        "weasyprint",
        "xlsxwriter",
        "zxingcpp",
    }
)
START = """
import sys, tempfile
from pathlib import Path
from config import Config
from selection import create_app
with tempfile.TemporaryDirectory() as var:
    create_app(Config.for_tests(f"sqlite:///{var}/selection.sqlite", Path(var)))
    print(*sys.modules)
"""


def test_a_web_worker_starts_without_what_it_need_not_load() -> None:
    started = subprocess.run([sys.executable, "-c", START], cwd=ROOT, capture_output=True, text=True, check=True)

    assert HEAVY & set(started.stdout.split()) == set()
