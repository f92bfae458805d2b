"""The last announcement of a kind, whichever server hears of it in which order."""

import threading
from dataclasses import dataclass

from nncore.classroom.announced import Announced
from nncore.runs import HistoryError

PATIENCE = 30.0


@dataclass(frozen=True)
class News:
    number: int


def test_an_older_one_that_arrives_late_changes_nothing():
    heard = []
    here = Announced(lambda: None, lambda: heard.append(here.last), PATIENCE)
    for number in (2, 1, 2, 3):
        here.hear(News(number))
    here.hear(None)
    assert here.last == News(3) and heard == [News(2), News(3)]
    here.close()


def test_a_look_that_fails_is_followed_by_others():
    heard, looks = threading.Event(), iter([HistoryError("Away."), None, News(1)])

    def look():
        found = next(looks, News(1))
        if isinstance(found, HistoryError):
            raise found
        return found

    here = Announced(look, heard.set, 0.01)
    assert heard.wait(PATIENCE) and here.last == News(1)
    here.close()
