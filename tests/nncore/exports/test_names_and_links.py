"""File names for any system, links that the pages read, citations that say what they should."""

import re
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import nncore
from nncore import Adam, IntegrationSpec, StencilSpec
from nncore.exports import citation, file_name, permalink
from nncore.exports.citations import AUTHORS, PAPER_DOI, TITLE
from nncore.exports.permalinks import ALL_DEFAULTS, page_link
from nncore.options import field_names
from nncore.versions import versions
from pages.integration.view import IntegrationView
from pages.stencils.view import StencilView

ROOT = Path(__file__).resolve().parents[3]
SPEC = IntegrationSpec(
    integrand="exp(-x) * sin(3*x)/x", lower=0.5, upper=5.0, trainer=Adam(batch_size=20), seed=7
)
STENCIL = StencilSpec(offsets=(-2, -1, 1), derivative_order=2, noise=0.1)
RESERVED = {"con", "prn", "aux", "nul", *(f"{p}{n}" for p in ("com", "lpt") for n in range(1, 10))}


@given(st.text(max_size=300) | st.sampled_from(["CON", "nul.txt", "../../etc/passwd", "a/b\\c:*?"]))
def test_any_title_gives_a_name_for_any_system(title):
    for spec in (SPEC, STENCIL):
        name = file_name(spec, "curve.csv", title)
        assert re.fullmatch(r"[a-z0-9][a-z0-9-]*\.csv", name)
        assert len(name) <= 100
        assert name.split(".")[0] not in RESERVED
        assert "--" not in name


def test_names_tell_what_they_are():
    assert file_name(SPEC, ".json").startswith("nni-exp-x-sin-3-x-x-50-logistic-adam-")
    assert file_name(STENCIL, ".py").startswith("stencil-d2-at-m2-m1-1-adam-")
    assert file_name(SPEC, ".keras", "Übung 3: ÷ là").startswith("nni-ubung-3-la-")
    assert file_name(SPEC, ".csv") != file_name(IntegrationSpec(), ".csv", "exp x sin")
    assert file_name(SPEC, ".csv") == file_name(IntegrationSpec.from_json(SPEC.to_json()), ".csv")


@pytest.mark.parametrize("suffix", ["", "csv", "/x.csv", ".c/v", "..", "A.csv", ".csv" * 20])
def test_suffixes_are_checked(suffix):
    with pytest.raises(ValueError, match="`suffix` must be such as .json or curve.csv"):
        file_name(SPEC, suffix)


@pytest.mark.parametrize(
    "base",
    [
        "http://host:8501",
        "http://host:8501/",
        "http://host:8501/race?x=1#y",
        "http://host:8501/integrate",
    ],
)
def test_the_link_is_the_spec(base):
    address = urlsplit(permalink(SPEC, base))
    assert (address.scheme, address.netloc, address.path) == ("http", "host:8501", "/integrate")
    assert IntegrationSpec.from_query(dict(parse_qsl(address.query))) == SPEC


def test_a_spec_of_defaults_has_a_query_too():
    # a page that is opened without one begins with settings of its own
    query = dict(parse_qsl(urlsplit(permalink(IntegrationSpec(), "http://host")).query))
    assert query == ALL_DEFAULTS
    assert set(query) <= set(field_names(IntegrationView))


def test_the_link_of_a_stencil_shows_that_stencil():
    address = urlsplit(permalink(STENCIL, "https://school.example/lab/explore"))
    assert address.path == "/lab/differentiate"
    query = dict(parse_qsl(address.query))
    views = {name: text for name, text in query.items() if name in field_names(StencilView)}
    assert StencilView(**views).show == "own"
    rest = {name: text for name, text in query.items() if name not in views}
    assert StencilSpec.from_query(rest) == STENCIL


@pytest.mark.parametrize("base", ["", "host:8501", "javascript:alert(1)", "/integrate", "http://"])
def test_addresses_are_checked(base):
    with pytest.raises(ValueError, match="`base_url` must be an address such as"):
        permalink(SPEC, base)


def test_a_citation_names_lab_paper_and_versions():
    link = permalink(SPEC, "http://host")
    cited = citation(SPEC, link=link, name="My_100% run\n#1")
    for text in (cited.text, cited.bibtex):
        for part in (TITLE, AUTHORS, nncore.__version__, *versions(), link, PAPER_DOI, "seed 7"):
            assert part in text
    assert "My_100% run #1" in cited.text
    assert r"My\_100\% run \#1" in cited.bibtex
    unescaped = re.sub(r"\\[{}]", "", cited.bibtex)
    assert unescaped.count("{") == unescaped.count("}")
    assert re.findall(r"^@(\w+)\{(\w+),$", cited.bibtex, re.M) == [
        ("software", "neural_calculus_lab"),
        ("article", "lloyd2020"),
    ]


def test_a_stencil_does_not_cite_the_paper_on_integrals():
    cited = citation(STENCIL)
    assert PAPER_DOI not in cited.text + cited.bibtex
    assert "offsets -2, -1, 1" in cited.text


def test_citation_file_says_the_same():
    found = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert found["cff-version"] == "1.2.0" and found["type"] == "software"
    assert found["title"] == TITLE
    assert found["authors"] == [{"name": AUTHORS}]
    assert found["version"] == nncore.__version__
    (paper,) = found["references"]
    assert paper["doi"] == PAPER_DOI
    assert f"{paper['start']}-{paper['end']}" == "84519-84531"


def test_waves_have_a_page_too():
    spec = nncore.WaveSpec(profile="exp(-40*x^2)", courant=0.25)
    link = permalink(spec, "http://host:8501/waves")
    path, _, query = link.partition("?")
    assert path == "http://host:8501/waves"
    assert nncore.WaveSpec.from_query(dict(parse_qsl(query))) == spec


def test_a_page_is_found_from_any_other():
    for base in ("http://h:1", "http://h:1/explore?tab=tables", "http://h:1/lab/explore"):
        folder = "/lab" if "lab" in base else ""
        link = page_link("data", {"example": "own", "kept": "0a"}, base)
        assert link == f"http://h:1{folder}/data?example=own&kept=0a"
    with pytest.raises(ValueError, match="must be an address such as http://host:8501"):
        page_link("data", {}, "h:1")
