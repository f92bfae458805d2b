"""Plain data come back bit by bit, and nothing else is read, let alone executed."""

import io
import itertools
import math
import pickle
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from nncore.experiments import train
from nncore.network import OneHiddenNetwork
from nncore.runs.plain_data import from_bytes, to_bytes
from nncore.specs import IntegrationSpec, StencilSpec
from nncore.trainers import TRAINERS, Adam
from tests.function_calls import at_most_calls
from tests.nncore.runs.records import network, odd_network
from tests.nncore.trainers.problems import whole

numbers = st.one_of(
    arrays_of.integer_dtypes(endianness="?"),
    arrays_of.unsigned_integer_dtypes(endianness="?"),
    arrays_of.floating_dtypes(endianness="?"),
    arrays_of.complex_number_dtypes(endianness="?"),
    arrays_of.boolean_dtypes(),
)
shapes = arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    arrays_of.arrays(numbers, shapes),
    numbers.flatmap(lambda dtype: arrays_of.arrays(dtype, ())).map(lambda array: array[()]),
)
plain = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.text(), inner, max_size=4),
    ),
    max_leaves=12,
)


def assert_same(found, expected):
    """Assert that two data are the same in their types and in every bit."""
    assert type(found) is type(expected)
    if isinstance(expected, dict):
        assert list(found) == list(expected)
        for key, value in expected.items():
            assert_same(found[key], value)
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected)
        for pair in zip(found, expected, strict=True):
            assert_same(*pair)
    elif isinstance(expected, np.ndarray | np.generic):
        assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
        assert found.tobytes() == expected.tobytes()
    elif isinstance(expected, OneHiddenNetwork):
        assert found.activation is expected.activation
        assert found.pack().tobytes() == expected.pack().tobytes()
    elif isinstance(expected, float):
        assert struct.pack("<d", found) == struct.pack("<d", expected)
    else:
        assert found == expected


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plain)
def test_plain_data_come_back_bit_by_bit(data):
    assert_same(from_bytes(to_bytes(data)), data)


@pytest.mark.parametrize(
    "data",
    [
        10**5_000,  # Python reads no decimal number of so many digits
        -(2**63),
        struct.unpack("<d", bytes.fromhex("010203040506f8ff"))[0],
        [-0.0, math.inf, -math.inf, 5e-324, 0.1 + 0.2],
        np.float64("nan"),
        np.float16(1.5),
        np.array([[1.0, 2.0], [3.0, 4.0]], np.longdouble),
        network(7),
        odd_network(),
        {"dict": {"array": [["int", {}], ()], "": b"\0" * 9}},
    ],
    ids=lambda data: type(data).__name__,
)
def test_what_is_odd_comes_back_too(data):
    assert_same(from_bytes(to_bytes(data)), data)


def test_arrays_keep_their_order_and_may_be_written_to():
    data = np.arange(12.0).reshape(3, 4)
    for array in (data, np.asfortranarray(data), data[:, ::2], data.T):
        found = from_bytes(to_bytes(array))
        np.testing.assert_array_equal(found, array)
        assert found.flags.f_contiguous == array.flags.f_contiguous
        found += 1.0
    assert data[0, 0] == 0.0


class Sneaky(dict):
    """It would come back as a plain dict."""


@pytest.mark.parametrize(
    "data, told",
    [
        (object(), "must be plain numbers, texts and arrays, got object"),
        ({"a": [Sneaky()]}, "got Sneaky"),
        ({1: 2}, "must have texts for keys, got 1"),
        ({1}, "got set"),
        (np.array([None]), "must have arrays of numbers, got one of object"),
        (np.array(["a"]), "arrays of numbers, got one of <U1"),
        (np.array([(1, 2.0)], "i4,f8"), "arrays of numbers"),
        (np.datetime64(0, "s"), "arrays of numbers"),
        (np.ma.masked_array([1.0]), "got MaskedArray"),
        ("\ud800", "texts of whole characters"),
    ],
    ids=lambda value: None if isinstance(value, str) else type(value).__name__,
)
def test_what_is_not_plain_is_refused_in_a_sentence(data, told):
    with pytest.raises(ValueError, match=told):
        to_bytes(data)


def test_what_contains_itself_is_refused():
    data = []
    data.append(data)
    with pytest.raises(ValueError, match="nested so deeply, or in itself"):
        to_bytes(data)


def npz(structure, content=b"", save=np.savez):
    file = io.BytesIO()
    parts = (np.frombuffer(part, np.uint8) for part in (structure.encode(), content))
    save(file, **dict(zip(("structure", "numbers"), parts, strict=True)))
    return file.getvalue()


class Bomb:
    def __reduce__(self):
        return (pytest.fail, ("it was executed",))


