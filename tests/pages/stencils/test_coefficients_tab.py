"""The tab of coefficients, without a browser."""

import math

import pytest

from nncore import StencilSpec
from tests.pages.stencils.differentiate import PAGE, errors, view_of

SEVEN = StencilSpec(offsets=tuple(range(-3, 4)), constraint=4)


def tab_of(app, spec, **view):
    page = app(PAGE, **spec.to_query(), **view)
    page.session_state["differentiate_tabs"] = "Coefficients"
    return page.run()


def cells(page) -> list[list[str]]:
    return [
        [str(cell) for cell in row]
        for table in page.table
        for row in table.value.reset_index().to_numpy().tolist()
    ]


def test_the_stencils_stand_beside_each_other_before_play(app):
    page = tab_of(app, StencilSpec(offsets=(-2, -1, 0, 1, 2)), show="own")
    rows = cells(page)
    assert ["−2", "0.0833333333", "1/12"] in [row[:3] for row in rows]
    assert ["Taylor", "4", "−1/30 h^4 u^(5)"] in rows
    assert ["compact", "6", "1/2100 h^6 u^(7)"] in rows
    assert any("count with 1/3, 1/3 at −1, +1" in caption.value for caption in page.caption)
    assert "taylor_coefficients = (1/12, -2/3, 0, 2/3, -1/12)" in page.code[0].value
    assert errors(page) == []


def test_a_link_sets_the_band_and_the_code(app):
    page = tab_of(
        app, SEVEN, show="own", objective="band", band_upper="1.1", code="fortran", n_neighbours="0"
    )
    assert view_of(page).band_upper == 1.1
    code = page.code[0].value
    assert "0.77088238" in code and "real(real64), parameter :: optimum_coefficients(7)" in code
    assert "compact" not in code
    page.session_state["differentiate_objective_settings"] = True
    page.run()
    page.number_input(key="differentiate_band_upper").set_value(math.pi / 2).run()
    assert "0.7992664" in page.code[0].value
    page.selectbox(key="differentiate_norm").set_value("largest").run()
    assert "0.7992664" not in page.code[0].value and errors(page) == []


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        ({"objective": "band", "band_lower": "2"}, "**Band from θ** must be below **to θ**"),
        ({"zeros_at_pi": "9"}, "must be more for 9 zeros at the fastest wave"),
    ],
)
def test_what_cannot_be_is_said_in_the_tab(app, view, sentence):
    page = tab_of(app, SEVEN, show="own", **view)
    assert sentence in " ".join(errors(page))
    assert not page.code


def test_half_points_are_learned_and_written(app):
    spec = StencilSpec(offsets=(-0.5, 0.5), derivative_order=0)
    page = tab_of(app, spec, show="own")
    assert errors(page) == [] and not page.warning
    assert ["−1/2", "0.5000000000", "1/2"] in [row[:3] for row in cells(page)]
    assert page.text_input(key="differentiate_offsets").value == "-0.5, 0.5"
