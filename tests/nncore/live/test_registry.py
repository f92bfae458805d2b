"""Who comes back finds the runs where they stood; nobody finds somebody else's."""

import pytest

from nncore.live import Registry, TokenError, digest
from nncore.live import tab as tab_module
from nncore.live.pace import KEEP_SECONDS, REST_AFTER_SECONDS
from nncore.live.registry import MAX_SEATS
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt, TrainingStatus
from tests.nncore.live.clockwork import Clock
from tests.nncore.live.local_engine import LocalEngine

TOKEN, OTHER, BROWSER = "0" * 31 + "1", "0" * 31 + "2", "b" * 32
SPEC = IntegrationSpec(
    integrand="cos",
    n_hidden=4,
    n_samples=40,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=50, tolerance=0.0),
)


class Keeper:
    def __init__(self):
        self.kept = []

    def keep(self, run, reason=""):
        self.kept.append((run.run_id, run.status, run.made_by))


class Store:
    """Remembers which runs it was given, and gives back none."""

    def __init__(self):
        self.saved = []

    def save(self, tabs):
        self.saved += [(tab.owner, page) for tab in tabs for page in tab.pages]

    def restore(self, owner, tab):
        return []


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(tab_module, "time", clock)
    return clock


@pytest.fixture
def keeper():
    return Keeper()


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def make(keeper, store):
    made = []

    def make(**options):
        made.append(Registry(LocalEngine(), keeper, store, **options))
        return made[-1]

    yield make
    for registry in made:
        registry.close()


def played(tab, page="integrate", n_ticks=3):
    """Let the runs of a page make some steps."""
    runs = tab.runs_of(page)
    runs.follow({"run": SPEC})
    tab.open(page)
    runs.play()
    for _ in range(n_ticks):
        runs.tick()
    return runs


@pytest.mark.parametrize("token", ["", "0" * 31, "0" * 33, "G" * 32, "0" * 31 + "\n", 7, None])
def test_what_is_no_token_is_refused(make, token):
    registry = make()
    registry.tab_at("seat")
    with pytest.raises(TokenError, match="32 hexadecimal digits"):
        registry.attach(token, "seat")


def test_a_seat_that_nobody_has_is_refused(make):
    with pytest.raises(TokenError, match="seat"):
        make().attach(TOKEN, "guessed")


def test_a_token_is_kept_only_as_a_digest():
    assert TOKEN not in digest(TOKEN) and digest(TOKEN) != digest(OTHER)


def test_a_newcomer_keeps_what_it_has_begun(make):
    registry = make()
    tab = registry.tab_at("seat")
    runs = played(tab)
    found, is_back = registry.attach(TOKEN, "seat", BROWSER)
    assert found is tab and not is_back and found.runs_of("integrate") is runs
    assert (found.owner, found.browser) == (digest(TOKEN), digest(BROWSER))


def test_a_reload_finds_the_runs_of_its_tab(make):
    registry = make()
    tab = registry.tab_at("seat")
    registry.attach(TOKEN, "seat", BROWSER)
    runs = played(tab)
    stood = runs.runs["run"].position
    newcomer = registry.tab_at("another seat")  # of another session of the web server
    newcomer.runs_of("integrate")
    newcomer.open("integrate")
    assert newcomer is not tab
    found, is_back = registry.attach(TOKEN, "another seat", BROWSER)
    assert found is tab and is_back and registry.tab_at("another seat") is tab
    assert found.shown == "integrate" and found.runs_of("integrate").runs["run"].position == stood
    assert runs.playing  # it goes on


def test_another_token_finds_nothing(make):
    registry = make()
    registry.attach(TOKEN, _seat(registry, "seat"))
    played(registry.tab_at("seat"))
    found, is_back = registry.attach(OTHER, _seat(registry, "another seat"))
    assert not is_back and not found.pages


def test_a_page_that_is_new_to_its_tab_is_not_drawn_twice(make):
    registry = make()
    tab, _ = registry.attach(TOKEN, _seat(registry, "seat"))
    played(tab, "home")
    newcomer = registry.tab_at("another seat")  # the address of another page was typed
    runs = newcomer.runs_of("integrate")
    newcomer.open("integrate")
    found, is_back = registry.attach(TOKEN, "another seat")
    assert found is tab and not is_back
    assert tab.watched is runs and tab.runs_of("home").has_moved


