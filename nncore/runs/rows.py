"""Records to rows of the tables, and back."""

import dataclasses
import io
import json
import zipfile
from typing import Any

import numpy as np
from sqlalchemy import Row

from nncore.experiments.outcome import Outcome
from nncore.messages import SettingError, sentence_of
from nncore.network import OneHiddenNetwork
from nncore.runs.run_record import RunRecord
from nncore.runs.run_summary import RunSummary, read_spec
from nncore.runs.schema import runs
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec
from nncore.trainers import TrainingStatus
from nncore.trainers.loss_curve import LossCurve

_OUTCOME = tuple(field.name for field in dataclasses.fields(Outcome))
_NUMBERS = tuple(name for name in _OUTCOME if name not in ("status", "reason"))
_PLAIN = ("key", "versions", "created", "name", "sweep", "cell", "state")

#: What a list reads: all but what only the tables know.
SUMMARY_COLUMNS = tuple(column for column in runs.c if column.name not in ("id", "search"))


def run_row(record: RunRecord) -> dict[str, Any]:
    """Return the row of `runs`."""
    settings = _setting_columns(record.spec)
    return {
        "key": record.key,
        "name": record.name,
        "search": search_text(record.name, settings["integrand"], settings["offsets"]),
        "created": record.created,
        **settings,
        **{name: _number(getattr(record.outcome, name)) for name in _NUMBERS},
        "status": record.outcome.status.name,
        "reason": readable(record.outcome.reason),
        "spec": json.loads(record.spec.to_json()),
        "sweep": record.sweep,
        "cell": record.cell,
        "made_by": record.made_by or None,
    }


def search_text(name: str, integrand: str | None, offsets: str | None) -> str:
    """Return what a user may search for, in one case: no database knows the cases of all letters.

    A search then reads one column, and what it asks for goes through `str.casefold` too.
    """
    return "\n".join((name, integrand or offsets or "")).casefold()


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)  # no driver knows NumPy's numbers


def _setting_columns(spec: Spec) -> dict[str, Any]:
    learning_rate = getattr(spec.trainer, "learning_rate", None)
    settings = {
        "kind": spec.kind,
        "trainer": spec.trainer.name,
        "learning_rate": None if learning_rate is None else float(learning_rate),
    }
    none = dict.fromkeys(("integrand", "offsets", "activation", "initializer", "n_hidden", "nodes"))
    if isinstance(spec, StencilSpec):
        own = {
            "offsets": ", ".join(map(str, spec.offsets)),
            "lower": float(spec.lower),
            "upper": float(spec.upper),
            "n_samples": spec.n_fields,
            "seed": spec.seed,
        }
        return {**none, **settings, **own}
    assert isinstance(spec, IntegrationSpec | BoxSpec)
    if isinstance(spec, BoxSpec):  # there is room for two limits: all are in the spec
        lower, upper = min(spec.box.lower), max(spec.box.upper)
    else:
        lower, upper = spec.limits  # in x: an infinite interval is another task than a finite one
    names = ("activation", "initializer", "n_hidden", "nodes", "n_samples", "seed")
    own = {name: getattr(spec, name) for name in names}
    return {
        **none,
        **settings,
        **own,
        "integrand": spec.integrand_in_x.name,  # normalised: spaces make no other task of it
        "lower": float(lower),
        "upper": float(upper),
    }


def content_row(record: RunRecord) -> dict[str, Any]:
    """Return the row of `run_contents`, without the number of the run."""
    coefficients = record.coefficients
    return {
        "curve": record.curve.to_bytes(),
        "network": None if record.network is None else network_to_bytes(record.network),
        "coefficients": None if coefficients is None else np.array(coefficients, "<f8").tobytes(),
        "versions": record.versions,
        "state": record.state,
    }


def summary_of(row: Row[Any]) -> RunSummary:
    """Return what a list shows of a row of `SUMMARY_COLUMNS`."""
    values = {column.key: row._mapping[column] for column in SUMMARY_COLUMNS}
    values["spec_values"] = values.pop("spec")
    values["status"] = TrainingStatus[values["status"]]
    values["made_by"] = values["made_by"] or ""
    return RunSummary(**values)


def record_of(row: Row[Any]) -> RunRecord:
    """Return the run of a row of `runs` with its contents.

    Raises
    ------
    ValueError
        If another version of the program kept what this one does not know.
    """
    values = row._mapping
    outcome = {name: values[runs.c[name]] for name in _OUTCOME}
    outcome["status"] = TrainingStatus[outcome["status"]]
    network, coefficients = values["network"], values["coefficients"]
    return RunRecord(
        spec=read_spec(values["spec"]),
        outcome=Outcome(**outcome),
        curve=LossCurve.from_bytes(values["curve"]),
        network=None if network is None else network_from_bytes(network),
        coefficients=(
            None if coefficients is None else tuple(np.frombuffer(coefficients, "<f8").tolist())
        ),
        made_by=values["made_by"] or "",
        **{name: values[name] for name in _PLAIN if name in values},
    )


def network_to_bytes(network: OneHiddenNetwork) -> bytes:
    """Return the name of the activation and all weights in float64, as an ``.npz`` file."""
    file = io.BytesIO()
    # A network of a scalar input has no such number, as older versions kept it.
    inputs: Any = {} if network.hidden_weights.ndim == 1 else {"n_inputs": network.n_inputs}
    activation = np.array(network.activation.name)
    np.savez(file, activation=activation, weights=network.pack(), **inputs)
    return file.getvalue()


def network_from_bytes(data: bytes) -> OneHiddenNetwork:
    """Return the network that `network_to_bytes` wrote; nothing in it is executed.

    Raises
    ------
    ValueError
        If `data` is not such a file, or has an activation that is not known.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            activation, weights = str(arrays["activation"]), arrays["weights"]
            inputs = (int(arrays["n_inputs"]),) if "n_inputs" in arrays else ()
    except (OSError, KeyError, EOFError, zipfile.BadZipFile) as problem:
        raise SettingError(
            "`data` is not a network: {problem}.", problem=sentence_of(problem)
        ) from None
    n_hidden = (weights.size - 1) // (sum(inputs or (1,)) + 2)
    none = np.zeros(n_hidden)
    return OneHiddenNetwork(activation, np.zeros((n_hidden, *inputs)), none, none, 0.0).unpack(
        weights
    )


def readable(text: str) -> str:
    """Return a text that every database takes: without NUL and without half characters."""
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
