"""The two notebooks: what they ran, what they printed, and why.

The first one learns to integrate. `autopsy` computes its table again, with each of its `Quirks` as
printed or put right, on any network, for instance the `stored_network`; `repair` mends the printed
table itself.
"""

from nncore.notebooks.hidden_size import SizeCurve, implied_k2, rule_of_thumb, size_curves
from nncore.notebooks.output_bias import ConsoleLine, implied_output_bias, list_repetition, repair
from nncore.notebooks.presets import FULL_SPEC, INTEGRATION_SPEC
from nncore.notebooks.printed_integrals import PrintedRow
from nncore.notebooks.published_formula import OverflowArguments, nni, overflow_arguments
from nncore.notebooks.quirks import (
    AS_PRINTED,
    OVERFLOW_LIMITS,
    PUT_RIGHT,
    SWITCHES,
    Precision,
    Quirks,
)
from nncore.notebooks.small_network import STORED_SPEC, StoredNetwork, stored_network
from nncore.notebooks.small_weights import Cancellation, cancellation
from nncore.notebooks.ten_intervals import (
    Autopsy,
    autopsy,
    cancellation_loss,
    sni,
    table_intervals,
)

__all__ = [
    "AS_PRINTED",
    "FULL_SPEC",
    "INTEGRATION_SPEC",
    "OVERFLOW_LIMITS",
    "PUT_RIGHT",
    "STORED_SPEC",
    "SWITCHES",
    "Autopsy",
    "Cancellation",
    "ConsoleLine",
    "OverflowArguments",
    "Precision",
    "PrintedRow",
    "Quirks",
    "SizeCurve",
    "StoredNetwork",
    "autopsy",
    "cancellation",
    "cancellation_loss",
    "implied_k2",
    "implied_output_bias",
    "list_repetition",
    "nni",
    "overflow_arguments",
    "repair",
    "rule_of_thumb",
    "size_curves",
    "sni",
    "stored_network",
    "table_intervals",
]
