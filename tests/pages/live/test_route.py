"""Who may open a channel, and how many may be open."""

import asyncio
import contextlib

import pytest
import websockets

from pages.live import channel, route
from tests.pages.live.browsers import browser, hello, seat


def test_half_open_channels_are_closed_and_do_not_keep_others_out(registry, address, monkeypatch):
    monkeypatch.setattr(channel, "HELLO_SECONDS", 0.5)
    monkeypatch.setattr(route, "MOST_STRANGERS", 20)

    async def crowd():
        async with contextlib.AsyncExitStack() as stack:
            silent = [await stack.enter_async_context(browser(address)) for _ in range(25)]
            codes = [(await one.end())[0] for one in silent]
        async with browser(address) as late:
            await late.socket.send(hello(seat(registry)))
            await late.next("welcome")
        return codes

    codes = asyncio.run(crowd())
    assert codes.count(channel.TOO_MANY) == 5 and codes.count(channel.TOO_SLOW) == 20


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1"])
def test_a_page_of_another_host_is_refused(registry, address, origin):
    async def ask():
        async with browser(address, Origin=origin):
            pass

    with pytest.raises(websockets.InvalidStatus) as refusal:
        asyncio.run(ask())
    assert refusal.value.response.status_code == 403
