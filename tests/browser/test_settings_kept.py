"""What a reader types, drags and chooses while runs play, and while they end, is kept.

Fifty tries, and none is lost. A script that writes into a widget what it has already makes the
browser show that again: whatever is just being typed or dragged there is gone.
"""

import itertools
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.lab import Lab

# Neither ends by itself.
ENDLESS = {"n_hidden": 10, "n_samples": 500, "max_iterations": 100000, "tolerance": 0}
PACES = ("watch", "full")
TYPED, HURRIED = 4, 5  # tries of each field
POINTS, INTERVALS = "n_points", "intervals"


@pytest.fixture
def lab(page, url):
    page.set_viewport_size({"width": 1280, "height": 1000})  # the fields below are in sight
    return Lab(page, url)


@pytest.fixture
def playing(lab):
    def start(**query):
        lab.open(**query)
        lab.button("play").click()
        lab.wait_for_iteration(2)
        return lab

    return start


@pytest.fixture
def slow_line(url):
    cable = Cable(urlsplit(url).port)
    yield cable
    cable.close()


def field(lab, name):
    return lab.page.locator(f".st-key-{lab.prefix}_{name} input").first


def choice(lab, name, words):
    box = lab.page.locator(f".st-key-{lab.prefix}_{name}")
    return box.get_by_role("radio", name=words, exact=True)


def type_into(box, text):
    """Type as a reader does, key by key; pictures arrive meanwhile."""
    box.click()
    box.press("ControlOrMeta+a")
    box.press_sequentially(text, delay=60)


def wait_for_query(lab, pattern):
    expect(lab.page).to_have_url(re.compile(rf"[?&]{pattern}(&|$)"))


def wait_for_pictures(lab):
    lab.wait_until_done()
    lab.wait_for_iteration(lab.iteration() + 2)


@pytest.mark.slow
@pytest.mark.parametrize("pace", PACES)
def test_points_and_intervals_are_kept(playing, pace):
    lab = playing(**ENDLESS, pace=pace)
    for j in range(TYPED):
        points, intervals = str(60 + j), f"0 {j + 1}; 5 20"
        type_into(field(lab, POINTS), points)
        field(lab, POINTS).press("Enter")
        type_into(field(lab, INTERVALS), intervals)  # at once: the page answers while it is typed
        field(lab, INTERVALS).press("Enter")
        wait_for_query(lab, f"n_points={points}")
        wait_for_query(lab, rf"intervals={intervals.replace(' ', '.').replace(';', '%3B')}")
        wait_for_pictures(lab)
        expect(field(lab, POINTS)).to_have_value(points)
        expect(field(lab, INTERVALS)).to_have_value(intervals)


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.0, 0.3])
def test_settings_in_quick_succession_are_kept(lab, slow_line, delay):
    """Each is set while the page still answers the ones before.

    What the answers write into a widget must not be what it had before: the next message of the
    browser would bring it back.
    """
    lab.address = f"http://localhost:{slow_line.port}"
    lab.open(**ENDLESS, integrand="runge")
    lab.button("play").click()
    lab.wait_for_iteration(2)
    slow_line.delay = delay
    upper = limits(lab).last
    for j in range(HURRIED):
        points, intervals = str(70 + j), f"0 0.{j + 1}; 0.5 1"
        words, pace = (("Full speed", "full"), ("Watch", "watch"))[j % 2]
        type_into(field(lab, POINTS), points)
        field(lab, POINTS).press("Enter")
        upper.focus()
        for _ in range(3):
            upper.press("ArrowLeft", delay=40)
        type_into(field(lab, INTERVALS), intervals)
        field(lab, INTERVALS).press("Enter")
        choice(lab, "pace", words).click()
        shown = upper.get_attribute("aria-valuetext")
        for written in (f"n_points={points}", f"pace={pace}", f"b={in_address(shown)}"):
            wait_for_query(lab, written)
        wait_for_pictures(lab)
        expect(field(lab, POINTS)).to_have_value(points)
        expect(field(lab, INTERVALS)).to_have_value(intervals)
        expect(upper).to_have_attribute("aria-valuetext", shown)
        expect(choice(lab, "pace", words)).to_be_checked()
        assert float(shown) == pytest.approx(1.0 - 0.03 * (j + 1))


@pytest.mark.slow
@pytest.mark.parametrize("pace", PACES)
def test_dragged_limits_are_kept(playing, pace):
    lab = playing(**ENDLESS, integrand="runge", pace=pace)
    thumb, upper = thumbs(lab).last, limits(lab).last
    for way in (-60, 45, -30, 50):
        before = upper.get_attribute("aria-valuetext")
        drag(lab, thumb, way)
        expect(upper).not_to_have_attribute("aria-valuetext", before)
        shown = upper.get_attribute("aria-valuetext")
        wait_for_query(lab, f"b={in_address(shown)}")
        wait_for_pictures(lab)
        expect(upper).to_have_attribute("aria-valuetext", shown)


