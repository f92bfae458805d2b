"""How often a wrong key may be tried from one address, whatever session tries it."""

import threading
import time
from collections import OrderedDict, deque

#: So many wrong keys from one address within the window, and each further one has to wait.
MOST_WRONG, WINDOW_SECONDS = 20, 60.0
#: Addresses that are remembered; the one that has been quiet for longest is forgotten first.
MOST_ADDRESSES = 10_000


class KeyAttempts:
    """The wrong keys of the last minute, by address: a new session begins with no clean slate.

    A class behind one router has one address. It may mistype the key more often in a minute than
    anybody does, and others, at other addresses, never wait.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()

    def rest_seconds(self, address: str) -> float:
        """Return for how long no key is looked at that comes from an address; 0 for not at all."""
        with self._lock:
            wrong = self._recent(address)
            if len(wrong) < MOST_WRONG:
                return 0.0
            return wrong[0] + WINDOW_SECONDS - time.monotonic()

    def note_wrong(self, address: str) -> None:
        """Note a wrong key from an address."""
        with self._lock:
            self._recent(address).append(time.monotonic())
            self._wrong.move_to_end(address)
            while len(self._wrong) > MOST_ADDRESSES:
                self._wrong.popitem(last=False)

    def _recent(self, address: str) -> deque[float]:
        wrong = self._wrong.setdefault(address, deque(maxlen=MOST_WRONG))
        while wrong and wrong[0] + WINDOW_SECONDS <= time.monotonic():
            wrong.popleft()
        return wrong
