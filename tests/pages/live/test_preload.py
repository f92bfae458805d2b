"""What a page lets a browser fetch at once."""

import asyncio

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from pages.live.preload import Preload

LINKS = (
    "</lab/live.js>;rel=modulepreload;fetchpriority=low, "
    "</lab/plotly.js>;rel=preload;as=script;fetchpriority=low"
)


def links_of(response):
    """Return the ``Link`` headers of an application that answers so."""
    preload = Middleware(Preload, modules=["/lab/live.js"], scripts=["/lab/plotly.js"])
    app = Starlette(routes=[Route("/", lambda request: response)], middleware=[preload])
    sent = []

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    asyncio.run(app(scope, receive, send))
    assert sent[1]["body"] == response.body
    return [value.decode() for name, value in sent[0]["headers"] if name.lower() == b"link"]


def test_a_page_names_what_its_live_elements_load():
    assert links_of(HTMLResponse("<p>", headers={"Link": "</a>; rel=icon"})) == [
        "</a>; rel=icon",
        LINKS,
    ]


def test_other_answers_stay_as_they_are():
    assert links_of(PlainTextResponse("live.js")) == []
