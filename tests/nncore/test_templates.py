"""What nncore says is a template with values, which a catalogue can hold: read from its source."""

import ast
import re
import string
from pathlib import Path

import pytest

import nncore
from nncore.messages.extraction import is_speaker

ROOT = Path(nncore.__file__).parent
MODULES = sorted(ROOT.rglob("*.py"))

NOT_READ_BY_USERS = {
    "AttributeError": "Python's own words, for whoever misspells a name",
    "IndexError": "what a sequence says to a programmer",
    "NotImplementedError": "an abstract method, or SymPy's way to ask for another one",
    "Unproved": "tells one method of finding an integral from another one; nobody shows it",
}
SENTENCE = re.compile(r"[a-z]{2,} [a-z(`{].*[.?]$|^ ?[a-z]+ [a-z]+.*\.$")
READ_LATER = {"gettext", "marked", "marked_plural", "ngettext"}
LOGS = {"exception", "info", "warning"}  # are read by who runs the server
PLAIN = {"Exception", "OSError", "RuntimeError", "TypeError", "ValueError"}


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def name_of(call):
    """Return the last name of what is called."""
    called = call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def calls_in(tree):
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)]


def errors_raised_in(tree):
    raised = [node.exc for node in ast.walk(tree) if isinstance(node, ast.Raise)]
    return [exc for exc in raised if isinstance(exc, ast.Call)]


def is_made_at_run_time(argument):
    """Return whether a text is put together, so that no catalogue can hold it."""
    if isinstance(argument, ast.JoinedStr | ast.BinOp):
        return True
    return isinstance(argument, ast.Call) and name_of(argument) in {"format", "join", "str"}


def text_problems(tree):
    """Return the lines whose text is made at run time where a template has to stand."""
    problems, raised = [], errors_raised_in(tree)
    for call in calls_in(tree):
        name, texts = name_of(call), call.args[:2]
        if name in NOT_READ_BY_USERS:
            continue
        is_said = is_speaker(call.func) or name in PLAIN or call in raised
        is_plain = name in PLAIN and any(isinstance(text, ast.Constant) for text in texts)
        if is_plain or (is_said and any(map(is_made_at_run_time, texts))):
            problems.append(f"line {call.lineno}: {name}")
    return problems


def value_problems(tree):
    """Return the lines in which a template has a place for which there is no value."""
    problems = []
    for call in calls_in(tree):
        given = {keyword.arg for keyword in call.keywords}
        is_filled = is_speaker(call.func) and name_of(call) not in READ_LATER
        if not is_filled or None in given:  # None is `**values`
            continue
        for argument in call.args:
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                places = {name for _, name, _, _ in string.Formatter().parse(argument.value)}
                missing = places - {None} - given - {"function", "position"}  # which `about` adds
                if missing:
                    problems.append(f"line {call.lineno}: {sorted(missing)}")
    return problems


def catalogued_in(tree):
    """Return what no sentence may be but inside of: what a catalogue finds, and what nobody says.

    That is the arguments of whatever takes a message, the help of options, logs and docstrings.
    """
    for call in calls_in(tree):
        if is_speaker(call.func) or name_of(call) in LOGS | {"option"}:
            yield from call.args
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value


def sentence_problems(tree):
    """Return the lines of sentences that no catalogue finds."""
    found = {id(part) for node in catalogued_in(tree) for part in ast.walk(node)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [
        f"line {text.lineno}: {text.value}"
        for text in texts
        if isinstance(text.value, str) and SENTENCE.search(text.value) and id(text) not in found
    ]


def problems_by_module(problems_of):
    found = {str(path.relative_to(ROOT)): problems_of(parsed(path)) for path in MODULES}
    return {name: problems for name, problems in found.items() if problems}


def test_a_text_that_users_read_is_a_template():
    assert problems_by_module(text_problems) == {}


def test_a_sentence_is_found_by_who_makes_the_catalogues():
    assert problems_by_module(sentence_problems) == {}


def test_a_template_has_all_its_values():
    assert problems_by_module(value_problems) == {}


@pytest.mark.parametrize(
    "source",
    [
        'raise ValueError("Wrong.")',
        'raise SettingError(f"`{name}` is wrong.")',
        'raise RuntimeError("It is " + what)',
        "raise UsageError(TEXT.format(n=1))",
        "raise FormulaError(str(problem))",
        'sentence = Sentence(f"{n} runs")',
        'text = gettext("%s runs" % n)',
    ],
)
def test_a_text_made_at_run_time_is_found(source):
    assert text_problems(ast.parse(source))


@pytest.mark.parametrize("source", ['WORDS = "It is over."', "yield f'{n} runs wait.'"])
def test_a_sentence_that_is_not_marked_is_found(source):
    assert sentence_problems(ast.parse(source))


def test_a_missing_value_is_found():
    assert value_problems(ast.parse('SettingError("`{name}` is {value}.", name="a")'))
