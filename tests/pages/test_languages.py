"""Pages in another language: what the catalogue has stands in brackets, so that the rest is seen.

The catalogue holds what `make messages` finds, and no more: a text that was put together first and
looked up then is not in it.
"""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir

from nncore import messages
from nncore.messages import catalogue
from nncore.messages.numbers import PATTERN
from nncore.versions import versions
from pages.boxes import tab_contents as boxes
from pages.integration import contents as integration
from pages.measured import tabs as measured
from pages.stencils import tab_contents as stencils
from tests.catalogues import write_catalogue
from tests.pages.studies.explore import BASE, SWEEP, keep_sweep, run_of
from tests.pages.visible_texts import visible_texts

ROOT = Path(__file__).resolve().parents[2]
METHODS = [
    ("**.py", "nncore.messages.extraction:extract"),
    ("**/lessons/**.toml", "nncore.messages.extraction:extract_lesson"),
]
#: A language of which Babel knows the plurals, and that writes numbers as Portuguese does.
LANGUAGE, NUMBER = "eo", "1.234,5"

MESSAGE, BEGUN = re.compile(r"⟦[^⟦⟧]*⟧"), re.compile(r"⟦.*")  # some labels begin a sentence
MARKUP = re.compile(r":material/\w+:|:[a-z]+\[|`[^`]*`|\$[^$]*\$|<[^>]*>|%\{[^}]*\}")
WORD = re.compile(r"[^\W\d_]{2,}")
#: Names, which are the same in all languages.
NAMES = frozenset(
    {"NNI", "SNI", "expm", "float", "log", "nan", "English", "Esperanto"}
    | {"dv", "dt", "s²"}  # of measured data and their units
)


def bracketed(message):
    if isinstance(message, tuple):
        return tuple(map(bracketed, message))
    return f"⟦{message}⟧" if WORD.search(message) else message


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    found = {
        message: bracketed(message)
        for room in ("nncore", "pages")
        for _, _, message, _, _ in extract_from_dir(ROOT / room, METHODS)
    }
    made = tmp_path_factory.mktemp("locale")
    write_catalogue(made, LANGUAGE, found | {PATTERN: NUMBER})
    return made


@pytest.fixture(autouse=True)
def language(folder, monkeypatch):
    monkeypatch.setattr(catalogue, "FOLDER", folder)
    monkeypatch.setattr("pages.app.language.LANGUAGES", {"en": "English", LANGUAGE: "Esperanto"})


def unsaid(text):
    """Return the words of a text that no message has."""
    while (rest := MESSAGE.sub(" ", text)) != text:
        text = rest
    rest = MARKUP.sub(" ", BEGUN.sub(" ", text))
    return [word for word in WORD.findall(rest) if word not in NAMES]


def unsaid_on(page, given=""):
    """Return what of a page no message has, but for what a user has written."""
    assert not page.exception, page.exception
    texts = {(kind, text.replace(given, "")) for kind, text in visible_texts(page)}
    return {(kind, text) for kind, text in texts if unsaid(text)}


