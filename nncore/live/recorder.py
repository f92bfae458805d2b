"""Runs on their way into the history: judged and written by threads."""

import atexit
import dataclasses
import queue
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from nncore.engine import Checkpoint
from nncore.live.training_run import TrainingRun
from nncore.messages import Sentence, marked, sentence_of
from nncore.runs import BackgroundWriter, RunHistory, RunRecord
from nncore.runs.plain_data import to_bytes
from nncore.runs.run_record import MAX_STATE_BYTES
from nncore.specs import Spec
from nncore.trainers import TrainingStatus

_UNJUDGED = marked("A run could not be judged, and was not kept: {problem}")
_LOOK_SECONDS = 0.01
_RESTING = (TrainingStatus.PAUSED, TrainingStatus.TIME_IS_UP)
_CAN_GO_ON = (*_RESTING, TrainingStatus.STOPPED)
MOST_SEEN = 1_000  # runs of which it is known whether they have moved


@dataclasses.dataclass(frozen=True)
class _Snapshot:
    """All that a record is made of, as it was when the run stopped."""

    key: str
    spec: Spec
    records: list[Any]
    checkpoint: Checkpoint | None
    status: TrainingStatus
    reason: str
    created: datetime
    made_by: str

    def record(self) -> RunRecord:
        """Judge the run; this takes longer than a picture."""
        last = self.records[-1] if self.records else None
        if last is not None:
            last = dataclasses.replace(last, status=self.status)
        return RunRecord.of(
            self.spec,
            self.records,
            last,
            network=None if self.checkpoint is None else self.checkpoint.network,
            reason=self.reason,
            key=self.key,
            created=self.created,
            made_by=self.made_by,
            state=self._state(),
        )

    def _state(self) -> bytes | None:
        """Return what the trainer needs to go on; None for a run that is over."""
        checkpoint = self.checkpoint
        if self.status not in _CAN_GO_ON or checkpoint is None or checkpoint.state is None:
            return None
        try:
            packed = to_bytes(dict(checkpoint.state))
        except ValueError:  # the run is kept all the same: it can be repeated
            return None
        return packed if len(packed) <= MAX_STATE_BYTES else None


class RunRecorder:
    """Takes runs as they stop, and lets threads judge and keep them.

    Parameters
    ----------
    open_history : callable
        Gives the history, or raises HistoryError; it is then asked again.
    """

    def __init__(self, open_history: Callable[[], RunHistory]) -> None:
        self._writer = BackgroundWriter(open_history)
        self._seen: dict[str, tuple[datetime, int, TrainingStatus, Spec]] = {}
        self._waiting: queue.SimpleQueue[_Snapshot | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._n_judged = self._n_taken = 0
        self._problem: Sentence | None = None
        self._thread = threading.Thread(target=self._run, name="nncore-recorder", daemon=True)
        self._thread.start()
        atexit.register(self.close)  # comes before the writer's own, to which it still gives

    @property
    def problem(self) -> str | None:
        """Why runs are not being kept, in sentences; None if all is well."""
        unjudged = None if self._problem is None else str(self._problem)
        return self._writer.problem or unjudged

    def keep(self, run: TrainingRun[Any], reason: str = "") -> None:
        """Keep a run as it stands now; this returns at once and never raises.

        A run that has made no step and has not failed is left out, and one that has not moved
        since it was kept, with the same spec.

        Parameters
        ----------
        run : TrainingRun
            The run; under its `run_id` it is one run of the history, however often it is kept.
        reason : str
            Why it failed, in one sentence.
        """
        n_steps, status = len(run.records), run.status
        if not n_steps and not reason:
            return
        if not status.is_final and status not in _RESTING:
            status = TrainingStatus.STOPPED
        created = self._moved(run.run_id, n_steps, status, run.spec)
        if created is None:
            return
        now = (list(run.records), run.checkpoint, status, reason)
        self._waiting.put(_Snapshot(run.run_id, run.spec, *now, created, run.made_by))

    def _moved(
        self, run_id: str, n_steps: int, status: TrainingStatus, spec: Spec
    ) -> datetime | None:
        """Count a run that has moved, and return when it was first kept; None if it has not."""
        with self._lock:
            before = self._seen.pop(run_id, None)
            created = before[0] if before is not None else datetime.now(UTC)
            self._seen[run_id] = (created, n_steps, status, spec)
            if len(self._seen) > MOST_SEEN:
                del self._seen[next(iter(self._seen))]  # the one that was kept longest ago
            has_moved = before != (created, n_steps, status, spec)
            self._n_taken += has_moved
        return created if has_moved else None

    def _run(self) -> None:
        while (snapshot := self._waiting.get()) is not None:
            try:
                self._writer.put(snapshot.record())
            except Exception as problem:  # the next run must be kept all the same
                self._problem = Sentence(_UNJUDGED, problem=sentence_of(problem))
            self._n_judged += 1

    def flush(self, timeout: float) -> bool:
        """Wait until all that was given is kept, and return whether it is."""
        deadline = time.monotonic() + timeout
        while self._n_judged < self._n_taken and time.monotonic() < deadline:
            time.sleep(_LOOK_SECONDS)
        return self._writer.flush(max(0.0, deadline - time.monotonic()))

    def close(self, timeout: float = 10.0) -> None:
        """Keep what waits, as far as there is time, and end the threads."""
        atexit.unregister(self.close)
        self._waiting.put(None)
        self._thread.join(timeout)
        self._writer.close(timeout)
