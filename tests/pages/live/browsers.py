"""Browsers that speak the channel's protocol, and the seats that they take."""

import asyncio
import contextlib
import json

import websockets

from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt

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
    run = runs.shown["run"]
    return {"status": {"text": f"{int(run.position)}", "progress": run.progress}}


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
