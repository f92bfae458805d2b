"""Runs that are being watched: what the next server finds of them."""

import dataclasses
import threading
from datetime import timedelta, timezone

import pytest

from nncore.runs import HistoryError, SavedRuns, open_history
from tests.nncore.runs.records import BEGAN

ANA, BOB = "a" * 64, "b" * 32


def saved(owner=ANA, page="integrate", contents=b"\0runs\xff", **changes):
    return SavedRuns(owner, page, contents, **{"saved": BEGAN, **changes})


def test_the_runs_of_a_tab_come_back_by_page(history):
    ana = [saved(page="home", contents=b""), saved(page="integrate")]
    history.save_live([*reversed(ana), saved(BOB)])
    assert history.live_of(ANA) == ana
    assert history.live_of(BOB) == [saved(BOB)]
    assert history.live_of("c" * 64) == []


def test_what_is_saved_again_is_replaced(history):
    history.save_live([saved(contents=b"old"), saved(page="race")])
    later = BEGAN.astimezone(timezone(timedelta(hours=5))) + timedelta(seconds=10)
    history.save_live(iter([saved(contents=b"new", saved=later)]))
    found, race = history.live_of(ANA)
    assert (found.contents, found.saved) == (b"new", later) and race == saved(page="race")
    assert found.saved.utcoffset() == timedelta(0)
    history.save_live([saved(contents=b"first"), saved(contents=b"last")])
    assert history.live_of(ANA)[0].contents == b"last"
    history.save_live([])
    assert len(history.live_of(ANA)) == 2


def test_all_is_saved_or_nothing(history):
    too_long = saved("c" * 32)
    object.__setattr__(too_long, "saved", None)  # what no database takes
    with pytest.raises((HistoryError, AttributeError)):
        history.save_live([saved(), too_long])
    assert history.live_of(ANA) == []


def test_what_is_old_is_forgotten(history):
    hour = timedelta(hours=1)
    history.save_live(saved(page=str(n), saved=BEGAN + n * hour) for n in range(4))
    assert history.forget_live_before(BEGAN + 2 * hour) == 2
    assert [one.page for one in history.live_of(ANA)] == ["2", "3"]
    assert history.forget_live_before(BEGAN) == 0


def test_large_runs_come_back_whole(history):
    contents = bytes(range(256)) * 40_000
    history.save_live([saved(contents=contents)])
    assert history.live_of(ANA)[0].contents == contents


def test_another_server_finds_what_a_killed_one_has_saved(migrated):
    with open_history(migrated) as first, open_history(migrated) as second:
        first.save_live([saved()])
        assert second.live_of(ANA) == [saved()]


def test_servers_that_save_the_same_tabs_do_not_wait_for_each_other(migrated):
    entries = [saved(owner, page) for owner in (ANA, BOB) for page in ("home", "race")]
    problems = []

    def save(order):
        try:
            with open_history(migrated, patience=30.0) as history:
                for _ in range(20):
                    history.save_live(order)
        except Exception as problem:
            problems.append(problem)

    threads = [threading.Thread(target=save, args=[order]) for order in (entries, entries[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


@pytest.mark.parametrize(
    "changes, told",
    [
        ({"owner": ""}, r"`owner` must have 1 to 64 characters, got ''"),
        ({"owner": "a" * 65}, r"`owner` must have 1 to 64"),
        ({"page": "p" * 65}, r"`page` must have 1 to 64"),
        ({"saved": BEGAN.replace(tzinfo=None)}, "`saved` must have a time zone"),
    ],
)
def test_what_cannot_be_kept_is_refused(changes, told):
    with pytest.raises(ValueError, match=told):
        dataclasses.replace(saved(), **changes)
