"""The arguments of integrals over boxes: what they mean, and one sentence for what is wrong."""

import math

import numpy as np
import pytest

from nncore.command_line import main
from nncore.command_line.argument_parser import shielded
from nncore.command_line.box_arguments import box_spec_of, is_over_box, points_of
from nncore.command_line.program import make_parser
from nncore.trainers import LevenbergMarquardt, VariableProjection


def read(*arguments):
    return make_parser("nncore").parse_args(shielded(["integrate", *arguments]))


def spec_of(*arguments):
    return box_spec_of(read(*arguments))


@pytest.mark.parametrize(
    ("arguments", "is_so"),
    [
        (["log"], False),
        (["exp(-x)", "0", "1"], False),
        (["genz-gaussian"], True),
        (["x1*x2", "--box", "0", "1", "0", "1"], True),
        (["x1*x2", "--inputs", "2"], True),
        (["x1*x2", "--parameters", "x2"], True),
        (["x1*x2", "--at", "1"], True),
        (["genz-product-peak", "--difficulty", "2"], True),
    ],
)
def test_what_makes_it_an_integral_over_a_box(arguments, is_so):
    assert is_over_box(read(*arguments)) == is_so


@pytest.mark.parametrize(
    ("arguments", "n_inputs", "over", "upper"),
    [
        # As in the issue: limits of what is integrated, and a parameter in its own.
        (["exp(-x1*x2)", "--box", "0 1 0 2", "--parameters", "x3"], 3, (0, 1), (1, 2, 1)),
        (["exp(-x1*x2)", "--box", "0", "1", "0", "2"], 2, (0, 1), (1, 2)),
        (["x1*x2*x3", "--box", "0 1 0 2 0 pi", "--parameters", "x1"], 3, (1, 2), (1, 2, math.pi)),
        (["x1*x2*x3", "--box", "0 1; 0 2", "--parameters", "x1"], 3, (1, 2), (1, 1, 2)),
        (["x1*x2", "--parameters", "x2"], 2, (0,), (1, 1)),
        (["x1 + x4", "--parameters", "x2 x3"], 4, (0, 3), (1, 1, 1, 1)),
        (["x*y*z", "--parameters", "z"], 3, (0, 1), (1, 1, 1)),
        (["genz-oscillatory", "--n-inputs", "5"], 5, (0, 1, 2, 3, 4), (1,) * 5),
        (["genz-oscillatory"], 2, (0, 1), (1, 1)),
        (["genz-gaussian", "--box", "-1 0.5 -1 1/2 -1 0.5"], 3, (0, 1, 2), (0.5,) * 3),
    ],
)
def test_boxes_as_people_write_them(arguments, n_inputs, over, upper):
    spec = spec_of(*arguments)
    assert (spec.n_inputs, spec.over, spec.box.upper) == (n_inputs, over, upper)


def test_the_settings_are_those_of_several_inputs():
    spec = spec_of("genz-gaussian", "--nodes", "sobol", "--initializer", "ridges", "--seed", "3")
    assert (spec.nodes, spec.initializer, spec.seed) == ("sobol", "ridges", 3)


def test_points_are_the_middle_and_what_is_asked_for():
    arguments = read("x1*x2*x3", "--parameters", "x2", "x3", "--at", "0.25 1; 2, pi")
    points = points_of(box_spec_of(arguments), arguments)
    np.testing.assert_array_equal(points, [[0.5, 0.5], [0.25, 1.0], [2.0, math.pi]])
    arguments = read("x1*x2", "--parameters", "x2", "--at", "0.5;", "-1", "0.25")
    points = points_of(box_spec_of(arguments), arguments)
    np.testing.assert_array_equal(points, [[0.5], [0.5], [-1.0], [0.25]])
    arguments = read("genz-gaussian")
    assert points_of(box_spec_of(arguments), arguments).shape == (1, 0)


@pytest.mark.parametrize(
    ("arguments", "trainer"),
    [
        ([], VariableProjection(max_iterations=25)),
        (["--max-iterations", "7"], VariableProjection(max_iterations=7)),
        (["--damping", "0.5"], VariableProjection(damping=0.5, max_iterations=25)),
        (["--trainer", "levenberg-marquardt"], LevenbergMarquardt()),
        (["--trainer", "variable-projection"], VariableProjection()),
    ],
)
def test_a_trainer_that_is_not_named_takes_some_seconds(arguments, trainer):
    assert spec_of("x1*x2", *arguments).trainer == trainer


