"""``python -m nncore sweep``: run a sweep on all the workers, or go on with one."""

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from nncore.command_line.argument_parser import UsageError
from nncore.command_line.interruption import INTERRUPTED, Interruption
from nncore.command_line.keeping import NOT_KEPT, Keeper, add_database_argument, say
from nncore.command_line.printing import plain, print_json, print_table, short
from nncore.command_line.progress import Show, progress_bar
from nncore.messages import SettingError, gettext, marked, said, sentence_of
from nncore.options.ranges import AT_LEAST
from nncore.runs import HistoryError, RunHistory, SweepState, SweepTrials
from nncore.specs import StencilSpec, SweepSpec
from nncore.studies.durations import about_text

if TYPE_CHECKING:
    from nncore.engine import Engine
    from nncore.studies.sweep_run import SweepRun

NAME = "sweep"
SUMMARY = marked(
    "Run all the combinations of a sweep; the same command goes on where one was interrupted."
)

_SHOWN = ("validation_loss", "seconds", "iterations")
_PLAIN = ("seconds", "iterations")
_POLL_SECONDS = 0.1
_END_SECONDS = 20.0  # for what is on its way to the database

_LARGE = marked("The sweep has {trials:,} trials, {time} of compute time: add --yes to start it.")
_GOES_ON = marked("Going on with the {done:,} of {total:,} trials that are kept.")
_IS_DONE = marked("The sweep was run before: these are its results; --again runs it anew.")
_KEPT = marked(
    "Interrupted after {done:,} of {total:,} trials; the same command goes on from here."
)
_LOST = marked("Interrupted after {done:,} of {total:,} trials; nothing is being kept of them.")
_FAILED = marked("{n_failed:,} of {total:,} trials failed; the first one: {first}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this command."""
    parser.add_argument("file", help=gettext("A TOML file, as the lab's page Explore writes it."))
    parser.add_argument(
        "--yes", action="store_true", help=gettext("Start a large sweep without asking.")
    )
    parser.add_argument(
        "--again", action="store_true", help=gettext("Begin anew, whatever of the sweep is kept.")
    )
    parser.add_argument(
        "--top",
        type=int,
        default=10,
        metavar="N",
        help=gettext("Print the best N trials. Default: 10."),
    )
    parser.add_argument(
        "--workers",
        type=int,
        metavar="N",
        help=gettext("On this machine; NNCORE_WORKERS by default."),
    )
    parser.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help=gettext("Of a Dask scheduler, tcp://host:8786; NNCORE_SCHEDULER by default."),
    )
    parser.add_argument(
        "--json", action="store_true", help=gettext("Print all the trials as JSON.")
    )
    add_database_argument(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the sweep to its end or until Ctrl-C, and print its trials; return the exit code."""
    for name, value in (("top", arguments.top), ("workers", arguments.workers)):
        if value is not None and value < 1:
            raise UsageError(AT_LEAST, name=name, bound=1, value=value)
    from nncore.engine import Engine

    sweep = read_sweep(arguments.file)
    with Keeper(arguments.database) as keeper:
        key = None if arguments.again else earlier(keeper, sweep)
        state = None if key is None else _state(keeper.history, key)
        if state is SweepState.FINISHED:
            assert keeper.history is not None and key is not None
            say(gettext(_IS_DONE))
            _show(arguments, sweep, keeper.history.trials(key), key)
            return 0
        _ask(sweep, arguments.yes or key is not None)
        with Engine(arguments.scheduler, n_workers=arguments.workers) as engine:
            return _drive(arguments, sweep, key, engine, keeper.history)


def read_sweep(path: str) -> SweepSpec:
    """Return the sweep of a TOML file.

    Raises
    ------
    ValueError
        If the file cannot be read or is no sweep, in one sentence.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SettingError("{path} is not a text file in UTF-8.", path=path) from None
    except OSError as problem:
        raise SettingError(
            "{path} cannot be read: {problem}.", path=path, problem=problem.strerror
        ) from None
    try:
        return SweepSpec.from_toml(text)
    except ValueError as problem:
        raise SettingError("{path}: {problem}", path=path, problem=sentence_of(problem)) from None


def earlier(keeper: Keeper, sweep: SweepSpec) -> str | None:
    """Return the key of the newest sweep in the history that is the same, or None."""
    if keeper.history is None:
        return None
    try:
        for found in keeper.history.sweeps():
            is_alike = (found.n_cells, found.title) == (sweep.n_cells, sweep.title)
            is_alive = found.state is not SweepState.CANCELLED
            if is_alike and is_alive and _is_same(keeper.history, found.key, sweep):
                return found.key
    except HistoryError as problem:
        say(said(NOT_KEPT, problem=problem.sentence))
        keeper.history = None
    return None


def _is_same(history: RunHistory, key: str, sweep: SweepSpec) -> bool:
    try:
        return history.sweep(key) == sweep
    except HistoryError:  # another version's, or deleted just now
        return False


def _state(history: RunHistory | None, key: str) -> SweepState:
    assert history is not None
    return history.sweep_summary(key).state


def _ask(sweep: SweepSpec, is_wanted: bool) -> None:
    cost = sweep.cost()
    if cost.is_large and not is_wanted:
        raise UsageError(_LARGE, trials=sweep.n_cells, time=about_text(cost.seconds))


def _drive(
    arguments: argparse.Namespace,
    sweep: SweepSpec,
    key: str | None,
    engine: "Engine",
    history: RunHistory | None,
) -> int:
    from nncore.studies.sweep_run import SweepRun  # and with it Dask, which no other command needs

    with Interruption() as interruption, progress_bar() as show:
        if key is None:
            running = SweepRun.begin(engine, history, sweep)
        else:
            assert history is not None
            running = SweepRun(engine, history, key, sweep=sweep)
            done = history.sweep_summary(key).n_done
            say(said(_GOES_ON, done=done, total=sweep.n_cells))
        while not running.wait(_POLL_SECONDS):
            _show_progress(show, running)
            if interruption.asked:
                running.stop()
                running.wait(_END_SECONDS)
                break
    return _end(arguments, sweep, running, interruption.asked)


def _show_progress(show: Show, running: "SweepRun") -> None:
    progress = running.progress
    counts = gettext("{done:,}/{total:,} trials")
    words = [counts.format(done=progress.done, total=progress.total)]
    if progress.failed:
        words.append(said("{n_failed:,} failed", n_failed=progress.failed))
    if progress.rest_seconds is not None:
        words.append(said("{time} left", time=about_text(progress.rest_seconds)))
    problem = f" - {running.problem}" if running.problem else ""
    show(progress.done, progress.total, ", ".join(words) + problem)


def _end(
    arguments: argparse.Namespace, sweep: SweepSpec, running: "SweepRun", was_interrupted: bool
) -> int:
    trials = running.trials()
    _show(arguments, sweep, trials, running.key)
    if running.problem:
        say(running.problem)
    if running.state is SweepState.FINISHED:
        return 0
    if was_interrupted:
        sentence = gettext(_LOST if running.problem else _KEPT)
        say(sentence.format(done=len(trials), total=sweep.n_cells))
        return INTERRUPTED
    if not running.problem:
        say(running.state.sentence)
    return 2


def _show(arguments: argparse.Namespace, sweep: SweepSpec, trials: SweepTrials, key: str) -> None:
    if arguments.json:
        head = {"key": key, "sweep": json.loads(sweep.to_json())}
        print_json({**head, "cells": [*map(dict, _rows(sweep, trials))]})
        return
    if not len(trials):
        return
    error = "weight_error" if isinstance(sweep.base, StencilSpec) else "integral_error"
    order = np.argsort(getattr(trials, error), kind="stable")[: arguments.top]  # nan comes last
    heads = (gettext("trial"), *sweep.axes, error, *_SHOWN, gettext("status"))
    rows = [*_rows(sweep, trials, order)]
    print_table(heads, [_line(row, sweep, (error, *_SHOWN)) for row in rows])
    n_failed = sum(bool(reason) for reason in trials.reason)
    if n_failed:
        first = next(reason for reason in trials.reason if reason)
        say(said(_FAILED, n_failed=n_failed, total=len(trials), first=first))


def _rows(
    sweep: SweepSpec, trials: SweepTrials, chosen: np.ndarray | None = None
) -> Iterator[Mapping[str, Any]]:
    numbers = [name for name, values in vars(trials).items() if isinstance(values, np.ndarray)]
    for j in range(len(trials)) if chosen is None else chosen.tolist():
        number = int(trials.cell[j])
        yield {
            "cell": number,
            "settings": sweep.settings(number),
            "key": trials.key[j] or None,
            "status": trials.status[j].name.lower(),
            "reason": trials.reason[j],
            **{name: getattr(trials, name)[j] for name in numbers if name != "cell"},
        }


def _line(row: Mapping[str, Any], sweep: SweepSpec, numbers: tuple[str, ...]) -> tuple[str, ...]:
    settings = [_setting(row["settings"].get(name)) for name in sweep.axes]
    return (
        str(row["cell"]),
        *settings,
        *(_number(name, row[name]) for name in numbers),
        row["status"],
    )


def _number(name: str, value: float) -> str:
    return plain(value) if name in _PLAIN else short(value)


def _setting(value: Any) -> str:
    if value is None:
        return "-"
    return ",".join(map(str, value)) if isinstance(value, tuple) else f"{value}"
