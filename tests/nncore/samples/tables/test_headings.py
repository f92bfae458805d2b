import pytest

from nncore.samples.tables.headings import (
    LONGEST,
    clean_heading,
    is_sigma,
    label_and_unit,
    unit_alone,
)


@pytest.mark.parametrize(
    ("heading", "parts"),
    [
        ("t", ("t", "")),
        ("t / s", ("t", "s")),
        ("v (m/s)", ("v", "m/s")),
        ("v / (m/s)", ("v", "m/s")),
        ("v / (m s^-1)", ("v", "m s^-1")),
        ("T [K]", ("T", "K")),
        ("x, mm", ("x", "mm")),
        ("p in kPa", ("p", "kPa")),
        ("U/V", ("U", "V")),
        ("Anteil (%)", ("Anteil", "%")),
        ("m/z", ("m/z", "")),
        ("signal in noise", ("signal in noise", "")),
        ("a, b", ("a, b", "")),
        ("(m)", ("(m)", "")),
        ("", ("", "")),
        ("t\n[s]", ("t", "s")),
    ],
)
def test_the_unit_is_found(heading, parts):
    assert label_and_unit(heading) == parts


def test_a_heading_is_one_short_line():
    assert clean_heading(" a\n\tb\u200b\x07c ") == "a b c"
    assert len(clean_heading("x" * 1000)) == LONGEST
    assert clean_heading("x" * (LONGEST - 1) + " y") == "x" * (LONGEST - 1)


def test_a_long_label_does_not_hide_its_unit():
    label, unit = label_and_unit("x" * 100 + " [" + "m" * 100 + "]")
    assert (label, unit) == ("x" * LONGEST, "m" * LONGEST)
    assert label_and_unit("x" * 1_000_000 + " [m]") == ("x" * LONGEST, "")


def test_a_unit_stands_alone_in_brackets_or_is_known():
    assert [unit_alone(cell) for cell in ("[m]", "(a.u.)", "s", "m/s", "kg·m²", "V", "time")] == [
        *("m", "a.u.", "s", "m/s", "kg·m²", "V"),
        None,
    ]


@pytest.mark.parametrize(
    ("label", "expected"),
    [("sigma", True), ("v error", True),
        ("t error", False), ("dv", True), ("u(v)", True), ("σ_v", True), ("dt", False),
     ("terror", False), ("v2", False)],
)  # fmt: skip
def test_a_standard_error_is_known_by_its_label(label, expected):
    assert is_sigma(label, "v") is expected
