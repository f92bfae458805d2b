"""A class in a lesson: tabs of pages, and what is seen on them."""

import json

from nncore.live import digest
from pages.app.seats import registry


def button(page, key):
    return next(one for one in page.button if one.key == key)


def press(page, key):
    button(page, key).click().run()
    assert not page.exception, page.exception
    return page


def keys(page):
    return {one.key for one in page.button}


def texts(page):
    """Return all the sentences of a page."""
    kinds = (page.markdown, page.caption, page.error, page.warning, page.success, page.info)
    return " ".join(one.value for kind in kinds for one in kind)


def predict(page, text, lesson="drift", step=1):
    box = next(one for one in page.text_input if one.key == f"lesson_number_{lesson}_{step}")
    box.set_value(text)
    return press(page, "lesson_predict")


def know(page, number=1):
    """Let the browser say who it is, as it does over the channel; return the tab's digest."""
    token = f"{number:032x}"
    registry().attach(token, page.session_state["live:seat"])
    page.run()
    return digest(token)


def contents(page):
    """Return what the live elements of a page show, by slot."""
    found = {}
    for node in page.main:
        if node.type == "bidi_component":
            found |= json.loads(node.proto.json)["contents"]
    return found
