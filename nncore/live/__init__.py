"""Runs that are being watched: who watches them, what is asked of them, and their pictures."""

from nncore.live.compute_budget import ComputeBudget
from nncore.live.conductor import Conductor, picture_threads
from nncore.live.history_store import HistoryStore
from nncore.live.history_watch import HistoryWatch
from nncore.live.opening import can_go_on, opened_run
from nncore.live.pace import FULL_SPEED, WATCH
from nncore.live.page_runs import PageRuns
from nncore.live.picture_changes import PictureStream
from nncore.live.pinned import pinned
from nncore.live.recorder import RunRecorder
from nncore.live.registry import Registry, TokenError, digest
from nncore.live.shown_runs import ShownRuns, as_it_was
from nncore.live.sweep_watch import SweepWatch
from nncore.live.tab import Tab
from nncore.live.training_run import TrainingRun
from nncore.live.watched import Contents, Watched

__all__ = [
    "FULL_SPEED",
    "WATCH",
    "ComputeBudget",
    "Conductor",
    "Contents",
    "HistoryStore",
    "HistoryWatch",
    "PageRuns",
    "PictureStream",
    "Registry",
    "RunRecorder",
    "ShownRuns",
    "SweepWatch",
    "Tab",
    "TokenError",
    "TrainingRun",
    "Watched",
    "as_it_was",
    "can_go_on",
    "digest",
    "opened_run",
    "picture_threads",
    "pinned",
]
