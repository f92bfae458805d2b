"""The text of a file, whatever its encoding is."""

import codecs

from nncore.messages import Sentence, SettingError

#: Larger files are not read: a million rows of ten columns of numbers fit.
LARGEST_FILE = 256 * 2**20
_MEGABYTE = 2**20

# UTF-32 first: its mark begins with that of UTF-16.
_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_PAGES = b"%PDF-"
_HEAD = 4096
# All control characters but those that a text has: tab, line feed, form feed, carriage return.
_CONTROLS = bytes(sorted({*range(32)} - {9, 10, 12, 13}))


def check_size(n_bytes: int) -> None:
    """Raise a SettingError if a file of so many bytes is empty or too large."""
    if n_bytes == 0:
        raise SettingError("The table is empty: choose a file with rows of numbers, or paste some.")
    if n_bytes > LARGEST_FILE:
        raise SettingError(
            "The table has {size:,.0f} MB, at most {most:,.0f} MB are read: leave out columns or "
            "rows that are not needed.",
            size=n_bytes / _MEGABYTE,
            most=LARGEST_FILE / _MEGABYTE,
        )


def file_text(content: bytes | str) -> tuple[str, tuple[Sentence, ...]]:
    """Return the text of a file with line feeds at the ends of lines, and what is said of it.

    UTF-8 and UTF-16, with a byte-order mark or without, and Windows-1252, which is what
    spreadsheets write.

    Raises
    ------
    SettingError
        If it is empty, too large, a workbook or not text.
    """
    check_size(len(content))
    text, said = (content, ()) if isinstance(content, str) else _decoded(content)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.lstrip("\ufeff")
    position = text.find("\0")
    if position >= 0:
        row = text.count("\n", 0, position) + 1
        raise _not_text(row)
    if not text.strip():
        check_size(0)
    return text, said


def _decoded(content: bytes) -> tuple[str, tuple[Sentence, ...]]:
    if content.startswith(_WORKBOOKS):
        raise SettingError(
            "The file is a workbook or an archive, not text: save the table as CSV and choose that."
        )
    if content.startswith(_PAGES):
        raise _not_text(1)
    try:
        return content.decode(_encoding(content)), ()
    except UnicodeDecodeError as problem:
        row = content.count(b"\n", 0, problem.start) + 1
        if problem.encoding != "utf-8" or not _is_text(content):
            raise _not_text(row) from None
    said = Sentence(
        "Row {row:,} is not UTF-8: the file was read as Windows-1252, in which all letters of "
        "Western Europe are.",
        row=row,
    )
    return content.decode("cp1252", errors="replace"), (said,)


def _encoding(content: bytes) -> str:
    for mark, encoding in _MARKS.items():
        if content.startswith(mark):
            return encoding
    # Without a mark, digits in UTF-16 have a zero as every other byte.
    head = content[:_HEAD]
    for encoding, zeros, others in (("utf-16-le", 1, 0), ("utf-16-be", 0, 1)):
        if head[zeros::2].count(0) > len(head) // 4 and head[others::2].count(0) == 0:
            return encoding
    return "utf-8"


def _is_text(content: bytes) -> bool:
    return len(content.translate(None, _CONTROLS)) == len(content)


def _not_text(row: int) -> SettingError:
    return SettingError(
        "What is in row {row:,} is not text: choose a table that was saved as CSV.", row=row
    )
