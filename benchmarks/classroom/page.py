"""The page of a reader, as a browser has it: Streamlit's own protocol, without drawing."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NumberInput_pb2 import NumberInput
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

_OPEN_SECONDS = 60.0
_ERROR_ALERT = 4  # of `Alert.Format`
#: How a script run ends, by `ForwardMsg.ScriptFinishedStatus`.
_WHOLE, _BROKEN, _FRAGMENT = 0, 1, 3
#: What a browser keeps of messages that a server need not send again: for so many whole runs.
_CACHED_RUNS = 2


@dataclass
class Widget:
    """What a reader can use or look at, as the page has drawn it last."""

    id: str
    fragment: str
    disabled: bool = False
    value: Any = None


@dataclass
class Page:
    """One session of Streamlit.

    Parameters
    ----------
    base : str
        The address of the lab.
    path, query : str
        Which page, and its settings.
    on_news : callable
        Called after every message.
    """

    base: str
    path: str
    query: str
    on_news: Callable[[], None]
    session: str = ""
    errors: list[str] = field(default_factory=list)
    buttons: dict[str, Widget] = field(default_factory=dict)
    numbers: dict[str, Widget] = field(default_factory=dict)
    texts: dict[str, Widget] = field(default_factory=dict)
    expanders: dict[str, Widget] = field(default_factory=dict)
    components: dict[str, Widget] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    n_begun: int = 0
    n_ended: int = 0
    _hash: str = ""
    _states: dict[str, WidgetState] = field(default_factory=dict)
    _cache: dict[str, tuple[int, ForwardMsg]] = field(default_factory=dict)
    _n_whole: int = 0
    _drawn: set[str] | None = None
    _socket: ClientConnection | None = None
    _receiver: asyncio.Task[None] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether no script runs that this page knows of."""
        return self.n_ended >= self.n_begun

    async def connect(self) -> None:
        """Open the socket; a session that the server still has is taken up again."""
        protocols = ["streamlit", "PLACEHOLDER_AUTH_TOKEN", *filter(None, [self.session])]
        self._socket = await connect(
            f"{self.base.replace('http', 'ws', 1)}/_stcore/stream",
            subprotocols=protocols,  # type: ignore[arg-type]
            origin=self.base,  # type: ignore[arg-type]
            max_size=None,
            ping_interval=None,
            open_timeout=_OPEN_SECONDS,
        )
        self.n_begun = self.n_ended = 0
        self._receiver = asyncio.create_task(self._receive(self._socket))

    async def close(self) -> None:
        """Close the socket, as a network does that is gone, or a browser that leaves."""
        socket, self._socket = self._socket, None
        if socket is not None:
            with contextlib.suppress(OSError, WebSocketException):
                await socket.close()
        if self._receiver is not None:
            self._receiver.cancel()

    async def rerun(self, state: WidgetState | None = None, fragment: str = "") -> None:
        """Ask for a run of the script, or of a fragment, with the trigger of a widget."""
        message = BackMsg()
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash = self.query, self._hash
        asked.page_name = "" if self._hash else self.path
        asked.fragment_id = fragment
        asked.cached_message_hashes.extend(self._cache)
        states = [*self._states.values(), *filter(None, [state])]
        asked.widget_states.widgets.extend(states)
        if self._socket is not None:
            with contextlib.suppress(WebSocketException):
                await self._socket.send(message.SerializeToString())

    async def press(self, label: str) -> None:
        """Press a button."""
        button = self.buttons[label]
        await self.rerun(WidgetState(id=button.id, trigger_value=True), button.fragment)

    async def set_number(self, label: str, value: float) -> None:
        """Type a number into its box."""
        box = self.numbers[label]
        self._states[box.id] = WidgetState(id=box.id, double_value=value)
        await self.rerun(fragment=box.fragment)

    def type_text(self, label: str, text: str) -> None:
        """Type into a box of a form: it is sent with the form's button."""
        box = self.texts[label]
        self._states[box.id] = WidgetState(id=box.id, string_value=text)

    async def expand(self, label: str) -> None:
        """Open an expander."""
        part = self.expanders[label]
        self._states[part.id] = WidgetState(id=part.id, bool_value=True)
        await self.rerun(fragment=part.fragment)

    async def report(self, page: str, name: str, value: Any) -> None:
        """Send the trigger of a live element of `page`, as its JavaScript does."""
        for element in self.components.values():
            if element.value.get("page") == page:
                # Named as `_make_trigger_id` of Streamlit's components, which is not public.
                id_ = f"$$STREAMLIT_INTERNAL_KEY_{element.id}__events"
                payload = orjson.dumps([{"event": name, "value": value}]).decode()
                await self.rerun(WidgetState(id=id_, json_trigger_value=payload), element.fragment)
                return

    async def _receive(self, socket: ClientConnection) -> None:
        try:
            async for raw in socket:
                message = ForwardMsg()
                message.ParseFromString(raw)
                self._take(message)
                self.on_news()
        except WebSocketException as problem:
            if socket is self._socket:
                self.errors.append(f"The page's connection was closed: {problem}"[:160])
        except Exception as problem:  # a message that is not understood must not go unnoticed
            self.errors.append(f"A message was not understood: {problem!r}"[:160])
            raise

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        content = message
        if kind == "ref_hash":
            found = self._cache.get(message.ref_hash)
            if found is None:
                self.errors.append("The server refers to a message that it has not sent.")
                return
            content = found[1]
            self._cache[message.ref_hash] = (self._n_whole, content)
            kind = content.WhichOneof("type")
        elif message.metadata.cacheable:
            self._cache[message.hash] = (self._n_whole, message)
        taker = getattr(self, f"_take_{kind}", None)
        if taker is not None:
            taker(content)

    def _take_new_session(self, message: ForwardMsg) -> None:
        new = message.new_session
        self.session = new.initialize.session_id or self.session
        self.n_begun += 1
        self._drawn = None if message.metadata.run.fragment_ids else set()

    def _take_navigation(self, message: ForwardMsg) -> None:
        self._hash = message.navigation.page_script_hash or self._hash

    def _take_page_info_changed(self, message: ForwardMsg) -> None:
        self.query = message.page_info_changed.query_string

    def _take_page_not_found(self, message: ForwardMsg) -> None:
        self.errors.append("The page was not found.")

    def _take_script_finished(self, message: ForwardMsg) -> None:
        self.n_ended += 1
        if message.script_finished == _BROKEN:
            self.errors.append("A script could not be compiled.")
        if message.script_finished != _WHOLE or self._drawn is None:
            return
        self._n_whole += 1
        drawn = (self.buttons, self.numbers, self.texts, self.expanders, self.components)
        for known in drawn:
            for name in [name for name, one in known.items() if one.id not in self._drawn]:
                del known[name]
        oldest = self._n_whole - _CACHED_RUNS
        self._cache = {name: one for name, one in self._cache.items() if one[0] >= oldest}

    def _take_delta(self, message: ForwardMsg) -> None:
        delta = message.delta
        if expander_id := delta.add_block.expandable.id:
            widget = Widget(expander_id, delta.fragment_id)
            self._note(self.expanders, delta.add_block.expandable.label, widget)
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            self.errors.append(f"{element.exception.type}: {element.exception.message}"[:160])
        elif kind == "alert" and element.alert.format == _ERROR_ALERT:
            self.errors.append(f"The page says: {element.alert.body}"[:160])
        elif kind == "toast":
            self.toasts.append(element.toast.body)
        elif kind == "button":
            button = element.button
            self._note(
                self.buttons, button.label, Widget(button.id, delta.fragment_id, button.disabled)
            )
        elif kind == "text_input":
            box = element.text_input
            self._note(self.texts, box.label, Widget(box.id, delta.fragment_id, box.disabled))
        elif kind == "number_input":
            self._take_number(element.number_input, delta.fragment_id)
        elif kind == "bidi_component":
            component = element.bidi_component
            data = orjson.loads(component.json) if component.json else {}
            widget = Widget(component.id, delta.fragment_id, value=data)
            self._note(self.components, component.id, widget)

    def _take_number(self, box: NumberInput, fragment: str) -> None:
        """Note a box: it keeps what was typed into it, unless the page sets it."""
        if box.set_value:
            self._states[box.id] = WidgetState(id=box.id, double_value=box.value)
        typed = self._states.get(box.id)
        value = box.default if typed is None else typed.double_value
        self._note(self.numbers, box.label, Widget(box.id, fragment, box.disabled, value))

    def _note(self, known: dict[str, Widget], name: str, widget: Widget) -> None:
        known[name] = widget
        if self._drawn is not None:
            self._drawn.add(widget.id)


def now() -> float:
    """Return the clock that everything here is measured with."""
    return time.perf_counter()
