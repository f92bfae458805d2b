"""The channel, spoken to by a real WebSocket client: what it gives, and what it refuses."""

import asyncio
import contextlib
import json
import socket
import threading

import pytest
import uvicorn
import websockets
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute

from nncore.live import Registry
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from pages.live import channel, route
from pages.live.route import LiveRoute
from tests.nncore.live.local_engine import LocalEngine

PATIENCE = 20.0
TOKENS = [f"{n:032x}" for n in range(1, 200)]
SPEC = IntegrationSpec(
    integrand="cos",
    n_hidden=4,
    n_samples=40,
    initializer="glorot",
    trainer=LevenbergMarquardt(max_iterations=100_000, tolerance=0.0),
)


def contents(runs):
    run = runs.runs["run"]
    return {"status": {"text": f"{int(run.position)}", "progress": run.progress}}


@pytest.fixture
def registry():
    made = Registry(LocalEngine())
    yield made
    made.close()


@pytest.fixture
def address(registry):
    """Serve the route in a thread of its own, as the lab's server does."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    app = Starlette(routes=[WebSocketRoute("/live", LiveRoute(lambda: registry).serve)])
    server = uvicorn.Server(
        uvicorn.Config(app, port=port, log_level="critical", ws="websockets-sansio")
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"127.0.0.1:{port}"
    server.should_exit = True
    thread.join(PATIENCE)


def seat(registry, name="seat", playing=True):
    """Sit down as a page does, with a run that plays."""
    tab = registry.tab_at(name)
    runs = tab.runs_of("integrate")
    runs.follow({"run": SPEC})
    runs.compose, runs.pace = contents, "watch"
    tab.open("integrate")
    if playing:
        runs.play()
    return name


def hello(seat, token=TOKENS[0], instance="1", **more):
    said = {"token": token, "seat": seat, "instance": instance, "browser": "b" * 32} | more
    return json.dumps({"hello": said})


class Browser:
    """A client that draws at once."""

    def __init__(self, socket):
        self.socket = socket

    async def next(self, name):
        """Return the next message that has `name`, acknowledging pictures before it."""
        while True:
            async with asyncio.timeout(PATIENCE):
                message = json.loads(await self.socket.recv())
            if "serial" in message and name != "slots":
                await self.say(drawn=message["serial"])
            if name in message:
                return message

    async def say(self, **message):
        await self.socket.send(json.dumps(message))

    async def end(self):
        """Wait until the server closes the channel, and return its code and reason."""
        with contextlib.suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(PATIENCE):
                while True:
                    await self.socket.recv()
        return self.socket.close_code, self.socket.close_reason


@contextlib.asynccontextmanager
async def browser(address, **headers):
    async with websockets.connect(
        f"ws://{address}/live", additional_headers=headers or None
    ) as found:
        yield Browser(found)


def test_pictures_come_one_at_a_time(registry, address):
    async def watch():
        async with browser(address, Origin=f"http://{address}") as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            positions = []
            for _ in range(5):
                picture = await one.next("slots")
                positions.append(int(picture["slots"]["status"]["whole"]["text"]))
                with pytest.raises(TimeoutError):  # nothing more until it is drawn
                    async with asyncio.timeout(0.3):
                        await one.socket.recv()
                await one.say(drawn=picture["serial"])
            return positions

    positions = asyncio.run(watch())
    assert positions == sorted(set(positions))
    # One iteration a picture, and at most one that was under way.
    assert positions[-1] - positions[0] == 4


def test_a_hidden_tab_watches_without_pictures(registry, address):
    async def watch():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            first = await one.next("slots")
            await one.say(looking=False)
            runs = registry.known(TOKENS[0]).runs_of("integrate")
            stood = runs.runs["run"].position
            while runs.runs["run"].position < stood + 5:  # it goes on
                await asyncio.sleep(0.01)
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await one.socket.recv()
            await one.say(looking=True)
            again = await one.next("slots")
            return first, again, stood

    first, again, stood = asyncio.run(watch())
    assert again["serial"] == first["serial"] + 1
    assert int(again["slots"]["status"]["whole"]["text"]) >= stood + 5


def test_who_comes_back_is_at_the_run(registry, address):
    async def watch():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            for _ in range(3):
                picture = await one.next("slots")
                await one.say(drawn=picture["serial"])
            stood = int(picture["slots"]["status"]["whole"]["text"])
        async with browser(address) as one:  # the network is back
            await one.socket.send(hello("seat"))
            await one.next("welcome")
            short = await one.next("slots")
        async with browser(address) as one:  # a reload: another seat, drawn for a newcomer
            await one.socket.send(hello(seat(registry, "new seat", playing=False), instance="2"))
            await one.next("welcome")
            told = await one.next("changed")
            long = await one.next("slots")
        return stood, short, told, long

    stood, short, told, long = asyncio.run(watch())
    assert int(short["slots"]["status"]["whole"]["text"]) >= stood
    assert told["page"] == "integrate"
    assert int(long["slots"]["status"]["whole"]["text"]) >= stood
    assert registry.known(TOKENS[0]).notices == {"integrate": "back"}


def test_a_copy_of_a_tab_gets_a_token_of_its_own(registry, address):
    async def watch():
        async with browser(address) as one, browser(address) as copy:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")

            async def answer():  # a tab that is open answers
                while True:
                    message = json.loads(await one.socket.recv())
                    if "there" in message:
                        await one.say(here=message["there"])
                    elif "serial" in message:
                        await one.say(drawn=message["serial"])

            answering = asyncio.create_task(answer())
            await copy.socket.send(hello(seat(registry, "copy", playing=False), instance="2"))
            assert (await copy.next("taken"))["taken"]
            await copy.socket.send(hello("copy", token=TOKENS[1], instance="2"))
            await copy.next("welcome")
            answering.cancel()
            tabs = registry.known(TOKENS[0]), registry.known(TOKENS[1])
            return [tab.audience is not None for tab in tabs], tabs[0] is not tabs[1]

    assert asyncio.run(watch()) == ([True, True], True)


def test_a_tab_that_does_not_answer_is_replaced(registry, address, monkeypatch):
    monkeypatch.setattr(channel, "THERE_SECONDS", 0.2)

    async def watch():
        async with browser(address) as silent, browser(address) as back:
            await silent.socket.send(hello(seat(registry)))
            await silent.next("welcome")
            again = seat(registry, "again", playing=False)
            await back.socket.send(hello(again, instance="2"))
            await back.next("welcome")
            return await silent.end()

    assert asyncio.run(watch())[0] == channel.TOO_SLOW


@pytest.mark.parametrize(
    ("message", "code", "reason"),
    [
        ("no JSON", channel.BAD_MESSAGE, "JSON"),
        ("[" * 1_900, channel.BAD_MESSAGE, "JSON"),
        ("[1, 2]", channel.BAD_MESSAGE, "one name"),
        ('{"a": 1, "b": 2}', channel.BAD_MESSAGE, "one name"),
        ('{"drawn": 1}', channel.BAD_MESSAGE, "first message"),
        ('{"hello": 7}', channel.BAD_MESSAGE, "who it is"),
        (b"\x00\x01", channel.BAD_MESSAGE, "text"),
        ("x" * 3_000, channel.TOO_LARGE, "longer"),
        (hello("nobody's"), channel.UNSEATED, "seat"),
    ],
)
def test_what_must_not_come_first_ends_the_channel(registry, address, message, code, reason):
    async def say():
        async with browser(address) as one:
            await one.socket.send(message)
            return await one.end()

    found_code, found_reason = asyncio.run(say())
    assert found_code == code and reason in found_reason


@pytest.mark.parametrize("token", ["", "0" * 31, "g" * 32, "'; drop table runs; --"])
def test_a_forged_token_is_refused(registry, address, token):
    async def say():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry), token=token))
            return await one.end()

    assert asyncio.run(say())[0] == channel.BAD_MESSAGE


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ('{"drawn": 999}', "picture"),
        ('{"drawn": -1e400}', "picture"),
        ('{"drawn": true}', "picture"),
        ('{"drawn": "1"}', "picture"),
        ('{"looking": "yes"}', "not known"),
        ('{"play": 1}', "not known"),
    ],
)
def test_what_must_not_come_later_ends_the_channel_and_nobody_else_notices(
    registry, address, message, reason
):
    async def say():
        async with browser(address) as one, browser(address) as bystander:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            await bystander.socket.send(hello(seat(registry, "other"), token=TOKENS[1]))
            await bystander.next("welcome")
            await one.socket.send(message)
            ended = await one.end()
            before = await bystander.next("slots")
            await bystander.say(drawn=before["serial"])
            after = await bystander.next("slots")
            return ended, after["serial"] - before["serial"]

    (code, said), n_pictures = asyncio.run(say())
    assert code == channel.BAD_MESSAGE and reason in said and n_pictures == 1
    run = registry.known(TOKENS[0]).runs_of("integrate").runs["run"]
    assert run.run is not None and not run.run.is_stopped  # nothing is lost


def test_a_thousand_messages_a_second_end_the_channel(registry, address):
    async def flood():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            with contextlib.suppress(websockets.ConnectionClosed):
                for _ in range(1_000):
                    await one.say(looking=True)
            return await one.end()

    assert asyncio.run(flood())[0] == channel.TOO_MANY


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


def test_a_browser_that_never_draws_is_let_go(registry, address, monkeypatch):
    monkeypatch.setattr(channel, "DRAWN_SECONDS", 0.3)

    async def watch():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            return await one.end()

    assert asyncio.run(watch())[0] == channel.TOO_SLOW
    assert registry.known(TOKENS[0]).audience is None


def test_nobody_waits_for_a_browser_that_has_left(registry, address):
    async def leave():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            left = registry.known(TOKENS[0]).audience
        while registry.known(TOKENS[0]).audience is not None:
            await asyncio.sleep(0.01)
        async with asyncio.timeout(channel.DRAWN_SECONDS / 2):
            await left.show("integrate", 1, {"status": {"text": "late", "progress": 0.0}})

    asyncio.run(leave())
