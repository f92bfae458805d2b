"""The network between a browser and a server, to be cut, mended and slowed by a test."""

import contextlib
import socket
import threading
import time


class Cable:
    """Forwards connections to a port of this machine until it is cut.

    Parameters
    ----------
    port : int
        Of the server.
    """

    def __init__(self, port):
        self._target = port
        self._open = set()
        self._lock = threading.Lock()
        self.is_cut = False
        self.delay = 0.0  # seconds, each way
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                if self.is_cut:
                    near.close()
                    continue
                try:
                    far = socket.create_connection(("127.0.0.1", self._target), timeout=5)
                except OSError:  # the server is not there
                    near.close()
                    continue
                far.settimeout(None)
                with self._lock:
                    self._open |= {near, far}
                for source, sink in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=(source, sink), daemon=True).start()

    def _pump(self, source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                time.sleep(self.delay)
                sink.sendall(data)
        for end in (source, sink):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
            with self._lock:
                self._open.discard(end)

    def cut(self):
        """Drop all connections, and let none through."""
        self.is_cut = True
        with self._lock:
            ends = list(self._open)
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def mend(self):
        """Let connections through again."""
        self.is_cut = False

    def close(self):
        self.cut()
        self._listener.close()
