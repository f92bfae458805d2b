"""The server's history of runs, as a connection of Streamlit that all tabs share."""

from typing import Any

import streamlit as st
from streamlit.connections import BaseConnection

from nncore.live import RunRecorder
from nncore.messages import marked, said
from nncore.runs import HistoryOpener, RunHistory, open_history
from nncore.studies.sweep_manager import SweepManager
from pages.app.engine import engine

#: What is said wherever the history is missed.
NOTHING_KEPT = marked("Nothing is being kept: {problem}")


class HistoryConnection(BaseConnection[HistoryOpener]):
    """The history of runs, who writes to it, and who manages its sweeps.

    ``[connections.history]`` with a ``url`` in ``.streamlit/secrets.toml`` comes before the
    environment variable NNCORE_DATABASE and the file in the user's data folder.
    """

    def __init__(self, connection_name: str = "history", **kwargs: Any) -> None:
        super().__init__(connection_name, **kwargs)
        self._opener = self._instance
        self.recorder = RunRecorder(lambda: self.history)
        self.sweeps = SweepManager(engine, self._opener)

    def _connect(self, **kwargs: Any) -> HistoryOpener:
        url = kwargs.get("url") or self._secrets.get("url")
        return HistoryOpener(lambda: open_history(url))

    @property
    def history(self) -> RunHistory:
        """The history; raises HistoryError while its database cannot be opened."""
        return self._opener.history

    @property
    def problem(self) -> str | None:
        """Why runs are not being kept at present, in sentences; None if all is well."""
        return self.recorder.problem or self._opener.problem

    def close(self) -> None:
        """Keep what waits and end the threads; another server goes on with the sweeps."""
        self.sweeps.close()
        self.recorder.close()
        self._opener.close()


# Not by `st.connection`: it draws a spinner, and the server opens the history before any visit.
@st.cache_resource(show_spinner=False, on_release=lambda connection: connection.close())
def history_connection() -> HistoryConnection:
    """Return the connection of this server."""
    return HistoryConnection()


def run_history() -> RunHistory:
    """Return the history; raises HistoryError while its database cannot be opened."""
    return history_connection().history


def sweep_manager() -> SweepManager:
    """Return who starts, cancels and resumes the sweeps of this server."""
    return history_connection().sweeps


def history_notice() -> None:
    """Say in one line if nothing is being kept."""
    if problem := history_connection().problem:
        st.caption(f":red[:material/database_off: {said(NOTHING_KEPT, problem=problem)}]")
