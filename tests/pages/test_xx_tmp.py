from tests.pages.conftest import *
from tests.pages.test_differentiate import PAGE, spec_of, view_of
def test_x(app):
    page = app(PAGE, spacing="0.02", epochs="1500")
    page.selectbox(key="differentiate_show").select("own").run()
    print(spec_of(page).to_query())
    page.selectbox(key="differentiate_show").select("waves").run()
    print(spec_of(page).to_query(), view_of(page))
    page.run()
    print(spec_of(page).to_query(), page.query_params)
