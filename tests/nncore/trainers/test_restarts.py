"""When a run departs from its best network, and when it comes back."""

from nncore.trainers.restarts import WINDOW, Restarts


def test_the_share_is_that_of_a_whole_window():
    restarts = Restarts().referred(3, 8.0)
    for iteration in range(3, 3 + WINDOW):
        assert restarts.share_left(iteration, 4.0) == (0.0, restarts)
    share, restarts = restarts.share_left(3 + WINDOW, 4.0)
    assert share == 0.5 and restarts.reference == (3 + WINDOW, 4.0)


def test_the_first_window_has_no_loss_to_compare_with():
    assert Restarts().share_left(WINDOW, 1.0)[0] == 0.0


def test_a_restart_has_fifteen_iterations():
    restarts = Restarts().departed(7, 1e-3)
    assert restarts.is_away and restarts.departure == (7, 1e-3) and restarts.n_restarts == 1
    assert [restarts.has_lasted(k) for k in (7, 21, 22)] == [False, False, True]
    assert not Restarts().has_lasted(1_000)


def test_failures_in_a_row_are_counted():
    restarts = Restarts()
    for n_failures in (1, 2):
        restarts = restarts.departed(20, 1e-3).failed(25, 0.5)
        assert restarts == Restarts(None, (25, 0.5), n_failures, n_failures)
    assert restarts.succeeded() == restarts  # a better network without a restart
    assert restarts.departed(30, 1e-3).succeeded() == Restarts(None, (25, 0.5), 3, 0)
