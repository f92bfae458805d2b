"""The channel, spoken to by a real WebSocket client: what it gives, and what it refuses."""

import asyncio
import contextlib
import json

import pytest
import websockets

from pages.live import channel
from tests.pages.live.browsers import TOKENS, browser, hello, seat


def pause(runs):
    """Pause as a page does, which then draws the end itself."""
    runs.pause()
    runs.settle()
    runs.drawn_version = runs.version


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
            assert not (await one.next("welcome"))["back"]
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
            assert (await one.next("welcome"))["back"]  # the page looks for it until it is drawn
            told = await one.next("changed")
            long = await one.next("slots")
        return stood, short, told, long

    stood, short, told, long = asyncio.run(watch())
    assert int(short["slots"]["status"]["whole"]["text"]) >= stood
    assert told["page"] == "integrate"
    assert int(long["slots"]["status"]["whole"]["text"]) >= stood
    assert registry.known(TOKENS[0]).notices == {"integrate": "back"}


def test_a_moment_of_a_run_comes_over_the_channel(registry, address):
    async def watch():
        async with browser(address) as one:
            await one.socket.send(hello(seat(registry)))
            await one.next("welcome")
            for _ in range(4):
                picture = await one.next("slots")
                await one.say(drawn=picture["serial"])
            runs = registry.known(TOKENS[0]).runs_of("integrate")
            await asyncio.to_thread(pause, runs)
            end = runs.runs["run"].position
            shown = []
            for index in (1, 2, 10**30):
                await one.say(look_back={"page": "integrate", "index": index})
                picture = await one.next("slots")
                await one.say(drawn=picture["serial"])
                shown.append(int(picture["slots"]["status"]["whole"]["text"]))
            await one.say(look_back={"page": "another", "index": 1})
            await one.say(look_back={"page": "integrate", "index": -1})
            picture = await one.next("slots")
            return end, shown, int(picture["slots"]["status"]["whole"]["text"])

    end, shown, start = asyncio.run(watch())
    assert shown == [1, 2, end]
    assert start == 0


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
        ('{"look_back": 3}', "index"),
        ('{"look_back": {"page": "integrate", "index": 1.5}}', "index"),
        ('{"look_back": {"page": "integrate", "index": true}}', "index"),
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