def pickled_array():
    file = io.BytesIO()
    np.savez(file, structure=np.array([Bomb()], object), numbers=np.zeros(1, np.uint8))
    return file.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no file of this kind",
        pickle.dumps(Bomb()),
        pickled_array(),
        npz("not JSON"),
        npz('{"unknown":1}'),
        npz('{"int":"1","float":"00"}'),
        npz('{"int":"__import__"}'),
        npz('{"float":"00"}'),
        npz('{"array":["|O",[1],"C"]}', b"\0" * 8),
        npz('{"array":["<f8,<f8",[1],"C"]}', b"\0" * 16),
        npz('{"array":["<f8",[-1,-1],"C"]}', b"\0" * 8),
        npz('{"array":["<f8",[9000000000000000000],"C"]}', b"\0" * 8),
        npz('{"array":["<f8",[0,9000000000000000000000],"C"]}'),
        npz('{"array":["<f8",[1],"no order"]}', b"\0" * 8),
        npz('{"bytes":-1}'),
        npz('{"bytes":true}', b"\0"),
        npz('{"network":["no function",[1.0],[1.0],[1.0],0.0]}'),
        npz('{"network":["tanh",[1.0],[1.0,2.0],[1.0],0.0]}'),
        npz("[" * 100_000),
        npz("1", b"numbers that nobody reads"),
        npz("1", save=np.savez_compressed),
    ],
    ids=lambda data: None,
)
def test_what_is_something_else_is_refused_and_not_executed(data):
    with pytest.raises(ValueError, match=r"`data` is damaged[^\n]*\.$"):
        from_bytes(data)


def test_damaged_bytes_are_refused_or_harmless():
    """A zip file has a few bytes that say nothing, such as its date; all others are checked."""
    data = {"weights": np.arange(3.0), "status": "RUNNING", "network": network()}
    good = to_bytes(data)
    n_refused = 0
    for place in range(len(good)):
        bad = bytearray(good)
        bad[place] ^= 0x55
        try:
            assert_same(from_bytes(bytes(bad)), data)
        except ValueError:
            n_refused += 1
    assert n_refused > 0.7 * len(good)
    for length in range(0, len(good), 7):
        with pytest.raises(ValueError, match="damaged"):
            from_bytes(good[:length])


def test_a_claim_of_much_memory_is_compared_with_what_is_there():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("structure.npy", _header(1 << 55))
        archive.writestr("numbers.npy", _header(1))
    with pytest.raises(ValueError, match="damaged"):
        from_bytes(file.getvalue())


def _header(n):
    file = io.BytesIO()
    described = {"descr": "|u1", "fortran_order": False, "shape": (n,)}
    np.lib.format.write_array_header_1_0(file, described)
    return file.getvalue()


def test_a_large_state_takes_no_more_calls_than_a_small_one():
    vectors = np.random.default_rng(0).normal(size=(2, 30_001)).astype(np.float32)
    large = network(10_000)
    state = {"network": large, "trainer": {"vectors": vectors, "generator": {"state": 2**127}}}

    with at_most_calls(5_000):  # of 90,000 numbers none is taken by itself
        kept = from_bytes(to_bytes(state))
    assert_same(kept, state)


SMALL = {"levenberg-marquardt": {"max_iterations": 6}, "variable-projection": {"max_iterations": 6}}
SMALL |= {"lbfgs": {"max_iterations": 6}, "output-layer": {}}
SPECS = [
    IntegrationSpec(
        integrand="runge",
        n_hidden=5,
        n_samples=60,
        trainer=trainer(**SMALL.get(name, {"epochs": 6})),
    )
    for name, trainer in TRAINERS.items()
]
SPECS.append(StencilSpec(n_fields=600, noise=0.1, trainer=Adam(epochs=6, batch_size=32)))


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s.kind}-{s.trainer.name}")
@pytest.mark.parametrize("n_steps", [1, 3])
def test_a_run_goes_on_from_its_state_as_if_it_had_never_stopped(spec, n_steps):
    steps = list(itertools.islice(train(spec), 1_000))
    last = steps[min(n_steps, len(steps) - 1)]
    state = from_bytes(to_bytes(last.state))
    assert_same(state, last.state)
    expected = [step for step in whole(steps) if step.iteration > last.iteration]
    resumed = whole(list(train(spec, state=state)))
    assert len(resumed) == len(expected)
    for step, other in zip(resumed, expected, strict=True):
        assert (step.iteration, step.status) == (other.iteration, other.status)
        np.testing.assert_array_equal(step.loss, other.loss)
        np.testing.assert_array_equal(step.validation_loss, other.validation_loss)
        if isinstance(spec, StencilSpec):
            np.testing.assert_array_equal(step.coefficients, other.coefficients)
        else:
            np.testing.assert_array_equal(step.network.pack(), other.network.pack())
