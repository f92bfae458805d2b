"""A part that takes longer than its timer is seen all the same.

Streamlit starts the next picture as soon as one is drawn, and drops what of it was not sent yet:
half of these pictures were lost before a tick ended with a rest.
"""

from tests.browser.conftest import served
from tests.browser.lab import PATIENCE

_N_PICTURES = 16
_LEAST_SEEN = 0.8
_WATCH = """n => new Promise(resolve => {
    const seen = new Set();
    const look = () => {
        const found = /Picture (\\d+)/.exec(document.body.innerText);
        if (found) seen.add(Number(found[1]));
        const [first, last] = [Math.min(...seen), Math.max(...seen)];
        if (last - first >= n) resolve(seen.size / (last - first + 1));
        else requestAnimationFrame(look);
    };
    look();
})"""


def test_pictures_that_take_longer_than_their_timer_are_seen(page, tmp_path):
    with served(tmp_path, "tests/browser/slow_part.py") as address:
        page.set_default_timeout(PATIENCE)
        page.goto(address)
        page.get_by_text("Picture").wait_for()
        assert page.evaluate(_WATCH, _N_PICTURES) >= _LEAST_SEEN
