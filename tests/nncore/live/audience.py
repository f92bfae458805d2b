"""What a conductor meets in its tests: something that moves, a browser, a tab that is looked at."""

import asyncio

from nncore.live import Tab, Watched


class Counting(Watched):
    """Moves by one with every tick; a picture shows how often it has moved."""

    def __init__(self, playing=True):
        super().__init__()
        self.n, self.is_moving = 0, playing
        self.compose = lambda watched: {"n": watched.n}
        self.last = None  # the number at which it ends
        self.is_about_to_settle = False

    @property
    def playing(self):
        return self.is_moving

    @property
    def is_settled(self):
        return not self.is_about_to_settle

    @property
    def is_due(self):
        return True

    def tick(self):
        with self.lock:
            self.n += 1
            if self.n == self.last:
                self.is_moving = False
                self.n_changes += 1
            self.touch()
        return True


class Browser:
    """Notes what it is shown, and has drawn it when the test says so."""

    def __init__(self, is_looking=True, is_quick=True):
        self.is_looking = is_looking
        self.pictures, self.told = [], []
        self.n_drawing = self.most_drawing = 0
        self.has_drawn = asyncio.Event()
        if is_quick:
            self.has_drawn.set()

    async def show(self, page, version, contents):
        self.pictures.append((page, version, contents["n"]))
        self.n_drawing += 1
        self.most_drawing = max(self.most_drawing, self.n_drawing)
        await self.has_drawn.wait()
        self.n_drawing -= 1

    async def tell(self, message):
        self.told.append(message)

    @property
    def numbers(self):
        return [n for _, _, n in self.pictures]


class LookedAt(Tab):
    """A tab that counts how often its conductor has come by."""

    n_passes = 0

    @property
    def watched(self):
        self.n_passes += 1
        return super().watched
