"""The loop that lets the runs of a tab go on while somebody watches, and shows them."""

import asyncio
import logging
import time
from concurrent.futures import Executor, ThreadPoolExecutor

from nncore.live.pace import LOOK_SECONDS, PICTURE_SECONDS
from nncore.live.tab import Tab
from nncore.live.watched import Contents, Watched

# Making a picture takes a few milliseconds of a thread; those of one tab come one after another.
_N_THREADS = 4
#: A tab in which nothing plays is looked at so often, in case that nobody watches any more.
IDLE_SECONDS = 5.0
#: A page that was to be drawn anew, and was not, is asked once more.
TELL_AGAIN_SECONDS = 1.0
#: In place of a count of changes: the script is to run, whatever it has drawn.
ASKED = -1
_log = logging.getLogger(__name__)


def picture_threads() -> Executor:
    """Return the threads that make the pictures of all the tabs of a server."""
    return ThreadPoolExecutor(_N_THREADS, thread_name_prefix="nncore-live")


class Conductor:
    """Asks the workers for steps, and shows the audience of a tab what comes of them.

    One picture is on its way at a time: the next is made when the browser has drawn the last.
    A browser that is slow slows down its own runs, and nobody else's.

    Parameters
    ----------
    tab : Tab
        Whose runs it conducts.
    threads : Executor
        Make the pictures: the `picture_threads` of the server.
    """

    def __init__(self, tab: Tab, threads: Executor) -> None:
        self._tab, self._threads = tab, threads
        self._loop = asyncio.get_running_loop()
        self._woken = asyncio.Event()
        self._is_resting = self._is_awaited = False  # read and written by several threads
        self._told = float("-inf")  # when the page was asked to draw itself anew
        self._shown: tuple[str, int] | None = None  # which version was shown last
        tab.wake = self._wake

    def _wake(self) -> None:
        self._is_awaited = True
        if not self._is_resting:  # it will see by itself: waking a loop takes a system call
            return
        try:
            self._loop.call_soon_threadsafe(self._woken.set)
        except RuntimeError:  # the server has ended
            pass

    async def conduct(self) -> None:
        """Go on until the tab is closed."""
        while not self._tab.is_closed:
            await self._ask_for_the_script()
            watched, page = self._tab.watched, self._tab.shown
            if watched is None or page is None:
                await self._rest(IDLE_SECONDS)
                continue
            try:
                await self._turn(page, watched)
            except Exception:  # one picture that cannot be made must not be the last
                _log.exception("The page %r could not be shown.", page)
                await self._rest(TELL_AGAIN_SECONDS)

    async def _ask_for_the_script(self) -> None:
        """Let the script of the page run again where something beside its runs has changed."""
        audience = self._tab.audience
        if audience is not None:
            for page in self._tab.take_asked():
                await audience.tell({"changed": ASKED, "page": page})

    async def _turn(self, page: str, watched: Watched) -> None:
        """Let the runs go on, show what has come of it, and wait until more is to be seen."""
        began = time.monotonic()
        picture = await self._loop.run_in_executor(self._threads, self._advance, page, watched)
        audience = self._tab.audience
        if picture is not None and audience is not None:
            version, contents = picture
            self._shown = (page, version)
            await audience.show(page, version, contents)
        await self._tell(page, watched)
        if watched.playing and self._tab.is_watched:
            await self._wait_for_news(watched, began + PICTURE_SECONDS)
        else:
            is_drawn = watched.n_changes == watched.n_drawn
            await self._rest(IDLE_SECONDS if is_drawn else TELL_AGAIN_SECONDS)

    def _advance(self, page: str, watched: Watched) -> tuple[int, Contents] | None:
        """Take what has come and ask for more; return a picture, if somebody is to see it."""
        has_come_late = watched.is_asked and watched.is_due
        if (watched.playing or has_come_late) and self._tab.is_watched:
            watched.tick()
        if not watched.is_settled:
            return None
        audience = self._tab.audience
        if audience is None or not audience.is_looking or self._shown == (page, watched.version):
            return None
        # The script of the page has drawn this itself, or is just drawing other runs.
        if watched.version == watched.drawn_version or watched.compose is None:
            return None
        return watched.picture()

    def forget_what_is_shown(self) -> None:
        """Show the present state once more: the browser has lost it."""
        self._shown = None
        self._wake()

    async def _tell(self, page: str, watched: Watched) -> None:
        """Let the page be drawn anew if its buttons or sentences have to change."""
        audience = self._tab.audience
        is_told = time.monotonic() - self._told < TELL_AGAIN_SECONDS
        if audience is not None and watched.n_changes != watched.n_drawn and not is_told:
            self._told = time.monotonic()
            await audience.tell({"changed": watched.n_changes, "page": page})

    async def _wait_for_news(self, watched: Watched, next_picture: float) -> None:
        """Wait until a worker has answered, and not less than the time between two pictures."""
        await asyncio.sleep(max(0.0, next_picture - time.monotonic()))
        while watched.playing and not watched.is_due:
            # Runs that have no place yet, or warm up, are asked again: nobody says when.
            if not await self._rest(1.0 if watched.is_asked else LOOK_SECONDS):
                return

    async def _rest(self, seconds: float) -> bool:
        """Wait until something is to be done; return whether there was, within `seconds`."""
        self._is_resting = True  # before the other is read, as they are written the other way round
        try:
            if not self._is_awaited:
                async with asyncio.timeout(seconds):  # `wait_for` would make a task of it
                    await self._woken.wait()
        except TimeoutError:
            return False
        finally:
            self._is_resting = self._is_awaited = False
            self._woken.clear()
        return True