def limits(lab):
    """Return what the two thumbs of the slider stand for; it is hidden in them."""
    return lab.page.locator(".st-key-integrate_limits input[type='range']")


def thumbs(lab):
    box = lab.page.locator(".st-key-integrate_limits")
    return box.locator("[data-rac]:has(> div > input[type='range'])")


def in_address(label):
    """Return how the number of a label is written in the address: a limit is a multiple."""
    return re.escape(repr(float(label.replace("−", "-"))))


def drag(lab, thumb, way, meanwhile=lambda: None):
    """Drag a thumb of a slider in steps of a pixel, so that pictures arrive meanwhile."""
    mouse, box = lab.page.mouse, thumb.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + way / 2, y, steps=abs(way) // 2)
    meanwhile()
    mouse.move(x + way, y, steps=abs(way) // 2)
    mouse.up()


@pytest.mark.slow
def test_the_pace_is_kept(playing):
    lab = playing(**ENDLESS)
    for words, pace in [("Full speed", "full"), ("Watch", "watch")] * 3:
        choice(lab, "pace", words).click()
        wait_for_query(lab, f"pace={pace}")
        wait_for_pictures(lab)
        expect(choice(lab, "pace", words)).to_be_checked()


@pytest.mark.slow
@pytest.mark.parametrize("pace", PACES)
def test_fields_of_the_sidebar_are_kept(playing, pace):
    lab = playing(**ENDLESS, pace=pace)
    for name, value in (("n_hidden", "12"), ("seed", "7"), ("n_hidden", "11")):
        type_into(field(lab, name), value)
        field(lab, name).press("Enter")
        wait_for_query(lab, f"{name}={value}")
        lab.wait_for_status("Ready")  # another experiment: it waits for Play
        lab.button("play").click()
        wait_for_pictures(lab)
        expect(field(lab, name)).to_have_value(value)


@pytest.mark.slow
@pytest.mark.parametrize("name", [POINTS, INTERVALS, "n_hidden"])
@pytest.mark.parametrize("pace", PACES)
def test_half_a_word_survives_the_end_of_a_run(playing, name, pace):
    """The end of a run draws the page anew: other buttons, another sentence."""
    first, rest = ("0 3; ", "4 9") if name == INTERVALS else ("1", "3")
    lab = playing(**ENDLESS | {"max_iterations": 40}, pace=pace)
    type_into(field(lab, name), first)
    lab.wait_for_status("Finished")
    expect(lab.button("pause")).to_be_disabled()  # it has been drawn anew
    lab.wait_until_done()
    expect(field(lab, name)).to_have_value(first)
    field(lab, name).press_sequentially(rest)
    field(lab, name).press("Enter")
    written = (first + rest).replace(" ", ".").replace(";", "%3B")
    wait_for_query(lab, f"{name}={written}")
    expect(field(lab, name)).to_have_value(first + rest)


@pytest.mark.slow
@pytest.mark.parametrize("pace", PACES)
def test_a_drag_survives_the_end_of_a_run(playing, pace):
    lab = playing(**ENDLESS | {"max_iterations": 40}, integrand="runge", pace=pace)

    def end():
        lab.wait_for_status("Finished")
        expect(lab.button("pause")).to_be_disabled()
        lab.wait_until_done()

    thumb, (lower, upper) = thumbs(lab).last, limits(lab).all()
    at, first = thumb.bounding_box()["x"], lower.get_attribute("aria-valuetext")
    drag(lab, thumb, -80, end)
    assert thumb.bounding_box()["x"] - at == pytest.approx(-80, abs=5)
    shown = upper.get_attribute("aria-valuetext")
    wait_for_query(lab, f"b={in_address(shown)}")
    lab.wait_until_done()
    expect(upper).to_have_attribute("aria-valuetext", shown)
    expect(lower).to_have_attribute("aria-valuetext", first)


@pytest.mark.slow
def test_the_stencil_that_is_looked_at_is_kept(page, url):
    lab = Lab(page, url, "differentiate").open("differentiate", n_fields=5000, epochs=3000)
    lab.button("play").click()
    lab.wait_for_iteration(2)
    names = itertools.cycle(("forward", "backward", "central"))
    for name in itertools.islice(names, 6):
        box = lab.page.locator(".st-key-differentiate_look").get_by_role("radio", name=name)
        box.click()
        wait_for_query(lab, f"look={name}")
        wait_for_pictures(lab)
        expect(box).to_be_checked()