def run(page):
    """Run a page again; the test reads values off its labels, as a browser does."""
    with messages.language(LANGUAGE):
        return page.run()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("⟦Run ⟦a⟧ of⟧", []),
        ("**⟦Ready⟧** :red[no] 3 s", ["no"]),
        (":material/info: ⟦Ready", []),
        ("the `code` of $x_{ab}$", ["the", "of"]),
        ("no ⟦**⟦A⟧ (0, 1)** b⟧", ["no"]),
    ],
)
def test_words_beside_messages_are_found(text, words):
    assert unsaid(text) == words


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("home.py", {}),
        ("integrate.py", {}),
        ("integrate.py", {"integrand": "exp(-x)", "upper": "inf", "a": "2.0", "b": "1.0"}),
        ("integrate.py", {"n_hidden": "0", "trainer": "adam", "b": "x", "nothing": "1"}),
        ("dimensions.py", {}),
        ("dimensions.py", {"integrand": "theta-gaussian", "n_inputs": "4", "n_hidden": "5"}),
        ("dimensions.py", {"integrand": "exp(-x*y)", "lower": "2.0,2.0", "n_samples": "0"}),
        ("waves.py", {}),
        ("waves.py", {"equation": "burgers", "stencils": "own,network", "courant": "0"}),
        ("waves.py", {"profile": "x", "equation": "diffusion", "stencils": "taylor,optimum,own"}),
        ("data.py", {}),
        ("data.py", {"example": "fall", "noise": "student", "y": "q"}),
        ("data.py", {"example": "own", "table": "x", "level": "2"}),
        ("race.py", {}),
        ("race.py", {"trainers": "adam,sgd,output-layer", "axis": "evaluations"}),
        ("differentiate.py", {}),
        *(("differentiate.py", {"show": show}) for show in ("own", "data", "waves", "noise")),
        ("differentiate.py", {"show": "own", "field": "sqrt(x)", "max_mode": "300"}),
        ("differentiate.py", {"constraint": "2"}),
        *(("autopsy.py", {"tab": tab}) for tab in ("integrals", "why", "units", "derivatives")),
        ("autopsy.py", {"network": "full", "n_hidden": "3"}),
        ("lessons.py", {}),
        ("lessons.py", {"lesson": "none"}),
        *(("autopsy.py", {"lesson": "drift", "step": step}) for step in ("1", "2", "9")),
        ("integrate.py", {"lesson": "outside"}),
    ],
)
def test_all_that_a_page_says_is_in_the_language_of_its_reader(app, name, query):
    assert unsaid_on(app(name, locale=LANGUAGE, **query)) == set()


@pytest.mark.parametrize(
    ("name", "tabs"),
    [
        ("integrate", integration.TABS),
        ("dimensions", boxes.TABS),
        ("data", measured.TABS),
        ("differentiate", stencils.TABS),
    ],
)
def test_all_sections_and_tabs_too(app, name, tabs):
    page = app(f"{name}.py", locale=LANGUAGE)
    for section in ("data", "more_options", "grid", "fit"):
        page.session_state[f"{name}_{section}"] = True
    for tab in tabs:
        page.session_state[f"{name}_tabs"] = bracketed(tab)
        assert unsaid_on(run(page), given=", ".join(versions())) == set(), tab


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("tab", ["sweep", "history", "leaderboard"])
@pytest.mark.parametrize("kind", ["integration", "box", "stencil"])
def test_explore_without_any_runs(app, tab, kind):
    assert unsaid_on(app("explore.py", locale=LANGUAGE, tab=tab, kind=kind)) == set()


@pytest.mark.parametrize("chart", ["map", "units", "pareto", "parallel"])
def test_explore_with_a_sweep(app, history, chart):
    keep_sweep(history)
    page = app("explore.py", locale=LANGUAGE, chart=chart)
    assert unsaid_on(page, given=SWEEP.title) == set()


@pytest.mark.parametrize("tab", ["history", "leaderboard"])
def test_explore_with_runs(app, history, tab):
    history.keep(run_of(BASE))
    assert unsaid_on(app("explore.py", locale=LANGUAGE, tab=tab)) == set()


def test_what_a_button_brings_is_in_the_language_too(app):
    page = app("integrate.py", locale=LANGUAGE)
    run(page.button(key="integrate_button_step").click())
    assert page.error and unsaid_on(page, given="The engine is not there.") == set()


def test_numbers_have_the_signs_of_the_language(app):
    said = " ".join(text for _, text in visible_texts(app("autopsy.py", locale=LANGUAGE)))
    assert "⟦the notebook's 10.000, trained here⟧" in said and "10,000" not in said


def test_english_is_spoken_to_who_asks_for_what_there_is_not(app):
    texts = [text for _, text in visible_texts(app("home.py", locale="tlh"))]
    assert texts and not any("⟦" in text for text in texts)
