"""The lab on a machine that runs it all the time: it is at work before anybody visits.

``streamlit run server.py`` in place of ``streamlit run streamlit_app.py``: the pages are the same.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st


@asynccontextmanager
async def lifespan(app: st.App) -> AsyncIterator[None]:
    """Start the workers and go on with the studies that a server had left; end both in the end.

    Streamlit enters it when its runtime has started, and leaves it before that stops.
    """
    # What Streamlit caches must not be imported before its runtime has started.
    from pages.shared.history import shelf
    from pages.shared.lanes import engine

    workers, kept = await asyncio.to_thread(engine), await asyncio.to_thread(shelf)
    yield
    # The signal that ends the server comes once more then, and would leave no time for it.
    await asyncio.to_thread(kept.close)
    await asyncio.to_thread(workers.close)


app = st.App("streamlit_app.py", lifespan=lifespan)
