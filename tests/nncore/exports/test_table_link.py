import pytest

from nncore.exports.table_link import LONGEST, packed, unpacked
from nncore.messages import SettingError
from nncore.samples.examples import EXAMPLES


@pytest.mark.parametrize("text", ["t,v\n0,1\n", "Länge;µ\n", EXAMPLES["cart"].table])
def test_tables_come_back(text):
    code = packed(text)
    assert code and len(code) <= LONGEST and code.replace("-", "").replace("_", "").isalnum()
    assert unpacked("table", code) == text


def test_large_tables_are_not_packed():
    assert packed("".join(chr(32 + i * i % 95) + str(i * i) for i in range(20_000))) == ""
    assert packed("0" * (2**20 + 1)) == ""


@pytest.mark.parametrize("code", ["", "!!", "abcd", packed("t,v\n0,1\n")[:-3], "é"])
def test_what_is_no_table_is_refused(code):
    with pytest.raises(SettingError, match="`table` holds no whole table"):
        unpacked("table", code)


def test_a_table_that_would_fill_the_memory_is_refused():
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"0" * 2**24, 9)).decode().rstrip("=")
    with pytest.raises(SettingError, match="no whole table"):
        unpacked("table", bomb)
