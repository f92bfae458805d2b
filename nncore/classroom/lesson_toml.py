r"""A lesson as a TOML file that a teacher writes.

.. code-block:: toml

    title = "Does a wider network integrate better?"
    about = "More units, the same samples."
    page = "integrate"                 # its name in the address
    minutes = 5
    order = 3                          # among all lessons; without it, it stands after the others

    [[step]]
    about = "Five units, a thousand samples of 1/(1 + 25 x^2)."
    see = "Press Play and wait until it has converged. Read the true error."
    hide = ["trainer", "data"]         # controls that this step does without, as in a link
    [step.settings]                    # as they stand in a link to the page
    integrand = "runge"
    n_hidden = 5
    [step.prediction]                  # a number; or `choices = [...]` and the number of the
    ask = "Of which size is the error?"   # right one as `truth`
    truth = 0.02
    lower = 1e-9
    upper = 1
    scale = "log"
    [step.question]
    ask = "What limits it?"
    [[step.question.choice]]
    text = "The number of units"
    reason = "Five sigmoids cannot bend as often as the curve does."
    right = true
    [[step.question.choice]]
    text = "The number of samples"
    reason = "Try 10,000: the error stays."

`reveal` beside `settings` is what these become when the prediction is given, for pages on which
nothing is played. A step without settings goes on with those before it; what a step hides is there
again in the next. Beside `see` may stand
``conceal = ["exact", "nni_error"]``, elements of the page that are left out until the prediction is
given, and ``plays = true``: the question, and the truth, come when the runs have come to their end.
"""

import tomllib
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass

from nncore.classroom.lesson import (
    Choice,
    ChoicePrediction,
    Lesson,
    NumberPrediction,
    Query,
    Question,
    Step,
)
from nncore.classroom.toml_lines import line_of, line_of_mistake
from nncore.classroom.toml_table import MisplacedError, TomlTable
from nncore.messages import Sentence, SettingError, marked, sentence_of
from nncore.options import shown

MOST_BYTES = 100_000
"""Of a file."""

HIDE = "hide"
"""Of a step and of a link: the controls that are not shown."""

LinkCheck = Callable[[Query], None]
"""Raises a ValueError that names the setting of a page that is not there, or cannot be so; of a
query with nothing but ``hide``, one that says what in it is not a control."""

_NO_PAGE = marked("`{name}` must be one of the pages {choices}, got {value}.")
_BESIDE = marked("`{name}` stands beside the settings of a step, not among them.")
_AT_LINE = marked("{file}, line {line}: {problem}")
_NO_TOML = marked("This is not valid TOML.")
_TOO_LARGE = marked("{file} must have at most {most:,} bytes.")
_NO_UTF_8 = marked("{file} must be text in UTF-8.")
_NO_ELEMENT = marked("`{name}` has {value}, which is not an element of this page: {choices}.")
_NOTHING_PLAYS = marked("`{name}` must be false here: nothing is played on this page.")


@dataclass(frozen=True)
class LessonPage:
    """A page on which there may be lessons.

    Parameters
    ----------
    check : callable
        Checks its settings.
    elements : collection of str, optional
        What of it can be left out until a prediction is given; without, any name may stand there.
    is_played : bool
        Whether anything on it comes to an end.
    """

    check: LinkCheck
    elements: Collection[str] | None = None
    is_played: bool = True


class LessonError(SettingError):
    """A lesson that cannot be read: file, line, and what is wrong there."""


