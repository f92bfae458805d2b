"""A lesson is read from its file, or refused with the line and a sentence."""

import pytest

from nncore.classroom import (
    Choice,
    ChoicePrediction,
    LessonError,
    NumberPrediction,
    Step,
    read_lesson,
)
from nncore.messages import SettingError
from tests.nncore.classroom.lesson_files import PAGES, TEXT, written


def read(data, name="wider"):
    return read_lesson(data, name, PAGES)


def test_a_lesson_is_what_its_file_says():
    lesson = read(TEXT.encode())
    assert (lesson.name, lesson.page, lesson.minutes) == ("wider", "integrate", 5)
    first, second = lesson.steps
    assert first.about == "Five units,\na thousand samples." and first.question is None
    assert first.settings == {"integrand": "runge", "n_hidden": "5", "standardize": "false"}
    assert first.prediction == NumberPrediction(
        "How large is the error?", 0.02, 1e-9, 1, scale="log"
    )
    assert second.prediction == ChoicePrediction("Is it better?", ("yes", "no"), 1)
    assert (first.hide, second.hide) == ((), ("data", "trainer"))
    assert second.question.truth == 1
    assert second.question.choices[1] == Choice("Chance", "Another seed shows the same.")


def test_windows_files_are_read_too():
    assert read(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()) == read(TEXT.encode())


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('page = "integrate"', 'page = "nowhere"', "`page` must be one of the pages integrate"),
        ('page = "integrate"', "page = 3", "`page` must be a text"),
        ("minutes = 5", "minutes = 0", "`minutes` must have 1 to 120, got 0"),
        ("minutes = 5", 'minutes = "5"', "`minutes` must be a whole number"),
        ("minutes = 5", "minuts = 5", "`minuts` is not known here; known are title, about"),
        ("n_hidden = 5\n", "n_hiden = 5\n", "`n_hiden` is not a setting here"),
        ("n_hidden = 5\n", "n_hidden = 0\n", "`n_hidden` must be at least 1, got 0"),
        ("n_hidden = 5\n", "n_hidden = {}\n", "`n_hidden` must be a text, a number, true or"),
        ('integrand = "runge"', 'integrand = "run("', "run"),
        ("truth = 0.02", 'truth = "small"', "`truth` must be a number, got 'small'"),
        ("truth = 0.02", "truth = nan", "`truth` must be finite, got nan"),
        ("truth = 0.02", "truth = 2", "`truth` must lie between `lower` and `upper`, got 2"),
        ("lower = 1e-9", "lower = 0", "`lower` must be greater than 0 where the scale is log"),
        ('scale = "log"', 'scale = "loud"', "`scale` must be one of linear, log, got 'loud'"),
        ("truth = 1\n", "truth = 3\n", "`truth` must be the number of a choice, from 1 to 2"),
        ("right = true", "right = 1", "`right` must be true or false, got 1"),
        ('text = "Chance"', 'text = ""', "`text` must be a text of 1 to 1,000 characters"),
        ('see = "Press Play."', f'see = "{"x" * 1001}"', "`see` must be a text of 1 to 1,000"),
        ('see = "Press Play."', 'say = "Press Play."', "`say` is not known here"),
        (
            'hide = ["data", "trainer"]',
            'hide = ["colour"]',
            "`hide` has colour, which is not a con",
        ),
        ('hide = ["data", "trainer"]', 'hide = "data"', "`hide` must be a list of texts, got 'da"),
        ("n_hidden = 5\n", 'hide = "data"\n', "`hide` stands beside the settings of a step, not"),
        ('title = "Does', 'title = Does"', "This is not valid TOML"),
        ("minutes = 5", "minutes = 5\nminutes = 6", "This is not valid TOML"),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, told):
    data, line = written(old, new)
    line += new.startswith("minutes = 5\n")
    with pytest.raises(LessonError) as problem:
        read(data)
    assert str(problem.value).startswith(f"wider.toml, line {line}: ")
    assert told in str(problem.value)


@pytest.mark.parametrize(
    ("old", "name"),
    [
        ("minutes = 5\n", "minutes"),
        ("minutes = 5\n", "order"),
        ("n_hidden = 5\n", "n_hidden"),
        ("standardize = false\n", "seed"),
        ("truth = 0.02\n", "truth"),
        ("lower = 1e-9\n", "lower"),
        ("truth = 1\n", "truth"),
    ],
)
@pytest.mark.parametrize("digits", ["1" + "0" * 400, "-1" + "0" * 400, "0x1" + "0" * 20_000])
def test_a_whole_number_beyond_all_floats_is_refused_with_its_line(old, name, digits):
    before = old if name == "order" else ""
    data, line = written(old, f"{before}{name} = {digits}\n")
    line += bool(before)
    with pytest.raises(
        LessonError, match=f"wider.toml, line {line}: `{name}` must be at "
    ) as found:
        read(data)
    assert "1e308, got " in str(found.value) and len(str(found.value)) < 250


