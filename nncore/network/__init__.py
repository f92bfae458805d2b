"""The network with one hidden layer, its integral in closed form, and what stands in for it."""

from nncore.network.one_hidden import OneHiddenNetwork
from nncore.network.polylogarithm import polylog_box_integral, polylog_integral

__all__ = ["OneHiddenNetwork", "polylog_box_integral", "polylog_integral"]
