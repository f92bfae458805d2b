"""Values that arrive: found once, in order, and told when they are there."""

import threading

import pytest

from nncore.live.arrivals import Arrivals

SOON = 30.0  # seconds: a thread of a busy machine takes its time


class Finder:
    """Finds a value once it is let go on, and counts what it was asked for."""

    def __init__(self):
        self.asked, self.go_on = [], threading.Event()

    def __call__(self, key):
        self.go_on.wait(SOON)
        self.asked.append(key)
        if key < 0:
            raise ArithmeticError("no value")
        return 10 * key


@pytest.fixture
def finder():
    made = Finder()
    yield made
    made.go_on.set()


class Told:
    """Waits until it was called so many times."""

    def __init__(self, n):
        self._left, self._there = n, threading.Event()

    def __call__(self):
        self._left -= 1
        if self._left == 0:
            self._there.set()

    def wait(self):
        assert self._there.wait(SOON)


def test_values_are_found_in_order_and_once(finder):
    arrivals, told = Arrivals(finder), Told(3)
    arrivals.ask([3, 1, 2], told)
    assert [arrivals.get(key) for key in (3, 1, 2)] == [None] * 3
    finder.go_on.set()
    told.wait()
    assert [arrivals.get(key) for key in (3, 1, 2)] == [30, 10, 20]
    arrivals.ask([2, 3], pytest.fail)  # they are there: nobody has to be told
    assert finder.asked == [3, 1, 2]


def test_who_waits_has_what_is_quick(finder):
    finder.go_on.set()
    arrivals = Arrivals(finder)
    arrivals.ask([4, 5], pytest.fail, patience=SOON)
    assert (arrivals.get(4), arrivals.get(5)) == (40, 50)


def test_what_nobody_has_asked_for_is_not_there(finder):
    assert Arrivals(finder).get(1) is None


def test_the_oldest_are_forgotten_and_not_found_in_vain(finder):
    arrivals, told = Arrivals(finder, most=2), Told(4)
    arrivals.ask([1, 2, 3, 4], told)  # of 1 it may have begun already
    finder.go_on.set()
    told.wait()
    assert arrivals.get(2) is None and (arrivals.get(3), arrivals.get(4)) == (30, 40)
    assert set(finder.asked) <= {1, 3, 4}


def test_what_goes_wrong_is_raised_where_it_is_read_and_the_rest_is_found(finder):
    finder.go_on.set()
    arrivals = Arrivals(finder)
    arrivals.ask([-1, 6], pytest.fail, patience=SOON)
    with pytest.raises(ArithmeticError, match="no value"):
        arrivals.get(-1)
    assert arrivals.get(6) == 60