@pytest.mark.parametrize(
    ("old", "new", "line_of", "told"),
    [
        ('see = "Press Play again."', "", "see", "`see` is missing"),
        ("right = true", "", "[[step.question.choice]]", "One `choice` must be right, and no"),
        ('    "no",\n', "", "choices = [", "`choices` must be 2 to 6 different texts, got 1"),
        ('    "no",\n', '    "yes",\n', "choices = [", "`choices` must be 2 to 6 different"),
        ('    "no",\n', "    3,\n", "choices = [", "`choices` must be a list of texts"),
    ],
)
def test_what_is_missing_is_told_where_it_is_missed(old, new, line_of, told):
    data, _ = written(old, new)
    lines = data.decode().split("\n")
    # What misses it is the second step, or something in it that stands there once.
    if line_of == "see":
        line = [n for n, text in enumerate(lines, 1) if text == "[[step]]"][1]
    else:
        line = next(n for n, text in enumerate(lines, 1) if text == line_of)
    with pytest.raises(LessonError, match=f"wider.toml, line {line}: ") as problem:
        read(data)
    assert told in str(problem.value)


def test_a_step_conceals_elements_of_its_page_and_waits_for_the_end_of_its_runs():
    data, _ = written('see = "Press Play."', 'see = "."\nconceal = ["exact"]\nplays = true')
    first, second = read(data).steps
    assert first.conceal == ("exact",) and first.plays
    assert second.conceal == () and not second.plays


@pytest.mark.parametrize(
    ("new", "told"),
    [
        (
            'conceal = ["colour"]',
            "`conceal` has 'colour', which is not an element of this page: ex",
        ),
        ('conceal = "exact"', "`conceal` must be a list of texts"),
        ("conceal = [3]", "`conceal` must be a list of texts"),
        ("plays = 1", "`plays` must be true or false, got 1"),
    ],
)
def test_what_cannot_be_concealed_or_played_is_told_with_its_line(new, told):
    data, line = written('see = "Press Play."', f'{new}\nsee = "Press Play."')
    with pytest.raises(LessonError) as problem:
        read(data)
    assert str(problem.value).startswith(f"wider.toml, line {line}: ") and told in str(
        problem.value
    )


def test_where_nothing_is_played_no_step_waits_for_an_end():
    text = (
        'title = "a"\nabout = "b"\npage = "differentiate"\nminutes = 1\n'
        '[[step]]\nsee = "c"\nconceal = ["anything"]\nplays = {plays}\n'
        '[step.prediction]\nask = "d"\ntruth = 1\nlower = 0\nupper = 2\n'
    )
    assert read(text.format(plays="false").encode()).steps[0].conceal == ("anything",)
    with pytest.raises(LessonError, match="line 8: `plays` must be false here: nothing is played"):
        read(text.format(plays="true").encode())


def test_what_is_concealed_needs_a_prediction():
    with pytest.raises(SettingError, match="`conceal` needs a prediction after which it comes"):
        Step(see="Look.", conceal=("exact",))


def test_a_reveal_needs_a_prediction():
    data, line = written("[step.question]\n", "[step.reveal]\nn_hidden = 6\n[step.question]\n")
    assert read(data).steps[1].reveal == {"n_hidden": "6"}
    without = data.decode().replace("[step.prediction]", "[step.predictions]")
    with pytest.raises(LessonError, match="`predictions` is not known here"):
        read(without.encode())


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "`page` is missing"),
        (b"\xff\xfe", "wider.toml must be text in UTF-8"),
        (b"a" * 100_001, "wider.toml must have at most 100,000 bytes"),
        (b"a = " + b"[" * 50_000, "This is not valid TOML"),
        (b"step = 3\npage = 'integrate'\ntitle = 'a'\nabout = 'b'\nminutes = 1", "line 1: `step`"),
        (b"step = []\npage = 'integrate'\ntitle = 'a'\nabout = 'b'\nminutes = 1", "line 1: `step`"),
    ],
)
def test_what_is_no_lesson_at_all(data, told):
    with pytest.raises(LessonError) as problem:
        read(data)
    assert told in str(problem.value)


@pytest.mark.parametrize("name", ["Wider", "a b", "-", "x" * 65])
def test_the_name_of_a_file_must_be_one_for_links(name):
    with pytest.raises(LessonError, match="line 1: The name of a lesson must be"):
        read(TEXT.encode(), name)
