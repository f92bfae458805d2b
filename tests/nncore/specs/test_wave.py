"""The experiment of stencils at work: JSON, links, and a sentence for each thing that cannot be."""

import pytest

from nncore.formulas import FormulaError
from nncore.specs.wave import WaveSpec

OTHER = WaveSpec(
    equation="diffusion",
    stencils=("taylor", "optimum", "learned", "own"),
    offsets=(-2, -1, 0, 1, 2),
    band_low=0.25,
    band_high=1.0,
    learned_offsets=(-1, 0, 1),
    learned_coefficients=(1.01, -2.02, 1.01),
    learned_order=2,
    own_offsets=(-1, 1),
    own_coefficients=(-0.5, 0.5),
    method="rk3",
    courant=0.2,
    profile="exp(-40*x^2)",
    n_points=100,
    viscosity=0.3,
    periods=0.5,
)


@pytest.mark.parametrize("spec", [WaveSpec(), OTHER])
def test_it_comes_back_from_json_and_from_a_link(spec):
    assert WaveSpec.from_json(spec.to_json()) == spec
    assert WaveSpec.from_query(spec.to_query()) == spec
    assert WaveSpec().to_query() == {}


def test_a_link_may_write_numbers_as_people_do():
    spec = WaveSpec.from_query({"own_coefficients": "-1/2; 0; 1/2", "stencils": "taylor own"})
    assert spec.own_coefficients == (-0.5, 0.0, 0.5) and spec.stencils == ("taylor", "own")


def test_what_is_wrong_in_a_link_is_said_and_left_out():
    spec, notices = WaveSpec.read_query({"courant": "0", "stencils": "tailor", "speed": "9"})
    assert spec == WaveSpec() and len(notices) == 3
    assert "`speed` is not a setting here. It is ignored." in notices


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"courant": 0}, "`courant` must be greater than 0, got 0."),
        ({"courant": 1e9}, "`courant` must be at most 100"),
        ({"courant": float("nan")}, "`courant` must be finite"),
        ({"profile": "1/x"}, "must be finite everywhere .* got inf at x = 0"),
        ({"profile": "sqrt(x)"}, "got nan at x = -1"),
        ({"profile": "sin(100*pi*x)"}, "80 points cannot hold.* take at least 202 points"),
        ({"n_waves": 40}, "take at least 82 points"),
        ({"profile": "nothing here"}, "nothing"),
        ({"profile": 3}, "`profile` must be text"),
        ({"n_points": 8, "offsets": range(-4, 5)}, "`n_points` must be at least 9, as many as"),
        ({"n_points": 8, "stencils": ("own",), "own_offsets": (-9, 0, 9)}, "at least 19"),
        ({"offsets": (-1, -1, 1)}, "`offsets` must be different"),
        ({"offsets": (-0.5, 0.5)}, "`offsets` must be whole numbers"),
        ({"offsets": (0,)}, "`offsets` must have at least 2"),
        ({"stencils": ()}, "1 to 4 different ones, got 0"),
        ({"stencils": ("taylor", "taylor")}, "different ones, got taylor, taylor"),
        ({"stencils": ("taylor", "optimum", "learned", "own", "upwind1")}, "1 to 4"),
        ({"stencils": "taylor"}, "`stencils` must be some of taylor, optimum"),
        ({"stencils": ("tailor",)}, "`stencils` must be some of"),
        ({"stencils": ("network",)}, "network for the equation advection; it is for burgers"),
        ({"band_low": 0.7}, "`band_low` must be less than `band_high`, got 0.7 and 0.6"),
        ({"stencils": ("own",), "own_coefficients": (1.0,)}, "each of the 3 offsets, got 1"),
        ({"stencils": ("own",), "own_coefficients": ()}, "each of the 3 offsets, got 0"),
        ({"stencils": ("own",), "own_coefficients": (0, float("inf"), 0)}, "must be finite"),
        ({"own_coefficients": ("a", "b")}, "`own_coefficients` must be numbers"),
        ({"learned_order": 2}, "`learned_order` must be 1 for the equation advection, got 2"),
        ({"equation": "burgers", "viscosity": 1e-5}, "`viscosity` must be at least .* too thin"),
        (
            {"equation": "burgers", "n_points": 8, "n_waves": 1, "courant": 100, "viscosity": 7e-4},
            "`courant` must be at most 0.22 for this profile and viscosity on 8 points, got 100",
        ),
        (
            {
                "equation": "burgers",
                "profile": "exp(-100*(x-0.06)^2)",
                "n_points": 16,
                "viscosity": 4.2e-4,
            },
            "`viscosity` must be at least .* too thin",
        ),
        ({"equation": "heat"}, "`equation` must be one of advection, diffusion, wave, burgers"),
    ],
)
def test_what_cannot_be_is_said(settings, words):
    with pytest.raises((ValueError, FormulaError), match=words):
        WaveSpec(**settings)


def test_a_stencil_that_does_not_run_is_not_looked_at():
    """A page keeps its weights for when it is chosen again."""
    assert WaveSpec(own_coefficients=(1.0,)).stencils == ("taylor", "learned")


def test_a_formula_that_is_not_periodic_is_allowed():
    spec = WaveSpec(profile="x")
    assert not spec.start.is_periodic and spec.profile == "x"
