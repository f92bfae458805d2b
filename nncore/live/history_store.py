"""Runs that are being watched, as the history keeps them for a server that goes on after this."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from nncore.engine import Checkpoint
from nncore.live.kept_networks import KeptNetwork
from nncore.live.page_runs import PageRuns
from nncore.live.tab import Tab
from nncore.live.training_run import TrainingRun
from nncore.runs import HistoryError, RunHistory
from nncore.runs.live_run_list import SavedRuns
from nncore.runs.plain_data import from_bytes, to_bytes
from nncore.specs import SPEC_TYPES, StencilSpec
from nncore.stencils.learned import StencilStep
from nncore.trainers import TrainingRecord, TrainingStatus
from nncore.trainers.loss_curve import MAX_POINTS

#: The notice of a page whose runs were found in the history.
RESTORED = "restored"
# Nobody comes back to a tab after so long: a browser forgets a tab's token when it is closed.
_KEPT_DAYS = 2
# Of the networks of one run that can be looked back at: they are written with it every ten seconds.
_MOMENT_BYTES = 100_000
_FIELDS = ("iteration", "loss", "validation_loss", "seconds", "diagnostics")


class HistoryStore:
    """Writes the runs of tabs into the history, and finds them there.

    Parameters
    ----------
    history : callable
        Gives the history, or raises HistoryError.
    """

    def __init__(self, history: Callable[[], RunHistory]) -> None:
        self._history = history
        self._has_tidied = False

    def save(self, tabs: list[Tab]) -> None:
        """Write the runs of tabs; what cannot be written now is tried again in ten seconds."""
        entries = []
        now = datetime.now(UTC)
        for tab in tabs:
            for page, runs in list(tab.pages.items()):
                with runs.lock, contextlib.suppress(ValueError):  # a state that is no plain data
                    if isinstance(runs, PageRuns) and runs.has_moved:
                        entries.append(SavedRuns(tab.owner, page, packed(runs), now))
        try:
            history = self._history()
            if not self._has_tidied:
                history.forget_live_before(now - timedelta(days=_KEPT_DAYS))
                self._has_tidied = True
            history.save_live(entries)
        except HistoryError:  # the page says already that nothing is being kept
            return

    def restore(self, owner: str, tab: Tab) -> list[str]:
        """Give a tab the runs that another server has written, and return their pages."""
        try:
            found = self._history().live_of(owner)
        except HistoryError:
            return []
        restored = []
        for one in found:
            runs = tab.runs_of(one.page)
            with runs.lock:
                if not runs.has_moved and unpack(one.contents, runs):
                    tab.notices[one.page] = RESTORED
                    restored.append(one.page)
        return restored


def packed(runs: PageRuns) -> bytes:
    """Return the runs of a page as bytes: nothing in them is executed when they are read."""
    return to_bytes({name: _plain(run) for name, run in runs.runs.items()})


def unpack(data: bytes, runs: PageRuns) -> bool:
    """Give a page the runs that `packed` wrote; return whether they can be read.

    They wait for Play. A page that shows other settings by now keeps its own.
    """
    try:
        found = {name: _run(plain) for name, plain in from_bytes(data).items()}
    except (ValueError, KeyError, TypeError, AttributeError):  # of another version
        return False
    shown = {name: run.spec for name, run in runs.runs.items()}
    if shown and shown != {name: run.spec for name, run in found.items()}:
        return False
    runs.runs = found
    runs.n_changes += 1
    runs.touch()
    return True


def _plain(run: TrainingRun[Any]) -> dict[str, Any]:
    checkpoint, moments = run.checkpoint, _moments(run)
    places = _thinned(len(run.records), {moment.n_records - 1 for moment in moments})
    return {
        "kind": run.spec.kind,
        "spec": run.spec.to_json(),
        "run_id": run.run_id,
        "n_kept": run.n_kept,
        "status": run.status.name,
        "problem": run.problem,
        "network": None if checkpoint is None else checkpoint.network,
        "state": None if checkpoint is None else checkpoint.state,
        "records": [_plain_record(run.records[place]) for place in places],
        "moments": [
            {"n_records": 1 + places.index(one.n_records - 1), "network": one.checkpoint.network}
            for one in moments
        ],
    }


def _moments(run: TrainingRun[Any]) -> list[KeptNetwork]:
    """Return the networks to look back at: every so many, within a bound; of large ones none."""
    kept = list(run.kept)
    stride = -(-run.kept.n_bytes // _MOMENT_BYTES)
    return kept[::stride] if 0 < stride < len(kept) else kept[:0]


def _thinned(n_records: int, needed: set[int]) -> list[int]:
    """Return the places of every so many records, of the first and last, and of those needed."""
    stride = max(1, -(-n_records // MAX_POINTS))
    return sorted({*range(0, n_records, stride), *range(n_records)[-1:], *needed})


def _plain_record(record: Any) -> dict[str, Any]:
    plain = {name: getattr(record, name) for name in _FIELDS}
    plain["diagnostics"] = dict(plain["diagnostics"])
    plain["status"] = record.status.name
    if isinstance(record, StencilStep):
        plain["coefficients"] = record.coefficients
    return plain


def _record(plain: dict[str, Any]) -> TrainingRecord:
    made = StencilStep if "coefficients" in plain else TrainingRecord
    return made(**{**plain, "status": TrainingStatus[plain["status"]]})


def _run(plain: dict[str, Any]) -> TrainingRun[Any]:
    spec = SPEC_TYPES[plain["kind"]].from_json(plain["spec"])
    records = [_record(record) for record in plain["records"]]
    run = TrainingRun(spec, records=records, run_id=plain["run_id"], problem=plain["problem"])
    run.n_kept = plain.get("n_kept")
    for moment in plain.get("moments", ()):  # an older version wrote none
        n, network = moment["n_records"], moment["network"]
        run.kept.offer(records[n - 1], n, Checkpoint.made(network, None))
    status = TrainingStatus[plain["status"]]
    if records:
        network, state = plain["network"], plain["state"]
        has_result = network is not None or isinstance(spec, StencilSpec)
        run.checkpoint = Checkpoint.made(network, state) if has_result else None
        run.status = (
            status
            if status.is_final or status is TrainingStatus.TIME_IS_UP
            else (TrainingStatus.PAUSED)
        )
    return run
