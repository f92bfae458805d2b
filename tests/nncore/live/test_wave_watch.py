"""Waves that are watched: frames, buttons, and what is read of them."""

import numpy as np
import pytest

from nncore.experiments.waves import phase_speed, travel
from nncore.live import wave_watch
from nncore.live.wave_watch import WaveWatch
from nncore.specs.wave import WaveSpec
from nncore.waves.profiles import LENGTH
from tests.nncore.live.clockwork import Clock

SHORT = WaveSpec(periods=1.0)


class ReadingClock(Clock):
    """Computing takes no time on it."""

    def thread_time(self):
        return 0.0


def played(watch, n_frames):
    watch.play()
    for _ in range(n_frames):
        assert watch.tick()
    return watch


def test_a_frame_is_a_part_of_a_period_and_step_one_step():
    watch = WaveWatch(SHORT)
    assert not watch.playing and not watch.tick() and not watch.has_begun
    played(watch, 4)
    assert watch.state.time == pytest.approx(4 * LENGTH / 40) and watch.playing
    watch.step()
    assert not watch.playing and watch.state.n_steps.tolist() == [17, 17]
    watch.speed = "step"
    played(watch, 2)
    assert watch.state.n_steps.tolist() == [19, 19]


def test_what_it_comes_to_is_what_the_steps_come_to():
    watch = played(WaveWatch(SHORT), 3)
    states = list(travel(SHORT))
    assert np.allclose(watch.state.values, states[watch.state.n_steps[0]].values, atol=1e-12)


def test_it_ends_and_play_begins_anew():
    watch = WaveWatch(SHORT)
    watch.speed = "fast"
    watch.play()
    n_changes = watch.n_changes
    while watch.playing:
        watch.tick()
    assert watch.is_over and watch.progress == 1.0 and watch.n_changes == n_changes + 1
    assert watch.state.time == pytest.approx(SHORT.end)
    first = watch.run_id
    watch.play()
    assert watch.playing and watch.progress == 0.0 and watch.run_id != first
    watch.pause()
    watch.reset()
    assert not watch.playing and not watch.has_begun


def test_each_picture_has_a_new_version_and_is_a_page_of_its_own():
    watch = WaveWatch(SHORT)
    watch.compose = lambda watched: {"time": {"text": f"{watched.state.time:.2f}"}}
    versions = [played(watch, 1).picture() for _ in range(3)]
    assert [contents["time"]["text"] for _, contents in versions] == ["0.05", "0.10", "0.15"]
    assert len({version for version, _ in versions}) == 3


def test_the_next_picture_waits_three_times_as_long_as_the_last_one_took(monkeypatch):
    """A server on which pictures take long has time for buttons."""
    clock = ReadingClock()
    monkeypatch.setattr(wave_watch, "time", clock)
    watch = played(WaveWatch(SHORT), 1)

    def compose(watched):
        clock.now += 0.2
        return {}

    watch.compose = compose
    watch.picture()
    assert not watch.is_due
    clock.now += 0.59
    assert not watch.is_due
    clock.now += 0.02
    assert watch.is_due
    watch.tick()
    watch.pause()
    clock.now += 60.0
    watch.picture()  # by the script of the page: it is no picture of a tick
    watch.play()
    assert watch.is_due


def test_lags_are_counted_in_whole_waves_too():
    """After ten periods Taylor's wave is 2.2 waves late: its phase alone would say 0.2."""
    spec = WaveSpec(courant=0.1)
    watch = WaveWatch(spec)
    watch.speed = "fast"
    watch.play()
    while watch.playing:
        watch.tick()
    expected = [60 * (1 - phase_speed(spec, lane)) for lane in spec.stencils]
    assert watch.told.lags == pytest.approx(expected, abs=0.01)
    assert WaveWatch(WaveSpec(equation="diffusion", courant=0.1)).told.lags is None


def test_numbers_stand_still_long_enough_to_be_read(monkeypatch):
    clock = ReadingClock()
    monkeypatch.setattr(wave_watch, "time", clock)
    watch = played(WaveWatch(SHORT), 1)
    first = watch.told
    watch.tick()
    assert watch.told is first
    clock.now += 1.0
    assert watch.told.state is watch.state
    watch.told.made["table"] = "of now"
    watch.forget_what_was_made()
    assert watch.told.made == {}  # the page is drawn anew, perhaps in another language
    watch.tick()
    watch.pause()
    assert watch.told.state is watch.state  # and where it stands still they are of now


def test_a_stencil_that_is_stopped_is_a_change_of_the_page():
    watch = WaveWatch(WaveSpec(courant=2.78, n_waves=20))
    n_changes = watch.n_changes
    watch.speed = "fast"
    watch.play()
    while watch.state.alive.all() and watch.tick():
        pass
    assert watch.state.alive.tolist() == [True, False] and watch.n_changes > n_changes
    watch.pause()
    times, errors = watch.told.times, watch.told.errors
    assert np.isnan(errors[1, -1]) and not np.isnan(errors[0]).any() and len(times) > 1


def test_errors_of_long_runs_are_thinned(monkeypatch):
    monkeypatch.setattr(wave_watch, "MOST_ERRORS", 20)
    watch = WaveWatch(SHORT)
    watch.speed = "step"
    played(watch, 60)
    watch.pause()
    times, errors = watch.told.times, watch.told.errors
    assert len(times) <= 20 and times[0] == 0.0 and errors.shape == (2, len(times))
    assert np.all(np.diff(times) > 0)
    assert watch.n_bytes > 0


def test_a_frame_that_takes_too_long_is_finished_by_the_next(monkeypatch):
    monkeypatch.setattr(wave_watch, "FRAME_SECONDS", 0.0)
    spec = WaveSpec(equation="burgers", n_waves=1, n_points=64, courant=0.1, viscosity=0.05)
    watch = played(WaveWatch(spec), 1)
    begun = int(watch.state.n_steps[0])
    whole = round(LENGTH / 40 / watch.dt)
    assert 0 < begun < whole
    while watch.state.n_steps[0] < whole:
        watch.tick()
    assert watch.state.n_steps[0] == whole
    watch.close()
    assert not watch.playing


def test_a_frame_counts_the_time_of_the_reference(monkeypatch):
    """It is solved up to each few steps, and not for all of them once the time is up."""
    spec = WaveSpec(equation="burgers", n_waves=1, n_points=64, courant=0.1, viscosity=0.05)
    watch, asked = WaveWatch(spec), []
    plain = watch.evolution.exact
    monkeypatch.setattr(wave_watch, "FRAME_SECONDS", 60.0)
    monkeypatch.setattr(watch.evolution, "exact", lambda t: asked.append(t) or plain(t))
    played(watch, 1)
    assert np.diff([0.0, *asked]).max() <= 4.01 * watch.dt
