"""The tabs of Integrate: what the script writes out is of the network that is shown."""

import numpy as np
import pytest

from nncore.experiments import train
from pages.integration.tabs import UNIT_COLUMNS
from tests.pages.integration.integrate import spec_of
from tests.pages.integration.stepped import QUERY, runs_of, step


@pytest.mark.parametrize("moment", [0, 1, 3])
def test_the_formula_is_that_of_the_moment_that_is_shown(app, engine_here, moment):
    page = step(app(**QUERY), 3)
    page.session_state["integrate_tabs"] = "Formula"
    page.run()
    runs = runs_of(page)
    runs.shown.look_at(moment)
    assert runs.n_changes > runs.n_drawn  # the script is asked for, by whoever watches
    page.run()
    assert runs.n_changes == runs.n_drawn
    written = page.dataframe[0].value[UNIT_COLUMNS[2]]
    trained = list(train(spec_of(page)))[moment]
    assert np.array_equal(written, trained.network.output_weights)
    parts = trained.network.unit_integrals(*spec_of(page).interval)
    largest = f"{len(parts)} hidden units. The largest part of the integral is that of unit "
    told = next(caption.value for caption in page.caption if caption.value.startswith(largest))
    number, value = told.removeprefix(largest).removesuffix(".").split(": ")
    assert int(number) == 1 + np.abs(parts).argmax()
    assert float(value.replace("−", "-")) == pytest.approx(parts[int(number) - 1], rel=1e-5)
