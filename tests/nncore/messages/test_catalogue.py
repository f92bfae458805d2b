import threading

import pytest

from nncore.messages import (
    Sentence,
    catalogue,
    gettext,
    language,
    marked,
    marked_plural,
    ngettext,
)
from tests.catalogues import write_catalogue

GREETING = marked("Good day")
TEMPLATE = marked("{n} points of {name}")


@pytest.fixture
def greek(tmp_path, monkeypatch):
    messages = {
        GREETING: "Καλημέρα",
        TEMPLATE: "{name}: {n} σημεία",
        marked_plural("{n} run", "{n} runs"): ("{n} εκτέλεση", "{n} εκτελέσεις"),
    }
    write_catalogue(tmp_path, "el", messages)
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path)


def test_without_a_catalogue_all_is_english():
    with language("xx"):
        assert gettext(GREETING) == "Good day"
        assert ngettext("{n} run", "{n} runs", 2) == "{n} runs"


def test_a_language_is_read_inside_and_not_beside(greek):
    heard = []
    with language("el-GR"):
        assert gettext(GREETING) == "Καλημέρα"
        assert str(Sentence(TEMPLATE, n=3, name="f")) == "f: 3 σημεία"
        assert ngettext("{n} run", "{n} runs", 1).format(n=1) == "1 εκτέλεση"
        assert str(Sentence("{n} run", "{n} runs", n=2)) == "2 εκτελέσεις"
        other = threading.Thread(target=lambda: heard.append(gettext(GREETING)))
        other.start()
        other.join()
    assert heard == ["Good day"] and gettext(GREETING) == "Good day"


def test_an_empty_message_stays_empty(greek):
    """GNU's catalogues have their own header under it."""
    with language("el"):
        assert gettext("") == ""
