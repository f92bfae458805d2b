"""What a teacher hides from a class, by ticking boxes."""

import pytest

from pages.settings.presentation import Presentation


def opened(app, name="integrate", **query):
    page = app(f"{name}.py", **query)
    page.session_state[f"{name}_tabs"] = "Take away"
    return page.run()


def link(page):
    return next(code.value for code in page.code if "?" in code.value)


def test_a_box_hides_its_controls_and_the_link_hides_them_too(app):
    page = opened(app, n_hidden="7")
    assert "hide" not in link(page)
    page.checkbox(key="integrate_class_network").check().run()
    assert not [box for box in page.number_input if box.key == "integrate_n_hidden"]
    assert link(page).endswith("&hide=network") and "n_hidden=7" in link(page)
    assert page.query_params["hide"] == "network"
    page.checkbox(key="integrate_class_network").uncheck().run()
    assert [box.value for box in page.number_input if box.key == "integrate_n_hidden"] == [7]
    assert "hide" not in page.query_params


def test_boxes_show_what_the_link_has_hidden(app):
    page = opened(app, hide="data,race", view="projector")
    assert page.checkbox(key="integrate_class_data").value
    assert page.toggle(key="integrate_class_projector").value
    page.toggle(key="integrate_class_keys").set_value(False).run()
    kept = Presentation(frozenset({"data", "race"}), is_projected=True, has_keys=False)
    assert page.session_state["presentation"] == kept  # what is of other pages stays


@pytest.mark.parametrize("name", ["integrate", "dimensions", "differentiate"])
def test_each_page_offers_its_own_controls(app, name):
    from pages.settings.hideable import GROUPS_OF_PAGE

    page = opened(app, name)
    offered = {box.key.removeprefix(f"{name}_class_") for box in page.checkbox}
    assert offered == set(GROUPS_OF_PAGE[name])
