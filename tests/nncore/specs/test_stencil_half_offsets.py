"""Experiments with half offsets and interpolation: links, JSON, sweeps."""

import pytest

from nncore import StencilSpec, SweepSpec

HALVES = StencilSpec(offsets=(-1.5, -0.5, 0.5, 1.5), derivative_order=0)


def test_links_and_json_keep_half_offsets():
    assert HALVES.to_query()["offsets"] == "-1.5,-0.5,0.5,1.5"
    assert StencilSpec.from_query(HALVES.to_query()) == HALVES
    assert StencilSpec.from_json(HALVES.to_json()) == HALVES
    assert StencilSpec.from_query({"offsets": "−0.5 0.5"}).offsets == (-0.5, 0.5)


def test_whole_offsets_stay_whole():
    offsets = StencilSpec(offsets=(-1.0, 0, 1.0)).offsets
    assert offsets == (-1, 0, 1) and all(type(offset) is int for offset in offsets)
    assert StencilSpec.from_query({"offsets": "-1, 0.0, 1"}).to_query() == {}


def test_a_sweep_goes_over_whole_and_half_offsets():
    sweep = SweepSpec(StencilSpec(), {"offsets": ((-1, 0, 1), (-0.5, 0.5))})
    assert [spec.offsets for spec in sweep] == [(-1, 0, 1), (-0.5, 0.5)]
    for copy in (SweepSpec.from_json(sweep.to_json()), SweepSpec.from_toml(sweep.to_toml())):
        assert copy == sweep


def test_the_loss_of_an_interpolation_is_in_units_of_the_field():
    assert HALVES.loss_unit == "u^2" and HALVES.unit == 1.0


def test_half_offsets_need_a_second_point_of_the_grid():
    with pytest.raises(ValueError, match="^`offsets` must span fewer points than the field has"):
        StencilSpec(offsets=(0.5,), derivative_order=0, spacing=4.0)
