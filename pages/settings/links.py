"""What a link may say by mistake: a + that is not written %2B, and a setting given twice."""

from collections.abc import Mapping

import streamlit as st

from nncore.formulas.link_text import has_blank_product
from nncore.messages import marked, said
from nncore.options import shown

_FORMULAS = ("integrand", "field", "profile")
_BLANK = marked(
    "`{name}` has nothing but a blank between two factors, got {value}; in a link, write %2B for "
    "+ and * for a product. The default is used instead."
)
_TWICE = marked("`{name}` is given more than once in the link; the last one is used.")


def mended(query: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Return a query without the formulas that can be read in two ways, and what is to be said.

    Parameters
    ----------
    query : mapping
        Of a link that was followed, one text for each name.
    """
    unclear = [name for name in _FORMULAS if has_blank_product(query.get(name, ""))]
    notices = [said(_BLANK, name=n, value=shown(query[n])) for n in unclear]
    params = st.query_params
    twice = [name for name in params if name in query and len(params.get_all(name)) > 1]
    notices += [said(_TWICE, name=name) for name in twice]
    return {name: text for name, text in query.items() if name not in unclear}, notices
