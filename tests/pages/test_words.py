"""All that a page says goes through the catalogue: read off its source."""

import ast
import re
from pathlib import Path

import pytest

from nncore.messages.extraction import is_speaker

PAGES = Path(__file__).resolve().parents[2] / "pages"

#: Whose first argument, and which arguments of any call, a reader sees.
SHOWING = frozenset(
    "badge button caption checkbox download_button error expander file_uploader "
    "form_submit_button header info metric multiselect number_input popover radio "
    "segmented_control select_slider selectbox slider subheader success tabs text_area text_input "
    "title toast toggle warning write".split()
)
SEEN = frozenset({"alt", "body", "help", "help_text", "label", "page_title", "placeholder", "text"})
#: A call whose words are in its second argument, or under a name that is no text elsewhere.
MARKDOWN, TITLED = "markdown", frozenset({"Page", "live_panel", "hidden_size_figure"})

#: Directives of Streamlit's Markdown, places of a template, and code: no words.
MARKUP = re.compile(r":material/\w*:?|:[a-z]+\[|\{[^}]*\}|`[^`]*`")
WORD = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"[^\W\d_]{2,}[,;:.]? +[^\W\d_]{2,}|^\W*[A-Z][a-z]+\b")

#: What reads like words, and is shown to nobody as it is.
NOT_SHOWN = {
    "app/rights.py": {"Host", "Origin"},  # headers of HTTP
    "integration/race_contents.py": {"work figure"},  # what is throttled
    "live/bundle.py": {"Cache-Control"},
    "live/report.py": {  # columns of files
        *("error of exact", "NNI error at", "SNI error at", "estimated error of", "Cauchy"),
        *("points of f", "how exact", "errors are", "SNI points", "f is defined"),
    },
    "output/downloads.py": {"Taylor"},  # in a file
    "settings/form.py": {  # types
        "Mapping[str, Callable[[Form[SpecT, ViewT]], None]]",
        "Callable[[Form[SpecT, ViewT], str, Any], bool]",
    },
    "stencils/networks.py": {"band error"},  # what is throttled
    "studies/form.py": {"adam, rmsprop, sgd"},  # what is typed
    "studies/view.py": {  # what is typed
        *("levenberg-marquardt, adam", "runge, log, cos", "true, false"),
        "genz-gaussian, genz-oscillatory, genz-continuous",
    },
    "studies/history_table.py": {"validation MSE", "estimated error"},
    "studies/kept_list.py": {"YYYY-MM-DD HH:mm"},
    "studies/leaderboard_tab.py": {"hidden units"},  # columns, whose heads are elsewhere
}
#: Whose sentences are a protocol's, for programs; scripts and styles for the browser.
PROTOCOLS = ("live/channel.py", "live/route.py", "live/bundle.py", "live/elements.py")
#: Strings of JavaScript; names of keys, and of classes of styles, are no words.
STRINGS = re.compile(r'"([^"\n]*)"|`([^`\n]*)`')
KEYS, CLASSES = frozenset({"Enter", "Escape"}), re.compile(r"(live-\S* ?)+")


def words_of(text):
    return MARKUP.sub(" ", text)


def spoken(node):
    """Return all that stands inside of messages, and what documents the source."""
    inside = set()
    for each in ast.walk(node):
        match each:
            case ast.Call(func=function) if is_speaker(function):
                inside.update(ast.walk(each))
            case ast.Module() | ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
                inside.update(e.value for e in each.body if isinstance(e, ast.Expr))
    return inside


def literal_sentences(source):
    """Yield the literals that read like words, and are neither messages nor docstrings."""
    tree = ast.parse(source)
    inside = spoken(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if node not in inside:
                if SENTENCE.search(words_of(text)):
                    yield text


def shown_arguments(call):
    """Yield what a reader sees of the arguments of a call."""
    name = getattr(call.func, "attr", None) or getattr(call.func, "id", "")
    if name in SHOWING or name == MARKDOWN:
        yield from call.args[:1]
    for keyword in call.keywords:
        if keyword.arg in SEEN or (keyword.arg == "title" and name in TITLED):
            yield keyword.value


def untold(source):
    """Yield what is shown without having gone through the catalogue: text, or a constant's name."""
    tree = ast.parse(source)
    inside = spoken(tree)
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if is_speaker(call.func):
            continue
        for argument in shown_arguments(call):
            for node in ast.walk(argument):
                match node:
                    case ast.Constant(value=str(text)) if node not in inside:
                        if WORD.search(words_of(text)):
                            yield text
                    case ast.Name(id=name) | ast.Attribute(attr=name) if node not in inside:
                        if name.strip("_").isupper():
                            yield name


def modules():
    return {str(path.relative_to(PAGES)): path.read_text("utf-8") for path in PAGES.rglob("*.py")}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("st.button('Play')", ["Play"]),
        ("st.caption(f'{n} runs')", [" runs"]),
        ("row.markdown('**Hello**', help=HELP)", ["**Hello**", "HELP"]),
        ("live_chart(shown, 'fit', alt=ALT, key='fit')", ["ALT"]),
        ("st.button(NAME.format(n=1))", ["NAME"]),
        ("st.subheader(controls.FIELDS)", ["FIELDS"]),
        ("st.text_input(label, placeholder='any name')", ["any name"]),
        ("st.button(gettext(NAME), key='play', icon=':material/play_arrow:')", []),
        ("st.caption(f':red[:material/info: {said(NOTE, n=N)}]')", []),
        ("st.markdown(f'**{label}**', width='content')", []),
        ("st.latex(f'f(x) = {latex}')", []),
    ],
)
def test_what_is_shown_untold_is_found(source, found):
    assert sorted(untold(source)) == sorted(found)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("NAME = 'The name of a run'", ["The name of a run"]),
        ("LABELS = {'a': 'Name'}", ["Name"]),
        ("'A docstring of words.'\nA = marked('The name')\nraise SettingError('No name.')", []),
        ("key = 'explore_name', 'n_hidden', ':material/info:'", []),
    ],
)
def test_sentences_that_are_no_messages_are_found(source, found):
    assert list(literal_sentences(source)) == found


def test_all_that_is_shown_goes_through_the_catalogue():
    found = {name: list(untold(source)) for name, source in modules().items()}
    assert {name: texts for name, texts in found.items() if texts} == {}


def test_all_words_of_pages_are_messages():
    found = {}
    for name, source in modules().items():
        texts = set(literal_sentences(source)) - NOT_SHOWN.get(name, set())
        if texts and name not in PROTOCOLS:
            found[name] = texts
    assert found == {}


def test_what_is_not_shown_is_still_there():
    texts = {name: set(literal_sentences(source)) for name, source in modules().items()}
    assert {name: given - texts.get(name, set()) for name, given in NOT_SHOWN.items()} == {
        name: set() for name in NOT_SHOWN
    }


def test_what_runs_in_the_browser_is_given_all_its_words():
    found = {}
    for path in (PAGES / "live").glob("*.js"):
        script = re.sub(r"(?m)//.*$", "", path.read_text("utf-8"))
        strings = {"".join(pair).replace("$", "") for pair in STRINGS.findall(script)}
        words = {text for text in strings if SENTENCE.search(words_of(text))}
        found |= {path.name: {w for w in words - KEYS if not CLASSES.fullmatch(words_of(w))}}
    assert len(found) > 5 and {name: words for name, words in found.items() if words} == {}
