"""A fit to measurements, put to work."""

from nncore.experiments.data_fit import DataFit
from nncore.experiments.data_posterior import data_posterior
from nncore.samples.measured_data import MeasuredData
from nncore.specs.data import DataSpec


def fit_data(data: MeasuredData, spec: DataSpec | None = None) -> DataFit:
    r"""Fit a curve to measurements, and say how well it is known.

    The curve is a network of which the hidden layer is given and the output layer uncertain,

    .. math:: y_i = d + \sum_j v_j\,\sigma(w_j x_i + b_j) + \varepsilon_i,

    with normal priors of the :math:`v_j`. Noise and prior scale are integrated out, and hidden
    layers of many sizes, each a degree of smoothness, are averaged by their evidence
    (`nncore.posterior`). So the integral between any limits, the derivative and the curve itself
    are mixtures of Student's t distributions, in closed form.

    Where nothing was measured, errors grow with the distance from the measurements on both sides.
    More than 4,096 points are brought together in narrow bins first.

    Parameters
    ----------
    data : MeasuredData
        Measurements. With `sigma`, its noise is known, unless the spec says that only the ratios
        are, or the measurements scatter far more; without it, the noise is estimated.
    spec : DataSpec, optional
        What is chosen; its default by default.

    Returns
    -------
    DataFit
        The network, its integral and derivative with their errors, and what was assumed.

    Raises
    ------
    SettingError
        If there are too few measurements to tell the noise.

    References
    ----------
    D. J. C. MacKay, "Bayesian interpolation", Neural Computation 4, 1992, 415-447,
    https://doi.org/10.1162/neco.1992.4.3.415

    C. M. Bishop, "Pattern Recognition and Machine Learning", Springer, 2006, chapter 3

    Examples
    --------
    >>> import numpy as np
    >>> x = np.linspace(0.0, 1.0, 30)
    >>> fit = fit_data(MeasuredData(x, x**2, sigma=0.01))
    >>> value, standard_error = fit.integral(0.0, 1.0)
    >>> bool(abs(value - 1 / 3) < 3 * standard_error)
    True
    """
    spec = DataSpec() if spec is None else spec
    return DataFit(data, spec, *data_posterior(data, spec))
