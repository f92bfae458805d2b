"""The paper's rule of thumb for the number of hidden units."""

import math


def rule_of_thumb(n_samples: int, n_inputs: int, k1: float, k2: float) -> float:
    r"""Return how many hidden units the paper [1]_ recommends.

    .. math:: k = (\log_{10} N)^{-k_1} \cdot k_2 \cdot \frac{N}{n + 2}

    A network with n inputs and k units has :math:`k\,(n + 2) + 1` parameters, so that
    :math:`N / (n + 2)` units are as many parameters as samples, and the two constants say for how
    large a share of that one settles. The notebook mentions the recommendation and takes 10,000
    units without using it; it quotes no constants, so there are no defaults here.

    Parameters
    ----------
    n_samples : int
        N, the number of training samples, at least 2.
    n_inputs : int
        n, the dimension of x; 1 for an integral over an interval.
    k1, k2 : float
        The constants; the larger `k1` and the smaller `k2`, the fewer units. `k2` is above 0.

    Returns
    -------
    float
        Not rounded, and at least 1.

    Raises
    ------
    ValueError
        If an argument is out of its range.

    References
    ----------
    .. [1] S. Lloyd, R. A. Irani, M. Ahmadi, "Using neural networks for fast numerical integration
       and optimization", IEEE Access 8 (2020), 84519-84531. DOI 10.1109/ACCESS.2020.2991966
    """
    for name, count, least in (("n_samples", n_samples, 2), ("n_inputs", n_inputs, 1)):
        if count < least:
            raise ValueError(f"`{name}` must be at least {least}, got {count}.")
    if not k2 > 0.0:
        raise ValueError(f"`k2` must be above 0, got {k2}.")
    if not math.isfinite(k1):
        raise ValueError(f"`k1` must be finite, got {k1}.")
    return max(1.0, math.log10(n_samples) ** -k1 * k2 * n_samples / (n_inputs + 2))
