import math
import re
from urllib.parse import parse_qsl

import pytest

from nncore.notebooks import INTEGRATION_SPEC
from nncore.specs import IntegrationSpec
from tests.pages.shown import metric, metric_of, words


def test_home_tells_what_the_lab_shows(app):
    page = app(page=None)
    assert "learn to integrate and to differentiate" in page.header[0].value
    exact = (1 - math.exp(-3) * (math.sin(12) / 4 + math.cos(12))) / (1 + 1 / 16)
    assert float(metric(page, "Exact")) == pytest.approx(exact, rel=1e-6)
    shown = metric_of(page, "Exact")
    assert shown["label"] == "Exact, proved" and "enclosed in ball arithmetic" in shown["help"]
    assert re.fullmatch(r"The integral of f: proved to \d\.\de−\d+", words(page))
    assert not page.error and not page.warning


def test_every_link_starts_something_valid(app):
    page = app(page=None)
    queries = [dict(parse_qsl(link.proto.query_string)) for link in page.get("page_link")]
    specs = []
    for query in queries:
        query = {name: text for name, text in query.items() if name not in ("a", "b", "pace")}
        specs.append(IntegrationSpec.from_query(query))
    assert len(specs) == 4  # the one without a query leads to the second notebook
    assert INTEGRATION_SPEC in specs
