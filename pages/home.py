"""What the lab shows, in a few lines, with a run that moves and links that start something."""

import streamlit as st

from nncore import notebooks
from nncore.messages import gettext, marked
from nncore.specs import IntegrationSpec
from nncore.trainers import SGD
from pages.integration.home_contents import KNOWN, METRICS, PAGE, SPEC, home_contents
from pages.live.elements import Shown, live_chart, live_metrics, live_text
from pages.live.panel import live_picture
from pages.settings import address

TITLE = marked("Watch neural networks learn to integrate and to differentiate")
SUMMARY = marked(
    "**Integrate:** a network with one hidden layer is fitted to a function; its integral is then "
    "known in closed form, for any limits (*neural numerical integration*, :blue[**NNI**]), beside "
    "Simpson's rule (:orange[**SNI**]) and the exact value. **Differentiate:** a convolution of "
    "two or three weights learns a finite difference from random waves, beside the "
    ":green[least-squares optimum] and :violet[Taylor's] coefficients."
)
PICTURE = marked("Eight sigmoids learn sin x · e^(−x/4) from a random start")
ALT = marked("A network of eight sigmoids approaches a damped sine wave, iteration by iteration.")
START = marked("Start something")
FINDING = marked(
    "**Why the notebooks printed what they printed.** The first one's NNI was off by 2.9, 5.0 and "
    "7.1 on intervals of length 15, 25 and 35: the output bias was counted once instead of (b − a) "
    "times; put back, the errors fall to 0.02 and less. The second one's weights were not ±1 and "
    "±0.5, and not by chance: they are the least-squares optimum for its waves."
)

_BROKEN = IntegrationSpec(
    integrand="cos",
    lower=0.0,
    upper=12.0,
    n_hidden=20,
    n_samples=45,
    trainer=SGD(learning_rate=1.0, batch_size=30),
)
_HEIGHT = 300

_INTEGRATE, _DIFFERENTIATE = "integrate.py", "differentiate.py"

#: Label, help, icon, page and query of each link.
LINKS: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
    (
        marked("The first notebook, as it was"),
        marked("ln x by 10,000 units, a million samples, Adam with batches of 20."),
        ":material/menu_book:",
        _INTEGRATE,
        notebooks.INTEGRATION_SPEC.to_query(),
    ),
    (
        marked("The second notebook, as it was"),
        marked("Three networks learn the forward, backward and central difference."),
        ":material/stacked_line_chart:",
        _DIFFERENTIATE,
        {},
    ),
    (
        marked("Beat Simpson's rule at ln 0"),
        marked(
            "From 0 to 5 Simpson's rule gives −∞; the network, 50 units placed where f bends, is "
            "right to two digits before any training."
        ),
        ":material/trophy:",
        _INTEGRATE,
        {"a": "0.0", "b": "5.0"},
    ),
    (
        marked("Break it"),
        marked("A perfect fit and a learning rate that is far too high: watch the loss explode."),
        ":material/bolt:",
        _INTEGRATE,
        {**_BROKEN.to_query(), "pace": "watch"},
    ),
)


def _draw(shown: Shown) -> None:
    live_metrics(shown, METRICS, key="home_metrics")
    live_text(shown, KNOWN, key="home_known")
    live_chart(shown, "fit", key="home_fit", height=_HEIGHT, alt=gettext(ALT))


address.write({})  # there is nothing to set: only what goes along from page to page
st.header(gettext(TITLE), anchor=False)
st.markdown(gettext(SUMMARY))
left, right = st.columns([3, 2], gap="medium")
with left.container(border=True):
    st.caption(gettext(PICTURE))
    live_picture(PAGE, SPEC, home_contents, _draw)
with right:
    st.subheader(gettext(START), anchor=False)
    for label, help_text, icon, page, query in LINKS:
        with st.container(border=True):
            st.page_link(page, label=f"**{gettext(label)}**", icon=icon, query_params=query)
            st.caption(gettext(help_text))
st.info(gettext(FINDING), icon=":material/lightbulb:")
