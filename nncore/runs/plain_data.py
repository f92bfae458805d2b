"""Plain data to bytes and back, bit by bit, with nothing in them that is executed.

An ``.npz`` file of two arrays: ``structure``, a JSON text of what is nested in what, and
``numbers``, the bytes of all arrays one after the other. A database may be shared: whoever writes
into it must not be able to run anything where it is read, which rules out pickle.
"""

import io
import json
import math
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Any, Literal, NoReturn

import numpy as np

from nncore.messages import SettingError
from nncore.network import OneHiddenNetwork

# Integers beyond it go as hexadecimal digits: Python refuses to read long decimal ones.
_PLAIN_INTEGER = 2**63
_DTYPE = re.compile(r"[<>|][biufc][0-9]{1,2}")
_HEXADECIMAL = re.compile(r"-?0x[0-9a-f]+")


def to_bytes(data: Any) -> bytes:
    """Write plain data so that `from_bytes` gives the very same.

    Parameters
    ----------
    data : object
        A dict with texts for keys, a list, a tuple, an int, a float, a text, a bool, None, bytes,
        an array of numbers, one of NumPy's numbers or a OneHiddenNetwork, nested as you like.

    Returns
    -------
    bytes
        An ``.npz`` file.

    Raises
    ------
    ValueError
        If there is anything else in `data`.
    """
    writer = _Writer()
    try:
        structure = json.dumps(writer.written(data), separators=(",", ":")).encode()
    except RecursionError:
        raise SettingError("`data` must not be nested so deeply, or in itself.") from None
    file = io.BytesIO()
    np.savez(
        file,
        structure=np.frombuffer(structure, np.uint8),
        numbers=np.frombuffer(b"".join(writer.numbers), np.uint8),
    )
    return file.getvalue()


