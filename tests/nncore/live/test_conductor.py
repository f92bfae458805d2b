"""The loop that lets runs go on and shows them, with a browser and a study of our own."""

import asyncio

import pytest

from nncore.live import Conductor, conductor, picture_threads
from nncore.live import tab as tab_module
from tests.nncore.live.audience import Browser, Counting, LookedAt
from tests.nncore.live.clockwork import Clock

PATIENCE = 30.0  # seconds; nothing here takes long
PAGE = "integrate"
THREADS = picture_threads()


@pytest.fixture
def clock(monkeypatch):
    """Let time stand still, and all the pauses between two looks be short."""
    clock = Clock()
    for module in (conductor, tab_module):
        monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(conductor, "PICTURE_SECONDS", 0.0)
    for name in ("IDLE_SECONDS", "TELL_AGAIN_SECONDS"):
        monkeypatch.setattr(conductor, name, 0.001)
    return clock


async def until(condition):
    async with asyncio.timeout(PATIENCE):
        while not condition():
            await asyncio.sleep(0)


async def passes(tab, n=5):
    """Let the conductor come by `n` times."""
    wanted = tab.n_passes + n
    await until(lambda: tab.n_passes >= wanted)


def conducted(play):
    """Run a test beside a conductor, which has to end when its tab is closed."""

    async def run():
        tab = LookedAt(lambda: None)
        conducting = asyncio.create_task(Conductor(tab, THREADS).conduct())
        try:
            await play(tab)
        finally:
            tab.close()
            async with asyncio.timeout(PATIENCE):
                await conducting

    asyncio.run(run())


def show(tab, watched, audience):
    """Open the page of `watched` before an audience."""
    tab.watch(PAGE, watched)
    tab.open(PAGE)
    tab.audience = audience


def test_who_watches_sees_every_tick_once_and_in_order(clock):
    async def play(tab):
        watched, browser = Counting(), Browser()
        show(tab, watched, browser)
        await until(lambda: len(browser.pictures) >= 10)
        assert browser.numbers[:10] == list(range(1, 11))
        assert {page for page, _, _ in browser.pictures} == {PAGE}
        versions = [version for _, version, _ in browser.pictures]
        assert versions == sorted(set(versions))

    conducted(play)


def test_one_picture_is_on_its_way_at_a_time_and_the_run_waits_for_it(clock):
    async def play(tab):
        watched, browser = Counting(), Browser(is_quick=False)
        show(tab, watched, browser)
        for drawn in range(5):
            await until(lambda drawn=drawn: len(browser.pictures) == drawn + 1)
            for _ in range(50):  # the browser is slow
                await asyncio.sleep(0)
            browser.has_drawn.set()
            browser.has_drawn.clear()
        assert browser.most_drawing == 1
        # Nothing was computed meanwhile that nobody would have seen.
        assert browser.numbers == [1, 2, 3, 4, 5]
        browser.has_drawn.set()

    conducted(play)


def test_a_hidden_tab_gets_no_pictures_and_its_run_goes_on(clock):
    async def play(tab):
        watched, browser = Counting(), Browser(is_looking=False)
        show(tab, watched, browser)
        await until(lambda: watched.n >= 5)
        assert browser.pictures == []
        browser.is_looking = True
        await until(lambda: browser.pictures)
        assert browser.numbers[0] >= 5  # what it has missed is not shown any more

    conducted(play)


def test_without_an_audience_a_run_goes_on_for_ten_seconds_and_then_rests(clock):
    async def play(tab):
        watched, browser = Counting(), Browser()
        show(tab, watched, browser)
        await until(lambda: browser.pictures)
        tab.audience = None
        clock.now += 9.9
        n = watched.n
        await until(lambda: watched.n >= n + 5)
        clock.now += 0.2
        await passes(tab)  # the tick that may have begun before has ended
        n = watched.n
        await passes(tab)
        assert watched.n == n and watched.playing
        tab.audience = Browser()
        await until(lambda: watched.n >= n + 5)

    conducted(play)


def test_a_page_is_told_when_a_run_ends_and_its_last_picture_is_shown(clock):
    async def play(tab):
        watched, browser = Counting(), Browser()
        watched.last = 7
        show(tab, watched, browser)
        await until(lambda: browser.told)
        assert browser.told == [{"changed": watched.n_changes, "page": PAGE}]
        assert browser.numbers == [1, 2, 3, 4, 5, 6, 7]
        await passes(tab)
        assert len(browser.told) == 1  # the page takes its time
        clock.now += 1.1
        await until(lambda: len(browser.told) == 2)  # it may have been lost
        watched.is_drawn()
        await passes(tab)
        clock.now += 1.1
        await passes(tab)
        assert len(browser.told) == 2 and browser.numbers[-1] == 7

    conducted(play)


