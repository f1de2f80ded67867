"""XlsxWriter alone: the cells of our own export, already in memory, written to a file row by row."""

import csv
import io
import time
from collections.abc import Sequence
from tempfile import TemporaryFile

import xlsxwriter
from flask import Flask

from benchmarks.work import Ask

Cell = str | float
TEXTS = 10
"""Columns before the scores."""


def cells_of(app: Flask, export: Ask) -> list[list[Cell]]:
    """The cells of our export, read from its CSV."""
    path = export.path.replace("as=xlsx", "as=csv")
    answer = app.test_client(use_cookies=False).get(path, headers=dict(export.headers))
    head, *lines = csv.reader(io.StringIO(answer.get_data(as_text=True).removeprefix("\ufeff")))
    return [[*head], *([*line[:TEXTS], *(float(each) if each else "" for each in line[TEXTS:])] for line in lines)]


def write(cells: Sequence[Sequence[Cell]]) -> float:
    """Milliseconds for a workbook of these cells."""
    began = time.perf_counter()
    with TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet()
        for row, line in enumerate(cells):
            for column, cell in enumerate(line):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write_number(row, column, cell)
        book.close()
    return (time.perf_counter() - began) * 1000
