from pages.studies.axis_labels import AXIS_LABELS
from pages.studies.form import LABELS
from pages.studies.view import names_of


def test_all_that_may_vary_has_a_label():
    assert set(AXIS_LABELS) == {name for kind in LABELS for name in names_of(kind)}