BOX = ["--box", "0 1 0 1"]
LARGE = ["genz-gaussian", "--inputs", "8", "--hidden", "10000", "--samples", "1000000"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        # the box
        (
            ["x1*x2", "--box", "0 1 1 0"],
            "`lower` must be less than `upper`, got 1.0 and 0.0 for x2",
        ),
        (
            ["x1*x2", "--box", "0 1 1 1"],
            "`lower` must be less than `upper`, got 1.0 and 1.0 for x2",
        ),
        (["x1*x2", "--box", "0 nan 0 1"], "`upper` must be finite, got nan for x1"),
        (["x1*x2", "--box", "0 1 0 oo"], "`upper` must be finite, got inf for x2"),
        (["x1*x2", "--box", "0 1 0"], "`box` must be pairs of limits such as 0 1 0 1, got '0 1 0'"),
        (["x1*x2", "--box", " "], "`box` must be pairs of limits such as 0 1 0 1, got ' '"),
        (["x1*x2", "--box", "0 1 0 a"], "`box` must be a number"),
        (
            ["x1*x2", "--inputs", "4", "--box", "0 1 0 1"],
            "for each input, 4 in all, or for each that is integrated, 4 in all, got 2.",
        ),
        (
            ["x1*x2*x3", "--box", "0 1", "--parameters", "x3"],
            "for each input, 3 in all, or for each that is integrated, 2 in all, got 1.",
        ),
        (["x1", "--box", "0 1 " * 9], "`n_inputs` must be"),
        # the variables
        (["x1*x2*x3", *BOX], "`x3` is input 3, and the box has 2; give it limits or leave it out."),
        (["x1*x2*x5", *BOX, "--parameters", "x3"], "`x5` is input 5, and the box has 3; give it"),
        (["x1*x9", *BOX], "x9"),
        (["x1*t", *BOX], "`t`"),
        (["x1*x2", *BOX, "--parameters", "t"], "`parameters` must be inputs such as x3; x4, got"),
        (["x1*x2", *BOX, "--parameters", "x1 x2"], "`parameters` must leave an input to integrate"),
        (["x1*x2", *BOX, "--parameters", "x2 x2"], "`parameters` must be different inputs"),
        (["genz-gaussian", "--inputs", "9"], "`n_inputs` must be"),
        (["genz-gaussian", "--inputs", "two"], "`n_inputs` must be a whole number"),
        (["theta-gaussian", "--inputs", "1"], "`n_inputs` must be at least 2"),
        (["theta-gaussian", "--inputs", "3", "--parameters", "x1"], "are its last inputs, x3"),
        (["genz-gaussian", "--difficulty", "0"], "`difficulty` must be greater than 0"),
        # the integrand
        (["1/(x1 - x1)", *BOX], "is not a finite number at x1 = "),
        (["sqrt(x1 - 2) + x2", *BOX], "is not a finite number at x1 = "),
        (["log(-x1*x2)", *BOX], "is not a finite number at x1 = "),
        (["exp(1000*x1) + x2", "--box", "0 10 0 1"], "is not a finite number at x1 = "),
        # what does not fit into memory
        (
            [*LARGE, "--trainer", "levenberg-marquardt"],
            "GB",
        ),
        (LARGE, "`n_hidden` must be at most 1,500 with Variable projection"),
        # the points
        (["x1*x2", *BOX, "--at", "1"], "`at` needs parameters"),
        (["x1*x2", *BOX, "--parameters", "x2", "--at", "a"], "`at` must be a number"),
        (
            ["x1*x2", *BOX, "--parameters", "x2", "--at", "oo"],
            "`at` must be finite numbers, got 'oo'",
        ),
        (
            ["x1*x2*x3", "--parameters", "x2 x3", "--at", "1 2; 3"],
            "`at` must have a value for each of x2, x3 at every point, got '3'.",
        ),
        # what belongs to one input
        (["x1*x2", "0", "1", "--inputs", "2"], "`lower` belongs to an integral in one input"),
        (["x1*x2", *BOX, "--intervals", "0 1"], "`intervals` belongs to an integral in one input"),
        (["x1*x2", *BOX, "--nodes", "chebyshev"], "`nodes` must be one of"),
        (["x1*x2", *BOX, "--optimum", "saddle"], "saddle"),
    ],
)
def test_what_is_wrong_is_one_sentence_and_trains_nothing(capsys, arguments, sentence):
    few = [] if "--samples" in arguments else ["--samples", "100"]
    assert main(["integrate", *arguments, *few, "--database", "none"]) == 2
    printed = capsys.readouterr()
    assert sentence in printed.err and printed.err.count("\n") == 1 and printed.out == ""
