"""By which names controls are hidden."""

import pytest

from nncore.options import field_names
from nncore.specs import BoxSpec, DataSpec, IntegrationSpec, StencilSpec
from nncore.trainers import TRAINERS
from pages.settings.hideable import GROUPS, GROUPS_OF_PAGE, HIDEABLE, names_of

SPECS = (IntegrationSpec, BoxSpec, StencilSpec, DataSpec)


@pytest.mark.parametrize("spec", SPECS)
def test_every_setting_of_an_experiment_can_be_hidden(spec):
    options = {name for trainer in TRAINERS.values() for name in field_names(trainer)}
    assert {*field_names(spec), *options} <= HIDEABLE


@pytest.mark.parametrize(
    ("name", "names"),
    [
        ("n_hidden", {"n_hidden", "network"}),
        ("learning_rate", {"learning_rate", "trainer"}),
        ("limits_0", {"limits_0", "limits"}),
        ("beta_1", {"beta_1", "beta", "trainer"}),
        ("play", {"play", "buttons"}),
        ("pasted", {"pasted", "data"}),
        ("field_of_another_page", {"field_of_another_page"}),
    ],
)
def test_a_control_is_hidden_by_its_own_name_and_by_that_of_its_group(name, names):
    assert names_of(name) == names


def test_every_group_is_on_a_page_and_every_page_has_known_ones():
    offered = {name for names in GROUPS_OF_PAGE.values() for name in names}
    assert offered == set(GROUPS)
