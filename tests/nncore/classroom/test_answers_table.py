"""The answers as CSV: with all digits and texts, and nothing that a spreadsheet would run."""

import csv
import io

import pytest

from nncore.classroom import read_lesson
from nncore.classroom.answers_table import answers_csv, part_of
from tests.nncore.classroom.classes import answer, place
from tests.nncore.classroom.lesson_files import PAGES, TEXT

LESSONS = {"wider": read_lesson(TEXT.encode(), "wider", PAGES)}


def rows(answers, places=()):
    return list(csv.DictReader(io.StringIO(answers_csv(answers, places, LESSONS))))


def test_numbers_and_choices_are_written_with_the_truth():
    number, choice, reason = rows(
        [
            answer(0, 0.1 + 0.2),
            answer(0, 2.0, step=2),
            answer(1, 1.0, step=2, part="question"),
        ]
    )
    assert float(number["answer"]) == 0.1 + 0.2 and float(number["truth"]) == 0.02
    assert (number["text"], number["time [UTC]"]) == ("", "2031-05-06T07:08:09")
    assert (choice["answer"], choice["text"], choice["truth"]) == ("2", "no", "1")
    assert (reason["part"], reason["text"], reason["truth"]) == ("question", "More units", "1")
    assert [one["reader"] for one in (number, choice, reason)] == ["1", "1", "2"]
    assert number["attempt"] == "1"


def test_answers_outlive_their_lesson():
    gone, no_step, no_choice = rows(
        [answer(0, 3.0, lesson="gone"), answer(1, 3.0, step=9), answer(2, 9.0, 2, "question")]
    )
    for one in (gone, no_step, no_choice):
        assert float(one["answer"]) in (3.0, 9.0) and one["text"] == ""
    assert gone["truth"] == no_step["truth"] == "" and no_choice["truth"] == "1"


@pytest.mark.parametrize("sign", "=+-@")
def test_a_nickname_is_no_formula(sign):
    formula = f'{sign}HYPERLINK("x")'
    (row,) = rows([answer(0, 0.5)], [place(0, nickname=formula)])
    assert row["nickname"] == "'" + formula
    (row,) = rows([answer(0, 0.5)], [place(0, nickname="Ана, <b>")])
    assert row["nickname"] == "Ана, <b>"


def test_a_part_is_found_where_it_is():
    lesson = LESSONS["wider"]
    assert part_of(lesson, 2, "question") is lesson.steps[1].question
    assert part_of(lesson, 1, "question") is None and part_of(None, 1, "question") is None
