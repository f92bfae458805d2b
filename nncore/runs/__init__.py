"""The history of runs, in SQLite or PostgreSQL: every run and every trial of a sweep is kept."""

from nncore.experiments.sweep_trials import SweepTrials
from nncore.runs.background_writer import BackgroundWriter
from nncore.runs.history_error import HistoryError
from nncore.runs.history_opener import HistoryOpener
from nncore.runs.kept_tables import LARGEST_KEPT
from nncore.runs.lesson_rows import HiddenControls, LessonAnswer, LessonCall, LessonPlace
from nncore.runs.live_run_list import SavedRuns
from nncore.runs.opening import default_path, open_history
from nncore.runs.run_filter import RunFilter
from nncore.runs.run_history import ORDERS, RunHistory
from nncore.runs.run_record import RunRecord, check_name, new_key
from nncore.runs.run_summary import RunSummary
from nncore.runs.sweep_summary import SweepState, SweepSummary
from nncore.runs.table_summary import TableSummary
from nncore.runs.task import TASK_TYPES, IntegralTask, StencilTask, Task

__all__ = [
    "LARGEST_KEPT",
    "ORDERS",
    "TASK_TYPES",
    "BackgroundWriter",
    "HiddenControls",
    "HistoryError",
    "HistoryOpener",
    "IntegralTask",
    "LessonAnswer",
    "LessonCall",
    "LessonPlace",
    "RunFilter",
    "RunHistory",
    "RunRecord",
    "RunSummary",
    "SavedRuns",
    "StencilTask",
    "SweepTrials",
    "SweepState",
    "SweepSummary",
    "TableSummary",
    "Task",
    "check_name",
    "default_path",
    "new_key",
    "open_history",
]
