"""Neural networks that learn to integrate and to differentiate, beside the exact answer.

Everything here runs without Streamlit. Importing it loads neither TensorFlow nor Dask: the
trainers import Keras when they start, and `nncore.engine` is imported on first use.
"""

import importlib
from typing import TYPE_CHECKING, Any

from nncore.certificates import ErrorEstimate, box_error_estimate, error_estimate
from nncore.experiments import (
    DataFit,
    fit_data,
    make_dataset,
    optimal_stencil,
    start_network,
    train,
)
from nncore.experiments.learned_integral import learn_integral
from nncore.experiments.waves import WaveState, travel
from nncore.formulas import FormulaError, parse_box_formula, parse_formula
from nncore.integrands import (
    BOX_INTEGRANDS,
    INTEGRANDS,
    Box,
    BoxIntegrand,
    Integrand,
    box_integrand,
)
from nncore.network import OneHiddenNetwork, polylog_box_integral, polylog_integral
from nncore.quadrature import gauss_legendre, simpson
from nncore.references import Reference, ReferenceFailure, box_reference, reference
from nncore.samples.measured_data import MeasuredData
from nncore.specs import BoxSpec, DataSpec, IntegrationSpec, StencilSpec, SweepSpec, WaveSpec
from nncore.stencils.band_error import BandError
from nncore.stencils.band_optimum import band_optimum
from nncore.stencils.compact import CompactStencil, compact_stencil
from nncore.stencils.compact_operator import apply_compact_stencil
from nncore.stencils.conditions import Conditions
from nncore.stencils.derivative_matrix import derivative_matrix, laplacian_matrix
from nncore.stencils.dispersion import modified_wavenumber
from nncore.stencils.finite_differences import taylor_stencil
from nncore.stencils.learned import StencilStep
from nncore.stencils.operators import apply_stencil
from nncore.trainers import (
    LBFGS,
    SGD,
    TRAINERS,
    Adagrad,
    Adam,
    AdamW,
    LevenbergMarquardt,
    Nadam,
    OutputLayer,
    RMSprop,
    Trainer,
    TrainingRecord,
    TrainingStatus,
    TrainingStep,
    VariableProjection,
)
from nncore.versions import __version__

if TYPE_CHECKING:
    from nncore import engine

__all__ = [
    "BOX_INTEGRANDS",
    "INTEGRANDS",
    "LBFGS",
    "SGD",
    "TRAINERS",
    "Adagrad",
    "Adam",
    "AdamW",
    "BandError",
    "Box",
    "BoxIntegrand",
    "BoxSpec",
    "DataFit",
    "DataSpec",
    "CompactStencil",
    "Conditions",
    "ErrorEstimate",
    "FormulaError",
    "Integrand",
    "IntegrationSpec",
    "LevenbergMarquardt",
    "MeasuredData",
    "Nadam",
    "OneHiddenNetwork",
    "OutputLayer",
    "RMSprop",
    "Reference",
    "ReferenceFailure",
    "StencilSpec",
    "StencilStep",
    "SweepSpec",
    "Trainer",
    "TrainingRecord",
    "TrainingStatus",
    "TrainingStep",
    "VariableProjection",
    "WaveSpec",
    "WaveState",
    "__version__",
    "apply_compact_stencil",
    "apply_stencil",
    "band_optimum",
    "box_error_estimate",
    "box_integrand",
    "box_reference",
    "compact_stencil",
    "derivative_matrix",
    "engine",
    "error_estimate",
    "fit_data",
    "gauss_legendre",
    "laplacian_matrix",
    "learn_integral",
    "make_dataset",
    "modified_wavenumber",
    "optimal_stencil",
    "parse_box_formula",
    "parse_formula",
    "polylog_box_integral",
    "polylog_integral",
    "reference",
    "simpson",
    "start_network",
    "taylor_stencil",
    "train",
    "travel",
]


def __getattr__(name: str) -> Any:
    # Dask takes half a second to import and most callers never start a cluster.
    if name == "engine":
        return importlib.import_module("nncore.engine")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
