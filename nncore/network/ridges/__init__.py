"""The mean of a unit over a box: ridge functions in up to eight inputs."""

from nncore.network.ridges.mean import ridge_mean, ridge_slope

__all__ = ["ridge_mean", "ridge_slope"]