def read_lesson(data: bytes, name: str, pages: Mapping[str, LessonPage]) -> Lesson:
    """Return the lesson that a file holds.

    Parameters
    ----------
    data : bytes
        What is in the file.
    name : str
        Its name without ``.toml``: the lesson's name in links.
    pages : mapping
        The pages on which there may be lessons, by their names in addresses.

    Raises
    ------
    LessonError
        If anything in it is wrong.
    """
    file = f"{name}.toml"
    if len(data) > MOST_BYTES:
        raise LessonError(_TOO_LARGE, file=file, most=MOST_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise LessonError(_NO_UTF_8, file=file) from None
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        line, sentence = line_of_mistake(text, problem), Sentence(_NO_TOML)
        raise LessonError(_AT_LINE, file=file, line=line, problem=sentence) from None
    except (RecursionError, ValueError):  # nested too deeply; thousands of digits
        raise LessonError(_AT_LINE, file=file, line=1, problem=Sentence(_NO_TOML)) from None
    try:
        return _lesson(TomlTable(values), name, pages)
    except MisplacedError as problem:
        line = line_of(text, problem.path)
        raise LessonError(_AT_LINE, file=file, line=line, problem=problem.sentence) from None


def _lesson(table: TomlTable, name: str, pages: Mapping[str, LessonPage]) -> Lesson:
    table.refuse_others("title", "about", "page", "minutes", "order", "step")
    with table.placed():
        page = table.text("page")
        if page not in pages:
            raise SettingError(_NO_PAGE, name="page", choices=", ".join(pages), value=repr(page))
        return Lesson(
            name=name,
            title=table.text("title"),
            about=table.text("about"),
            page=page,
            minutes=table.whole("minutes"),
            steps=tuple(_step(step, pages[page]) for step in table.tables("step")),
            order=table.whole("order", Lesson.order),
        )


def _step(table: TomlTable, page: LessonPage) -> Step:
    table.refuse_others(
        *("about", "see", "settings", "reveal", "prediction", "question"),
        *("conceal", "plays", HIDE),
    )
    with table.placed():
        return Step(
            see=table.text("see"),
            about=table.text("about", ""),
            settings=_query(table, "settings", page.check),
            reveal=_query(table, "reveal", page.check),
            prediction=_prediction(table.table("prediction")) if "prediction" in table else None,
            question=_question(table.table("question")) if "question" in table else None,
            conceal=_concealed(table, page),
            plays=_plays(table, page),
            hide=_hidden(table, page.check) if HIDE in table else (),
        )


def _concealed(table: TomlTable, page: LessonPage) -> tuple[str, ...]:
    names = table.texts("conceal") if "conceal" in table else ()
    known = names if page.elements is None else page.elements
    for name in names:
        if name not in known:
            listed = ", ".join(known)
            raise SettingError(_NO_ELEMENT, name="conceal", value=shown(name), choices=listed)
    return names


def _plays(table: TomlTable, page: LessonPage) -> bool:
    plays = table.boolean("plays")
    if plays and not page.is_played:
        raise SettingError(_NOTHING_PLAYS, name="plays")
    return plays


def _query(table: TomlTable, name: str, check: LinkCheck) -> Query:
    if name not in table:
        return {}
    settings = table.table(name)
    if HIDE in settings:
        raise settings.error(HIDE, Sentence(_BESIDE, name=HIDE))
    query = settings.link_texts()
    try:
        check(query)
    except ValueError as problem:
        sentence = sentence_of(problem)
        named = str(sentence.values.get("name", ""))
        raise settings.error(
            named if named in query else _culprit(query, check), sentence
        ) from None
    return query


def _hidden(table: TomlTable, check: LinkCheck) -> tuple[str, ...]:
    names = table.texts(HIDE)
    try:
        check({HIDE: ",".join(names)})
    except ValueError as problem:
        raise table.error(HIDE, sentence_of(problem)) from None
    return names


def _culprit(query: Query, check: LinkCheck) -> str:
    """Return without which of the settings the others are valid; empty if it is no single one."""
    for name in query:
        with suppress(ValueError):
            check({other: value for other, value in query.items() if other != name})
            return name
    return ""


def _prediction(table: TomlTable) -> NumberPrediction | ChoicePrediction:
    if "choices" in table:
        table.refuse_others("ask", "choices", "truth")
        with table.placed():
            return ChoicePrediction(table.text("ask"), table.texts("choices"), table.whole("truth"))
    table.refuse_others("ask", "truth", "lower", "upper", "scale")
    with table.placed():
        return NumberPrediction(
            ask=table.text("ask"),
            truth=table.number("truth"),
            lower=table.number("lower"),
            upper=table.number("upper"),
            scale=table.text("scale", "linear"),
        )


def _question(table: TomlTable) -> Question:
    table.refuse_others("ask", "choice")
    with table.placed():
        return Question(table.text("ask"), tuple(map(_choice, table.tables("choice"))))


def _choice(table: TomlTable) -> Choice:
    table.refuse_others("text", "reason", "right")
    return Choice(table.text("text"), table.text("reason"), table.boolean("right"))
