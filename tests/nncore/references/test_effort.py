import pytest

import nncore
from nncore.references import effort
from nncore.references.unproved import Unproved
from tests.function_calls import at_most_calls


def test_effort_is_spent():
    effort.spend()  # nobody counts
    with effort.limited_effort(2):
        effort.spend()
        effort.spend()
        with pytest.raises(Unproved, match="too long"):
            effort.spend()
    effort.spend()


@pytest.mark.parametrize("link", ["log(abs({}))", "1/tan({})", "tan(1/{})"])
def test_a_formula_of_many_poles_does_not_hold_up_a_server(link):
    formula = "x"
    for _ in range(14):
        formula = link.format(formula)
    # A tenth of what one of these takes without a limit.
    with at_most_calls(3_000_000), pytest.raises(ValueError, match="choose|integrated"):
        nncore.parse_formula(formula, lower=0, upper=1)