def test_a_browser_is_asked_once_for_a_run_of_the_script_whenever_it_comes(clock):
    async def play(tab):
        tab.draw_anew("lesson")  # nobody watches yet, and the page has no runs
        tab.audience = browser = Browser()
        await passes(tab, 10)
        assert browser.told == [{"changed": -1, "page": "lesson"}]

    conducted(play)


def test_who_comes_later_is_told_and_shown_where_it_stands(clock):
    async def play(tab):
        watched, browser = Counting(playing=False), Browser()
        watched.n, watched.n_changes = 3, 1
        tab.watch(PAGE, watched)
        tab.open(PAGE)
        await passes(tab)
        tab.audience = browser
        await until(lambda: browser.told and browser.numbers)
        assert browser.numbers == [3]

    conducted(play)


def test_what_stands_still_is_shown_once_and_again_when_it_was_lost(clock):
    async def run():
        tab, watched, browser = LookedAt(lambda: None), Counting(playing=False), Browser()
        conductor_of_it = Conductor(tab, THREADS)
        conducting = asyncio.create_task(conductor_of_it.conduct())
        show(tab, watched, browser)
        await until(lambda: browser.pictures)
        await passes(tab)
        assert browser.numbers == [0]
        conductor_of_it.forget_what_is_shown()
        await until(lambda: len(browser.pictures) == 2)
        assert browser.pictures[0] == browser.pictures[1]
        tab.close()
        await conducting

    asyncio.run(run())


def test_what_is_about_to_settle_is_shown_when_it_has(clock):
    async def run():
        tab, watched, browser = LookedAt(lambda: None), Counting(playing=False), Browser()
        watched.is_about_to_settle = True
        conducting = asyncio.create_task(Conductor(tab, THREADS).conduct())
        show(tab, watched, browser)
        await passes(tab)
        assert not browser.pictures
        watched.n, watched.is_about_to_settle = 7, False
        watched.touch()
        tab.wake_up()
        await until(lambda: browser.pictures)
        assert browser.numbers == [7]
        tab.close()
        await conducting

    asyncio.run(run())


def test_what_the_page_has_drawn_itself_is_not_sent(clock):
    async def play(tab):
        watched, browser = Counting(playing=False), Browser()
        watched.drawn_version = watched.version
        show(tab, watched, browser)
        await passes(tab)
        assert browser.pictures == []
        watched.touch()
        tab.wake_up()
        await until(lambda: browser.pictures)

    conducted(play)


def test_what_the_page_is_just_drawing_is_not_sent(clock):
    async def play(tab):
        watched, browser = Counting(), Browser()
        compose, watched.compose = watched.compose, None
        show(tab, watched, browser)
        await until(lambda: watched.n >= 3)
        assert browser.pictures == []
        watched.compose = compose
        await until(lambda: browser.pictures)

    conducted(play)


def test_a_picture_that_cannot_be_made_is_not_the_last(clock, caplog):
    def compose(watched):
        if watched.n == 3:
            raise KeyError("of other runs")
        return {"n": watched.n}

    async def play(tab):
        watched, browser = Counting(), Browser()
        watched.compose = compose
        show(tab, watched, browser)
        await until(lambda: len(browser.pictures) >= 5)
        assert browser.numbers[:5] == [1, 2, 4, 5, 6]
        assert "of other runs" in caplog.text and PAGE in caplog.text

    conducted(play)


def test_the_runs_of_other_pages_rest(clock):
    async def play(tab):
        here, there, browser = Counting(), Counting(), Browser()
        tab.watch("race", there)
        show(tab, here, browser)
        await until(lambda: here.n >= 5)
        assert there.n == 0
        tab.open("race")
        await until(lambda: there.n >= 5)
        n = here.n
        await passes(tab)
        assert here.n == n
        tab.open(None)
        await passes(tab)
        n = there.n
        await passes(tab)
        assert there.n == n

    conducted(play)


def test_nothing_is_asked_before_a_worker_has_answered(clock):
    class Slow(Counting):
        """Is due when the test says so."""

        is_there, is_asked = False, True

        @property
        def is_due(self):
            return self.is_there

        def tick(self):
            self.is_there = False
            return super().tick()

    async def play(tab):
        watched, browser = Slow(), Browser()
        show(tab, watched, browser)
        for n in range(1, 5):
            await until(lambda n=n: browser.numbers[-1:] == [n])
            for _ in range(50):
                await asyncio.sleep(0)
            assert watched.n == n
            watched.is_there = True
            watched.wake()

    conducted(play)
