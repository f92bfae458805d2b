"""The address of the lab in large type, with a QR code, for a class in the same network."""

from urllib.parse import quote, urlencode

import segno
import streamlit as st

from nncore.classroom.network_address import class_address
from nncore.messages import gettext, marked
from pages.settings.problems import show_problem

OPEN_HERE = marked("Open this address on your own device:")
NO_NETWORK = marked(
    "This machine has no address in a network: join the one of the class, then open this page "
    "again."
)
_PIXELS = 220


def address_card(step: dict[str, str]) -> None:
    """Draw the address and its QR code.

    Parameters
    ----------
    step : dict
        The query of the step of a lesson that the code leads to.
    """
    try:
        address = class_address(st.context.url or "")
    except ValueError as problem:
        show_problem(problem)
        return
    if address is None:
        st.warning(gettext(NO_NETWORK), icon=":material/wifi_off:")
        return
    # Its key is what `pages/app/app.css` knows: large type, for the last row.
    card = st.container(key="class_address")
    code, words = card.columns([1, 3], vertical_alignment="center")
    with code:
        link = f"{address}?{urlencode(step, quote_via=quote)}"
        # A white border of its own: in the dark a reader would not find the corners.
        svg = segno.make(link, error="m").svg_inline(scale=6, border=3, light="#fff")
        st.image(svg, width=_PIXELS)
    with words:
        st.markdown(gettext(OPEN_HERE))
        typed = address.partition("//")[2]
        st.title(f":primary[{typed}]", anchor=False)
