"""The catalogues: complete, without what nobody says, and with the fields of each message."""

import re
from collections import Counter
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from nncore.messages import LANGUAGES, gettext, language, number_text
from nncore.messages.catalogue import FOLDER

ROOT = Path(__file__).resolve().parents[3]
METHODS = [
    ("**/lessons/**.toml", "nncore.messages.extraction:extract_lesson"),
    ("**.py", "nncore.messages.extraction:extract"),
]
TRANSLATED = [name for name in LANGUAGES if name != "en"]
#: What a translation takes over as it is: icons, colours, formulas, code, fields of Plotly.
MARKUP = re.compile(r":material/\w+:|:[a-z]+\[|\$[^$]*\$|`[^`]*`|%\{[^}]*\}|https?://\S+")


@pytest.fixture(scope="module")
def said():
    """All that the program says: a message, or the two forms of one."""
    found = {
        tuple(message) if isinstance(message, list | tuple) else message
        for room in ("nncore", "pages")
        for _, _, message, _, _ in extract_from_dir(ROOT / room, METHODS)
    }
    return found - {""}


def catalogue_of(name):
    with (FOLDER / name / "LC_MESSAGES" / "nncore.po").open("rb") as file:
        return read_po(file, locale=name, abort_invalid=True)


def forms(text):
    return text if isinstance(text, tuple | list) else (text,)


def fields(text):
    """Return the fields of a template with their formats."""
    return {(name, spec) for _, name, spec, _ in Formatter().parse(text) if name is not None}


def is_template(message):
    return any("{" in form for form in forms(message))


@pytest.mark.parametrize("name", TRANSLATED)
def test_everything_is_translated_and_nothing_else_is_kept(name, said):
    catalogue = catalogue_of(name)
    kept = {tuple(m.id) if isinstance(m.id, list | tuple) else m.id for m in catalogue if m.id}
    assert said - kept == set(), "run `make messages`, and translate what is new"
    assert kept - said == set(), "run `make messages`"
    assert [m.id for m in catalogue if m.id and (m.fuzzy or not all(forms(m.string)))] == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translation_has_the_fields_and_the_markup_of_its_message(name):
    catalogue = catalogue_of(name)
    wrong = []
    for message in catalogue:
        if not message.id:
            continue
        known = [fields(form) for form in forms(message.id)] if is_template(message.id) else []
        for number, string in enumerate(forms(message.string)):
            if known and number and fields(string) != known[-1]:
                wrong.append(string)
            elif known and not number and fields(string) not in known:
                wrong.append(string)
            elif isinstance(message.id, str) and (
                Counter(MARKUP.findall(string)).keys() != Counter(MARKUP.findall(message.id)).keys()
                or string[:1].isspace() != message.id[:1].isspace()
                or string[-1:].isspace() != message.id[-1:].isspace()
            ):
                wrong.append(string)
    assert wrong == []


@pytest.mark.parametrize("name", TRANSLATED)
def test_numbers_keep_the_point_and_thousands_have_a_thin_space(name):
    with language(name):
        assert number_text(1234567.5, ",.1f") == "1\u202f234\u202f567.5"


@pytest.mark.parametrize(("name", "play"), [("es", "Iniciar"), ("pt", "Iniciar"), ("ru", "Пуск")])
def test_a_page_speaks_it(name, play):
    with language(name):
        assert gettext("Play") == play
