"""Boxes of numbers: what is typed is what is judged."""

import pytest


@pytest.mark.parametrize(
    ("typed", "told"),
    [(2.5, "must be a whole number, got 2.5"), (1e12, "must be at most"), (0, "must be at least")],
)
def test_a_whole_number_is_never_changed_in_silence(app, typed, told):
    page = app()
    box = page.number_input(key="integrate_max_iterations")
    # A browser cuts off whatever follows the digits of a whole one: 1e12 would be 1.
    assert box.proto.data_type == box.proto.FLOAT and box.proto.step == 1
    box.set_value(typed).run()
    assert not page.exception and told in page.error[0].value
    assert page.session_state["integrate:spec"].trainer.max_iterations == 1_000


def test_a_whole_number_is_taken_over_as_one(app):
    page = app()
    page.number_input(key="integrate_n_hidden").set_value(9.0).run()
    n_hidden = page.session_state["integrate:spec"].n_hidden
    assert n_hidden == 9 and isinstance(n_hidden, int) and not page.error
