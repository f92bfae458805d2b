import codecs

import pytest

from nncore.messages import SettingError
from nncore.samples.tables.file_text import LARGEST_FILE, check_size, file_text

TABLE = "t;v\n0,5;1\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        "\ufeff" + TABLE,
        TABLE.encode(),
        codecs.BOM_UTF8 + TABLE.encode(),
        TABLE.encode("utf-16"),
        codecs.BOM_UTF16_BE + TABLE.encode("utf-16-be"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.encode("utf-32"),
        TABLE.replace("\n", "\r\n").encode(),
        TABLE.replace("\n", "\r"),
    ],
)
def test_text_is_the_same_in_all_encodings(content):
    assert file_text(content) == (TABLE, ())


def test_windows_1252_is_said():
    text, said = file_text("t;v\nLänge;1\n".encode("cp1252"))
    assert text == "t;v\nLänge;1\n"
    assert [str(each)[:22] for each in said] == ["Row 2 is not UTF-8: th"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The table is empty"),
        (" \n\t\n", "The table is empty"),
        (codecs.BOM_UTF8, "The table is empty"),
        (
            b"PK\x03\x04rest",
            "The file is a workbook or an archive, not text: save the table as CSV",
        ),
        (b"\xd0\xcf\x11\xe0rest", "The file is a workbook"),
        (bytes(range(256)), "What is in row 2 is not text"),
        ("0,1\n1,\0\n", "What is in row 2 is not text"),
        (b"%PDF-1.7\n\x80\x81\n1 2\n", "What is in row 1 is not text"),
        (b"t,v\n" + b"0,1\n" * 5_000 + b"\x01\xff\n", "What is in row 5,002 is not text"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\x00", "What is in row 1 is not text"),
    ],
)
def test_what_is_no_text_is_refused(content, words):
    with pytest.raises(SettingError) as refusal:
        file_text(content)
    assert str(refusal.value).startswith(words)


def test_the_largest_file_is_known_before_it_is_read():
    check_size(LARGEST_FILE)
    with pytest.raises(SettingError, match="The table has 1,024 MB, at most 256 MB are read"):
        check_size(2**30)