def test_a_seat_that_says_another_token_leaves_the_first_tab_as_it_is(make):
    registry = make()
    tab, _ = registry.attach(TOKEN, _seat(registry, "seat"))
    played(tab)
    found, is_back = registry.attach(OTHER, "seat")
    assert found is not tab and is_back and not found.pages
    assert registry.known(TOKEN) is tab and tab.runs_of("integrate").playing


def _seat(registry, seat):
    registry.tab_at(seat)
    return seat


def test_runs_are_of_the_browser_that_has_made_them(make, keeper):
    registry = make()
    tab = registry.tab_at("seat")
    tab.runs_of("integrate")
    registry.attach(TOKEN, "seat", BROWSER)
    runs = played(tab)
    runs.pause()
    assert keeper.kept == [(runs.runs["run"].run_id, TrainingStatus.PAUSED, digest(BROWSER))]


def test_a_run_whose_channel_has_gone_rests_after_ten_seconds(make, clock):
    tab = make().tab_at("seat")
    assert tab.is_watched  # its channel is on its way
    clock.now += REST_AFTER_SECONDS + 1
    assert not tab.is_watched
    tab.audience = object()
    clock.now += 3_600
    assert tab.is_watched  # a hidden tab watches as well
    tab.audience = None
    assert tab.is_watched
    clock.now += REST_AFTER_SECONDS + 1
    assert not tab.is_watched


def test_a_tab_to_which_nobody_comes_back_is_written_and_given_up(make, keeper, store, clock):
    registry = make()
    tab, _ = registry.attach(TOKEN, _seat(registry, "seat"))
    runs = played(tab)
    clock.now += KEEP_SECONDS - 1
    registry.tend()
    assert registry.known(TOKEN) is tab
    clock.now += 2
    registry.tend()
    assert registry.known(TOKEN) is None and not registry.is_taken("seat")
    assert store.saved == [(digest(TOKEN), "integrate")]
    assert runs.runs["run"].run.is_stopped and keeper.kept


def test_the_oldest_give_way_where_memory_is_short(make, store, clock):
    registry = make(max_bytes=1)
    tabs = []
    for j, token in enumerate((TOKEN, OTHER)):
        tab, _ = registry.attach(token, _seat(registry, f"seat {j}"))
        played(tab)
        tabs.append(tab)
        clock.now += 1
    tabs[0].audience = object()  # somebody watches it: it is not for the bound
    registry.tend()
    assert registry.known(TOKEN) is tabs[0] and registry.known(OTHER) is None
    assert (digest(OTHER), "integrate") in store.saved


def test_only_what_has_moved_is_written(make, store):
    registry = make()
    tab, _ = registry.attach(TOKEN, _seat(registry, "seat"))
    registry.save()
    assert store.saved == []  # nothing was trained
    runs = played(tab)
    registry.save()
    registry.save()
    assert store.saved == [(digest(TOKEN), "integrate")]
    runs.tick()
    registry.save()
    assert len(store.saved) == 2


def test_strangers_cannot_fill_the_memory(make):
    registry = make()
    kept = registry.tab_at("seat 0")
    registry.attach(TOKEN, "seat 0")
    for j in range(1, MAX_SEATS + 5):
        registry.tab_at(f"seat {j}")
    assert not any(registry.is_taken(f"seat {j}") for j in range(5))
    assert registry.is_taken(f"seat {MAX_SEATS + 4}")
    assert registry.known(TOKEN) is kept  # who has said who they are, stays


def test_a_page_that_is_left_rests(make):
    registry = make()
    tab = registry.tab_at("seat")
    runs = played(tab)
    assert tab.watched is runs
    tab.open(None)
    assert tab.watched is None and runs.playing
    tab.open("integrate")
    assert tab.watched is runs


def test_all_tabs_can_be_asked_for_a_run_of_their_script(make):
    registry = make()
    first, second = registry.tab_at("1"), registry.tab_at("2")
    registry.draw_anew("lesson")
    assert first.take_asked() == second.take_asked() == {"lesson"}
    assert first.take_asked() == set()


def test_what_a_newcomer_was_to_be_asked_is_not_lost_when_the_reader_is_known(make):
    registry = make()
    registry.tab_at("old")
    found, _ = registry.attach(TOKEN, "old")
    registry.tab_at("new").draw_anew("lesson")
    again, _ = registry.attach(TOKEN, "new")
    # Who watches still is the browser of before, which may just be going.
    assert again is found and found.take_asked() == set()
    found.audience = object()
    assert found.take_asked() == {"lesson"} and found.take_asked() == set()
