"""Many measurements brought together to means over short intervals."""

import numpy as np

from nncore.samples.measured_data import MeasuredData


def binned(data: MeasuredData, n_bins: int) -> MeasuredData:
    r"""Return the weighted means of x and y over intervals of equal width.

    The first and the last point stay as they are, so that no part of the curve is lost. An
    interval without points has none, and a gap stays a gap. Over an interval the curve has to be
    nearly straight: its mean is off by :math:`f'' \Delta^2 / 24`. Data of no more points are
    returned.

    Parameters
    ----------
    data : MeasuredData
        Of any size.
    n_bins : int
        At most so many points are returned; at least 3.
    """
    if len(data) <= n_bins:
        return data
    width = (data.x[-1] - data.x[0]) / (n_bins - 2)
    cells = ((data.x - data.x[0]) / width).astype(np.int64)
    cells[0], cells[-1] = -1, n_bins
    first = np.flatnonzero(np.diff(cells, prepend=-2))
    counts = np.asarray(data.counts)
    weights = counts if data.sigma is None else data.sigma**-2.0
    sums = np.add.reduceat(weights, first)
    return MeasuredData(
        np.add.reduceat(weights * (data.x - data.x[0]), first) / sums + data.x[0],
        np.add.reduceat(weights * data.y, first) / sums,
        None if data.sigma is None else sums**-0.5,
        x_label=data.x_label,
        y_label=data.y_label,
        x_unit=data.x_unit,
        y_unit=data.y_unit,
        mended=data.mended,
        counts=np.add.reduceat(counts, first),
    )
