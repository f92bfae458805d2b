"""A server on a history of its own, which can be killed and started again."""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Streamlit answers a socket that the browser has closed in the same moment; nothing of ours.
CLOSED_SOCKET = re.compile(
    r"Exception in ASGI application\nTraceback.*?WebSocketDisconnected: Cannot call \"send\"[^\n]*",
    re.DOTALL,
)
#: Milliseconds until a server and its workers have loaded all, TensorFlow last, on busy cores.
COLD_PATIENCE = 300_000
COMMAND = (sys.executable, "-m", "streamlit", "run", "streamlit_app.py")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


class Server:
    """The lab as a user finds it, with two workers, on a port that stays the same.

    Parameters
    ----------
    folder : Path
        Where its log is.
    database : Path, optional
        Its history: never the user's own, but one in the folder.
    **environment : str
        Variables that are to be others.
    """

    def __init__(self, folder: Path, database: Path | None = None, **environment: str) -> None:
        self.database = database or folder / "runs.sqlite3"
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None
        self._log = folder / "log.txt"
        self._environment = {
            "NNCORE_WARM_UP": "",
            "NNCORE_WORKERS": "2",
            "NNCORE_WORKER_MEMORY": "3 GiB",
            "NNCORE_DATABASE": str(self.database),
            **environment,
        }

    def start(self) -> None:
        """Start it and wait until it answers."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                [*COMMAND, "--server.port", str(self.port), "--server.headless", "true"],
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self._environment},
            )
        deadline = time.monotonic() + COLD_PATIENCE / 1000
        while self.process.poll() is None and time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1).read() == b"ok":
                    return
            time.sleep(0.1)
        self.kill()
        raise RuntimeError(f"The server did not start: {self.said()[-1000:]}")

    def kill(self) -> None:
        """End it as a crash does: it can write nothing more."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        """End it in order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.kill()

    def said(self) -> str:
        """Return what it has printed, but for closed sockets."""
        return CLOSED_SOCKET.sub("", self._log.read_text(errors="replace"))
