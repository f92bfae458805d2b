from nncore.options import field_names
from nncore.trainers import TRAINERS
from pages.settings.trainer_options import OPTION_LABELS


def test_every_option_of_a_trainer_has_a_label():
    options = {name for trainer in TRAINERS.values() for name in field_names(trainer)}
    assert set(OPTION_LABELS) == options
