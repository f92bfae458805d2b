"""Ctrl-C while a network is trained."""

import json
import signal

import pytest

import nncore
from nncore.command_line import main, training
from nncore.trainers import TrainingStatus
from tests.nncore.command_line.cases import FORMULA, SHORT, runs_in


def test_ctrl_c_keeps_what_was_reached(capsys, database, monkeypatch):
    def train(spec):
        for step in nncore.train(spec):
            if step.iteration == 5:
                signal.raise_signal(signal.SIGINT)
            yield step

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(training, "train", train)
    assert main(["integrate", *FORMULA, *SHORT, "--database", database, "--json"]) == 130
    found = json.loads(capsys.readouterr().out)
    assert (found["status"], found["iterations"]) == ("stopped", 5)
    (record,) = runs_in(database)
    assert record.outcome.status is TrainingStatus.STOPPED and len(record.curve) == 6
    assert signal.getsignal(signal.SIGINT) is before


@pytest.fixture
def ctrl_c_is_heard():
    """A shell starts what goes on in the background with Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_second_ctrl_c_ends_at_once(monkeypatch, database, ctrl_c_is_heard):
    def train(spec):
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        pytest.fail("the second one was ignored")
        yield

    monkeypatch.setattr(training, "train", train)
    assert main(["integrate", *FORMULA, "--database", database]) == 130
    assert runs_in(database) == []
