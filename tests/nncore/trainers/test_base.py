"""Where a run stands, in words."""

import re

import pytest

from nncore.trainers import TrainingStatus

BUTTONS = re.compile(r"\b(press|play|pause|step to|reset)\b", re.IGNORECASE)


@pytest.mark.parametrize("status", TrainingStatus)
def test_a_status_is_a_sentence_that_names_no_button(status):
    assert status.sentence == status.value and status.sentence.endswith(".")
    assert not BUTTONS.search(status.sentence)


def test_a_table_has_the_beginning_of_the_sentence():
    assert TrainingStatus.TIME_IS_UP.label == "Time is up"
    assert TrainingStatus.STALLED.label == "Stalled"
