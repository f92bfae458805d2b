"""What a browser is told of a picture is all it needs to have the picture."""

import json

from hypothesis import given
from hypothesis import strategies as st

from nncore.live import PictureStream
from nncore.live.picture_changes import figure_difference


def renewed(content, news):
    """Return what a slot holds after the news of it, as `renewed` in channel.js does."""
    if "whole" in news:
        return news["whole"]
    figure = content["figure"]
    traces = []
    for number, trace in enumerate(figure["data"]):
        added = news.get("added", {}).get(str(number), {})
        moved = news.get("traces", {}).get(str(number), {})
        grown = {key: trace[key] + points for key, points in added.items()}
        traces.append({**trace, **moved, **grown})
    layout = {**figure["layout"], **news.get("layout", {})}
    return {**content, "figure": {"data": traces, "layout": layout}}


class Browser:
    """Keeps what it is told; all of it comes as JSON."""

    def __init__(self):
        self.contents, self.stream = {}, PictureStream()

    def see(self, contents):
        """Take a picture, and return what it was told."""
        news = json.loads(json.dumps(self.stream.news(contents), allow_nan=False))
        for name, of_it in news.items():
            self.contents[name] = renewed(self.contents.get(name), of_it)
        return news


def trace(x, y, **more):
    return {"type": "scatter", "x": list(x), "y": list(y), **more}


def chart(*traces, run="1", **layout):
    return {"figure": {"data": list(traces), "layout": layout}, "run": run}


# Few values and short lists: the same trace grows, moves or stays, all of it often.
POINTS = st.lists(st.tuples(st.integers(0, 2), st.sampled_from([None, 0.5, 1e-7])), max_size=4)
TRACES = st.builds(
    lambda points, more: trace(*(zip(*points, strict=True) if points else ([], [])), **more),
    POINTS,
    st.fixed_dictionaries({}, optional={"name": st.sampled_from("ab"), "mode": st.just("lines")}),
)
LAYOUTS = st.dictionaries(st.sampled_from(["title", "range"]), st.sampled_from(["a", [0, 1]]))
CHARTS = st.builds(
    lambda traces, layout, run: chart(*traces, run=run, **layout),
    st.lists(TRACES, max_size=2),
    LAYOUTS,
    st.sampled_from("12"),
)
WORDS = st.fixed_dictionaries({"text": st.sampled_from(["", "Ready", "Training"])})
PICTURES = st.dictionaries(st.sampled_from(["fit", "loss", "status"]), CHARTS | WORDS, max_size=3)


@given(st.lists(PICTURES, max_size=6))
def test_what_is_told_makes_of_one_picture_the_next(pictures):
    browser = Browser()
    for picture in pictures:
        browser.see(picture)
        assert {name: browser.contents[name] for name in picture} == picture


@given(st.lists(TRACES, max_size=3), LAYOUTS, LAYOUTS, st.data())
def test_a_figure_that_moves_becomes_the_next_one(traces, layout, next_layout, data):
    moved = [
        {**one, "x": [*one["x"], 7], "y": [*one["y"], 0.25]}
        if data.draw(st.booleans())
        else {**one, "y": [data.draw(st.sampled_from([0.5, 2.0])) for _ in one["y"]]}
        for one in traces
    ]
    before, now = chart(*traces, **layout), chart(*moved, **{**layout, **next_layout})
    news = figure_difference(before["figure"], now["figure"])
    assert news is not None
    assert renewed(before, json.loads(json.dumps(news))) == now


def test_the_first_picture_is_whole_and_the_same_again_is_nothing():
    browser, picture = Browser(), {"loss": chart(trace([0], [1.0])), "status": {"text": "Ready"}}
    assert browser.see(picture) == {name: {"whole": content} for name, content in picture.items()}
    again = json.loads(json.dumps(picture))  # equal, and made anew
    assert browser.see(again) == {}


def test_of_a_curve_that_grows_only_the_new_points_are_told():
    browser = Browser()
    browser.see({"loss": chart(trace([0, 1], [1.0, 0.5]), trace([0], [2.0]))})
    news = browser.see({"loss": chart(trace([0, 1, 2], [1.0, 0.5, 0.2]), trace([0], [2.0]))})
    assert news == {"loss": {"added": {"0": {"x": [2], "y": [0.2]}}}}


def test_of_a_curve_that_moves_only_what_moved_is_told():
    x = list(range(100))
    still, before, now = (trace(x, [y] * 100, name=f"{y}") for y in (0.0, 1.0, 2.0))
    now["name"] = before["name"]
    browser = Browser()
    browser.see({"fit": chart(still, before, yaxis={"range": [0, 2]}, height=3)})
    news = browser.see({"fit": chart(still, now, yaxis={"range": [0, 4]}, height=3)})
    assert news == {
        "fit": {"traces": {"1": {"y": [2.0] * 100}}, "layout": {"yaxis": {"range": [0, 4]}}}
    }


def test_points_that_change_among_the_old_ones_are_no_growth():
    browser = Browser()
    browser.see({"loss": chart(trace([0, 1], [1.0, 0.5]))})
    news = browser.see({"loss": chart(trace([0, 2, 3], [1.0, 0.5, 0.2]))})
    assert news["loss"] == {"traces": {"0": {"x": [0, 2, 3], "y": [1.0, 0.5, 0.2]}}}


def test_a_figure_with_other_traces_is_whole():
    one, two = trace([0], [1.0]), trace([0], [1.0], name="other")
    for before, now in (((one,), (one, one)), ((one, one), (one,)), ((one,), (two,))):
        assert figure_difference(chart(*before)["figure"], chart(*now)["figure"]) is None
    without = figure_difference(chart(one, title="a")["figure"], chart(one)["figure"])
    assert without is None  # nothing of the news says that a part of the layout is gone


def test_another_run_is_whole():
    browser, curve = Browser(), trace([0], [1.0])
    browser.see({"loss": chart(curve)})
    picture = {"loss": chart({**curve, "x": [0, 1], "y": [1.0, 0.5]}, run="2")}
    assert browser.see(picture) == {"loss": {"whole": picture["loss"]}}


def test_words_that_change_are_whole_and_the_rest_is_left_out():
    browser = Browser()
    browser.see({"status": {"text": "Ready"}, "nni": {"value": "1"}})
    news = browser.see({"status": {"text": "Training"}, "nni": {"value": "1"}})
    assert news == {"status": {"whole": {"text": "Training"}}}


def test_what_was_away_comes_whole_again():
    browser, curve = Browser(), chart(trace([0], [1.0]))
    browser.see({"units": curve})
    browser.see({})
    assert browser.see({"units": curve}) == {"units": {"whole": curve}}


def test_a_browser_that_has_lost_everything_is_told_everything():
    browser, picture = Browser(), {"loss": chart(trace([0], [1.0])), "status": {"text": "Ready"}}
    browser.see(picture)
    browser.stream.forget()
    assert browser.see(picture) == {name: {"whole": content} for name, content in picture.items()}
