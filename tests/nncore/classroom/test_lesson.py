"""What the parts of a lesson accept, and what a step begins with."""

import pytest

from nncore.classroom import (
    Choice,
    ChoicePrediction,
    Lesson,
    NumberPrediction,
    Question,
    Step,
)

NUMBER = NumberPrediction("How many?", 3.0, 0.0, 10.0)
CHOICE = ChoicePrediction("Which?", ("one", "two", "three"), 2)
QUESTION = Question("Why?", (Choice("a", "no"), Choice("b", "yes", right=True)))


def lesson(*steps):
    return Lesson("one", "One?", "About one.", "integrate", 5, steps)


@pytest.mark.parametrize("value", [0.0, 3.0, 10.0])
def test_a_prediction_may_be_at_the_ends(value):
    NUMBER.check(value)


@pytest.mark.parametrize("value", [-0.1, 10.1, float("inf"), float("nan")])
def test_a_prediction_must_not_lie_beyond_them(value):
    with pytest.raises(ValueError, match="The prediction must lie between 0 and 10, got"):
        NUMBER.check(value)


@pytest.mark.parametrize(
    ("part", "good", "bad"), [(CHOICE, (1, 2, 3), (0, 4, 1.5)), (QUESTION, (1, 2), (0, 3, -1))]
)
def test_an_answer_is_the_number_of_a_choice(part, good, bad):
    assert part.truth == 2
    for value in good:
        part.check(value)
    for value in bad:
        with pytest.raises(ValueError, match="must be the number of a choice, from 1 to"):
            part.check(value)


def test_a_step_goes_on_with_what_was_set_before():
    first, second = {"n_hidden": "5"}, {"n_hidden": "50"}
    steps = (
        Step("Look."),
        Step("Look.", settings=first, reveal=second, prediction=NUMBER),
        Step("Look."),
        Step("Look.", settings=first),
        Step("Look."),
    )
    found = [lesson(*steps).settings_at(number) for number in (1, 2, 3, 4, 5)]
    assert found == [{}, first, second, first, first]


def test_a_lesson_has_steps_but_not_too_many():
    for steps in ((), (Step("Look."),) * 101):
        with pytest.raises(ValueError, match="`step` must have 1 to 100, got"):
            lesson(*steps)
