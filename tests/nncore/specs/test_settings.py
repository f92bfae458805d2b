"""What a link says that cannot be true all together is refused in its own words."""

import pytest

from nncore import BoxSpec, IntegrationSpec, StencilSpec


@pytest.mark.parametrize(
    ("query", "got"),
    [
        ({"lower": "1;1", "upper": "0;1"}, "got 1.0 and 0.0 for x1"),
        ({"lower": "0;3", "upper": "1;-2"}, "got 3.0 and -2.0 for x2"),
        ({"lower": "2;0", "upper": "1;1"}, "got 2.0 and 1.0 for x1"),
    ],
)
def test_reversed_limits_of_a_box_are_told_as_the_link_has_them(query, got):
    spec, notices = BoxSpec.read_query(query)
    assert notices and all(got in notice for notice in notices)
    with pytest.raises(ValueError, match=got):
        BoxSpec.from_query(query)
    # What is not told of is kept.
    told = {name for name in query if any(f"default `{name}`" in one for one in notices)}
    assert spec == BoxSpec.from_query({n: text for n, text in query.items() if n not in told})


def test_reversed_limits_of_fields_of_waves_are_told_as_the_link_has_them():
    spec, notices = StencilSpec.read_query({"lower": "5", "upper": "-5"})
    assert spec == StencilSpec()
    assert len(notices) == 2 and all("got 5.0 and -5.0" in notice for notice in notices)


def test_reversed_limits_of_an_interval_change_the_sign_and_are_no_mistake():
    spec, notices = IntegrationSpec.read_query({"lower": "2", "upper": "1"})
    assert (spec.limits, spec.interval, notices) == ((2.0, 1.0), (1.0, 2.0), [])


def test_two_mistakes_are_told_one_by_one():
    _, notices = BoxSpec.read_query({"lower": "2;2", "upper": "1"})
    assert [notice.split(",")[0] for notice in notices] == [
        "`upper` must have a limit for each of the 2 inputs",
        "`lower` must be less than `upper`",
    ]


def test_values_that_need_each_other_are_kept_beside_one_that_is_refused():
    query = {"integrand": "x1*x3", "n_inputs": "3", "lower": "2;2;2", "upper": "3;3;3"}
    spec, notices = BoxSpec.read_query({**query, "parameters": "x7"})
    assert spec == BoxSpec.from_query(query)
    assert len(notices) == 1 and "got x7" in notices[0]
