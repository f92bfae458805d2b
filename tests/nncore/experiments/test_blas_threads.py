"""BLAS has one thread while a step is made, and the caller's number at any other time."""

import threading

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from nncore import IntegrationSpec, LevenbergMarquardt, StencilSpec, optimal_stencil, train
from nncore.experiments.blas_threads import one_blas_thread, with_one_blas_thread

SPEC = IntegrationSpec(
    n_hidden=5, n_samples=100, trainer=LevenbergMarquardt(max_iterations=3), lower=1.0, upper=2.0
)


def n_threads():
    return {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"}


@pytest.fixture
def two_threads():
    with threadpool_limits(2, user_api="blas"):
        yield
        assert n_threads() == {2}


def counts(n):
    for _ in range(n):
        yield n_threads()


@pytest.mark.usefixtures("two_threads")
def test_a_step_has_one_thread_and_the_caller_has_two():
    seen = []
    for step in with_one_blas_thread(counts(3)):
        seen += [step, n_threads()]
    assert seen == [{1}, {2}] * 3


@pytest.mark.usefixtures("two_threads")
def test_runs_that_are_interleaved_or_abandoned_leave_nothing_behind():
    first, second = train(SPEC), train(SPEC)
    for run in (first, second, first, first, second):
        next(run)
        assert n_threads() == {2}
    first.close()
    del second
    assert n_threads() == {2}


@pytest.mark.usefixtures("two_threads")
def test_an_error_puts_the_setting_back():
    def failing():
        yield 1
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        list(with_one_blas_thread(failing()))


@pytest.mark.usefixtures("two_threads")
def test_a_thread_that_comes_meanwhile_neither_sets_nor_restores():
    entered, leave = threading.Event(), threading.Event()

    def second():
        with one_blas_thread():
            entered.set()
            leave.wait()

    other = threading.Thread(target=second)
    with one_blas_thread():
        other.start()
        entered.wait()
        assert n_threads() == {1}
    assert n_threads() == {2}
    leave.set()
    other.join()
    assert n_threads() == {2}


@pytest.mark.usefixtures("two_threads")
def test_the_optimum_is_found_with_one_thread(monkeypatch):
    seen = []
    monkeypatch.setattr(
        "nncore.experiments.stencil.from_modes", lambda *_, **__: seen.append(n_threads())
    )
    optimal_stencil(StencilSpec())
    assert seen == [{1}]
