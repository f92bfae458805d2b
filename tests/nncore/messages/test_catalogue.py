import threading

import pytest

from nncore.messages import Sentence, catalogue, gettext, language, marked, ngettext

GREETING = marked("Good day")
TEMPLATE = marked("{n} points of {name}")


@pytest.fixture
def greek(tmp_path, monkeypatch):
    """A catalogue of its own, made by the library that reads catalogues: Babel's format of them."""
    folder = tmp_path / "el" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    messages = {
        "": "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=2; plural=(n != 1);\n",
        GREETING: "Καλημέρα",
        TEMPLATE: "{name}: {n} σημεία",
        "{n} run\0{n} runs": "{n} εκτέλεση\0{n} εκτελέσεις",
    }
    (folder / "nncore.mo").write_bytes(machine_object(messages))
    monkeypatch.setattr(catalogue, "_FOLDER", tmp_path)
    catalogue._catalogue.cache_clear()
    yield
    catalogue._catalogue.cache_clear()


def machine_object(messages):
    """Write a catalogue as the GNU gettext manual describes it ("The Format of GNU MO Files")."""
    pairs = sorted((key.encode(), value.encode()) for key, value in messages.items())
    n, start = len(pairs), 28
    texts_at = start + 16 * n
    heads, body = [[], []], b""
    for part in (0, 1):
        for pair in pairs:
            heads[part] += [len(pair[part]), texts_at + len(body)]
            body += pair[part] + b"\0"
    words = [0x950412DE, 0, n, start, start + 8 * n, 0, 0, *heads[0], *heads[1]]
    return b"".join(word.to_bytes(4, "little") for word in words) + body


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
        other = threading.Thread(target=lambda: heard.append(gettext(GREETING)))
        other.start()
        other.join()
    assert heard == ["Good day"] and gettext(GREETING) == "Good day"
