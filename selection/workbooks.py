"""XlsxWriter, loaded with the first workbook: it takes 3 MiB, and many a web worker never writes one."""

from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter import Workbook


def blank_workbook(file: IO[bytes], *, row_by_row: bool = False) -> "Workbook":
    """A workbook to be written into this file. Text stays text: nothing typed by anybody becomes a formula or a link.

    ``row_by_row``: rows are written in their order and forgotten, so that memory stays flat however long the list is.
    """
    import xlsxwriter  # noqa: PLC0415 - see above

    kept = {"constant_memory": True} if row_by_row else {"in_memory": True}
    text = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    return xlsxwriter.Workbook(file, {**kept, **text})
