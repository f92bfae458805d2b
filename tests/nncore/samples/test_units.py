import pytest

from nncore.samples.units import derivative_unit, integral_unit, labelled


@pytest.mark.parametrize(
    ("y", "x", "integral", "derivative"),
    [
        ("m/s", "s", "m", "m/s²"),
        ("m", "s", "m·s", "m/s"),
        ("W/m²", "h", "W/m²·h", "W/m²/h"),
        ("V", "m/s", "V·m/s", "V/(m/s)"),
        ("", "mL", "mL", "1/mL"),
        ("K", "", "K", "K"),
        ("", "", "", ""),
        ("m/ms", "s", "m/ms·s", "m/ms/s"),
    ],
)
def test_units(y, x, integral, derivative):
    assert (integral_unit(y, x), derivative_unit(y, x)) == (integral, derivative)


def test_labels_with_units():
    pairs = (("t", "s"), ("v", "m/s"), ("x", ""), ("I", "A·s"))
    assert [labelled(*pair) for pair in pairs] == ["t / s", "v / (m/s)", "x", "I / (A·s)"]
