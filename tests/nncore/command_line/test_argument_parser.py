"""Arguments that begin with a dash."""

from nncore.command_line.argument_parser import shielded


def test_values_with_a_dash_are_no_options():
    arguments = ["-x^2", "-1", "-1e-3", "-.5", "--seed", "-3", "-h", "--", "-"]
    assert shielded(arguments) == [
        *(" -x^2", " -1", " -1e-3", " -.5", "--seed", " -3"),
        *("-h", "--", "-"),
    ]
