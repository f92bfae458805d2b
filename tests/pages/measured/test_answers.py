"""Answers that are shared: asked for once, and forgotten without anybody coming again."""

import threading

import pytest

from pages.measured.answers import Answers


class Timer:
    """A timer that runs out when a test says so."""

    def __init__(self, seconds, function, arguments):
        self.seconds, self.run_out = seconds, lambda: self.is_on and function(*arguments)
        self.is_on, self.daemon = False, False

    def start(self):
        assert self.daemon, "it would keep the server from ending"
        self.is_on = True

    def cancel(self):
        self.is_on = False


@pytest.fixture
def timers():
    return []


@pytest.fixture
def answers(timers):
    def timer(*arguments):
        timers.append(Timer(*arguments))
        return timers[-1]

    return Answers(2, 600.0, timer)


def of(answers, question, asked):
    return answers.of(question, lambda: asked.append(question) or question.upper())


def test_a_question_is_asked_once_until_its_time_is_over(answers, timers):
    asked = []
    assert [of(answers, "a", asked) for _ in range(3)] == ["A"] * 3 and asked == ["a"]
    assert [timer.is_on for timer in timers] == [False, False, True]
    assert {timer.seconds for timer in timers} == {600.0}
    timers[-1].run_out()
    assert len(answers) == 0
    assert of(answers, "a", asked) == "A" and asked == ["a", "a"]


def test_a_time_that_is_over_forgets_its_own_answer_only(answers, timers):
    asked = []
    for question in "abc":  # two are kept: a is forgotten
        of(answers, question, asked)
    assert len(answers) == 2 and [timer.is_on for timer in timers] == [False, True, True]
    of(answers, "a", asked)
    assert asked == ["a", "b", "c", "a"]


def test_what_goes_wrong_is_said_to_all_who_wait_and_tried_again_later(answers):
    begun, go_on, heard = threading.Event(), threading.Event(), []

    def wrong():
        begun.set()
        go_on.wait(60.0)
        raise ValueError("no table")

    def reader():
        try:
            answers.of("a", wrong)
        except ValueError as problem:
            heard.append(str(problem))

    first, second = threading.Thread(target=reader), threading.Thread(target=reader)
    first.start()
    assert begun.wait(60.0)
    second.start()
    go_on.set()
    first.join(60.0)
    second.join(60.0)
    assert heard == ["no table"] * 2 and len(answers) == 0
    assert answers.of("a", lambda: "A") == "A"


def test_others_wait_for_the_one_who_asked_first():
    answers, asked, go_on, found = Answers(2, 600.0), [], threading.Event(), []

    def slow():
        asked.append("a")
        go_on.wait(60.0)
        return "A"

    readers = [
        threading.Thread(target=lambda: found.append(answers.of("a", slow))) for _ in range(4)
    ]
    for reader in readers:
        reader.start()
    go_on.set()
    for reader in readers:
        reader.join(60.0)
    assert (asked, found) == (["a"], ["A"] * 4)
