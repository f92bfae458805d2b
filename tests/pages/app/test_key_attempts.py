"""Wrong keys are counted by address, for a minute, in a bounded memory."""

from types import SimpleNamespace

import pytest

from pages.app import key_attempts
from pages.app.key_attempts import MOST_WRONG, KeyAttempts


@pytest.fixture
def clock(monkeypatch):
    clock = SimpleNamespace(now=1_000.0)
    monkeypatch.setattr(key_attempts, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_many_wrong_keys_within_a_minute_have_to_wait(clock):
    attempts = KeyAttempts()
    for _ in range(MOST_WRONG):
        assert attempts.rest_seconds("a") == 0
        attempts.note_wrong("a")
        clock.now += 1.0
    assert attempts.rest_seconds("a") == 60 - MOST_WRONG
    assert attempts.rest_seconds("b") == 0
    clock.now += 60 - MOST_WRONG
    assert attempts.rest_seconds("a") == 0  # and the next is noted a second later
    attempts.note_wrong("a")
    assert attempts.rest_seconds("a") == 1.0


def test_addresses_that_are_quiet_are_forgotten(clock, monkeypatch):
    monkeypatch.setattr(key_attempts, "MOST_ADDRESSES", 2)
    attempts = KeyAttempts()
    for address in ("a", "b"):
        for _ in range(MOST_WRONG):
            attempts.note_wrong(address)
    attempts.note_wrong("c")
    assert attempts.rest_seconds("a") == 0 and attempts.rest_seconds("b") == 60.0