def from_bytes(data: bytes) -> Any:
    """Read what `to_bytes` wrote; its arrays may be written to.

    Raises
    ------
    ValueError
        If `data` is anything else, or damaged.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            # A few compressed bytes could fill the memory.
            if any(one.compress_type != zipfile.ZIP_STORED for one in arrays.zip.infolist()):
                _refuse()
            structure, numbers = (np.asarray(arrays[k]) for k in ("structure", "numbers"))
        reader = _Reader(numbers.tobytes())
        found = reader.read(json.loads(structure.tobytes()))
    except _DAMAGES:
        raise SettingError("`data` is damaged, or was not written as plain data.") from None
    if reader.n_read != numbers.size:
        raise SettingError("`data` is damaged: it has numbers that belong nowhere.")
    return found


# What NumPy, the zip and JSON readers and the constructors raise for bytes of another make.
_DAMAGES = (
    *(OSError, EOFError, ValueError, TypeError, LookupError, AttributeError, OverflowError),
    *(MemoryError, RuntimeError, zipfile.BadZipFile, struct.error),
)


class _Writer:
    """Makes of plain data what JSON knows, and puts the bytes of arrays aside.

    Text, None, booleans, small integers and finite floats stand for themselves, a JSON list for a
    list; everything else is an object with the name of its type as the only key.
    """

    def __init__(self) -> None:
        self.numbers: list[bytes] = []

    def written(self, data: Any) -> Any:
        """Return what stands for `data` in the JSON text."""
        kind = type(data)  # a subclass would come back as something else
        if data is None or kind is bool:
            return data
        if kind in _WRITE:
            return _WRITE[kind](self, data)
        if isinstance(data, np.generic):
            return {"scalar": self._array(np.asarray(data))}
        raise SettingError(
            "`data` must be plain numbers, texts and arrays, got {kind}.", kind=kind.__name__
        )

    def _text(self, data: str) -> str:
        try:
            data.encode()
        except UnicodeEncodeError:
            raise SettingError(
                "`data` must be texts of whole characters, got {data}.", data=repr(data)
            ) from None
        return data

    def _integer(self, data: int) -> Any:
        return data if abs(data) < _PLAIN_INTEGER else {"int": hex(data)}

    def _float(self, data: float) -> Any:
        # JSON has no infinities, and Python's own notation loses which nan it is.
        return data if math.isfinite(data) else {"float": struct.pack("<d", data).hex()}

    def _list(self, data: list[Any]) -> list[Any]:
        return [self.written(one) for one in data]

    def _tuple(self, data: tuple[Any, ...]) -> Any:
        return {"tuple": [self.written(one) for one in data]}

    def _dict(self, data: dict[Any, Any]) -> Any:
        for key in data:
            if type(key) is not str:
                raise SettingError("`data` must have texts for keys, got {key}.", key=repr(key))
        return {"dict": {self._text(key): self.written(value) for key, value in data.items()}}

    def _bytes(self, data: bytes) -> Any:
        self.numbers.append(data)
        return {"bytes": len(data)}

    def _array_of_numbers(self, data: np.ndarray) -> Any:
        return {"array": self._array(data)}

    def _array(self, data: np.ndarray) -> list[Any]:
        if not _DTYPE.fullmatch(data.dtype.str):
            raise SettingError(
                "`data` must have arrays of numbers, got one of {dtype}.", dtype=data.dtype
            )
        # The order decides in which order sums over it are rounded.
        order: Literal["C", "F"] = (
            "F" if data.flags.f_contiguous and not data.flags.c_contiguous else "C"
        )
        self.numbers.append(data.tobytes(order))
        return [data.dtype.str, list(data.shape), order]

    def _network(self, data: OneHiddenNetwork) -> Any:
        weights = (data.hidden_weights, data.hidden_biases, data.output_weights, data.output_bias)
        return {"network": [data.activation.name, *map(self.written, weights)]}


_WRITE: Mapping[type, Callable[[_Writer, Any], Any]] = {
    str: _Writer._text,
    int: _Writer._integer,
    float: _Writer._float,
    list: _Writer._list,
    tuple: _Writer._tuple,
    dict: _Writer._dict,
    bytes: _Writer._bytes,
    np.ndarray: _Writer._array_of_numbers,
    OneHiddenNetwork: _Writer._network,
}


class _Reader:
    """The way back from what `_Writer` made.

    Parameters
    ----------
    numbers : bytes
        Of all arrays, in the order in which they are met.
    """

    def __init__(self, numbers: bytes) -> None:
        self._numbers = numbers
        self.n_read = 0

    def read(self, written: Any) -> Any:
        """Return the data that `written` stands for."""
        if isinstance(written, list):
            return [self.read(one) for one in written]
        if not isinstance(written, dict):
            return written
        ((kind, content),) = written.items()
        return _READ[kind](self, content)

    def _integer(self, content: str) -> int:
        return int(content, 16) if _HEXADECIMAL.fullmatch(content) else _refuse()

    def _float(self, content: str) -> float:
        (value,) = struct.unpack("<d", bytes.fromhex(content))
        return float(value)

    def _tuple(self, content: list[Any]) -> tuple[Any, ...]:
        return tuple(self.read(one) for one in content)

    def _dict(self, content: dict[str, Any]) -> dict[str, Any]:
        return {key: self.read(value) for key, value in content.items()}

    def _bytes(self, content: int) -> bytes:
        start, self.n_read = self.n_read, self.n_read + content
        if type(content) is not int or content < 0 or self.n_read > len(self._numbers):
            _refuse()
        return self._numbers[start : self.n_read]

    def _array(self, content: list[Any]) -> np.ndarray:
        name, shape, order = content
        if not _DTYPE.fullmatch(name) or any(type(n) is not int or n < 0 for n in shape):
            _refuse()
        dtype = np.dtype(name)
        # What the text claims is compared with what is there before any memory is asked for.
        data = self._bytes(dtype.itemsize * math.prod(shape))
        return np.frombuffer(data, dtype).reshape(shape, order=order).copy(order)

    def _scalar(self, content: list[Any]) -> Any:
        return self._array(content)[()]

    def _network(self, content: list[Any]) -> OneHiddenNetwork:
        return OneHiddenNetwork(*map(self.read, content))


_READ: Mapping[str, Callable[[_Reader, Any], Any]] = {
    "int": _Reader._integer,
    "float": _Reader._float,
    "tuple": _Reader._tuple,
    "dict": _Reader._dict,
    "bytes": _Reader._bytes,
    "array": _Reader._array,
    "scalar": _Reader._scalar,
    "network": _Reader._network,
}


def _refuse() -> NoReturn:
    raise ValueError
