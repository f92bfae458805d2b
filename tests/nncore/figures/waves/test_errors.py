import numpy as np
import plotly.graph_objects as go

from nncore.figures.waves import LANES, wave_errors_figure


def test_errors_over_time_with_gaps_where_there_are_none():
    errors = np.array([[1e-16, 0.1, 0.2], [1e-16, 1e-3, np.nan]])
    figure = wave_errors_figure(("taylor", "learned"), np.array([0.0, 0.5, 1.0]), errors, 10.0)
    go.Figure(figure)
    taylor, learned = figure["data"]
    assert taylor["x"] == [0.0, 0.5, 1.0]
    assert taylor["y"] == [None, 0.1, 0.2] and learned["y"] == [None, 1e-3, None]
    assert learned["line"]["dash"] == LANES["learned"].dash != taylor["line"]["dash"]
    assert figure["layout"]["xaxis"]["range"] == [0.0, 10.0]
    assert figure["layout"]["yaxis"]["type"] == "log"
