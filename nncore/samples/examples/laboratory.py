"""Examples from a laboratory: a titration, and a spectrum with a gap."""

import numpy as np
from scipy import special

from nncore.arrays import FloatArray
from nncore.messages import marked
from nncore.samples.examples.example import Example

# 25 mL of a strong acid, to which a strong base of the same concentration is added.
_ACID, _CONCENTRATION, _WATER = 25.0, 1e-4, 1e-14
_NEUTRAL = 2.0 * np.sqrt(_WATER)


def _titration_points(rng: np.random.Generator) -> FloatArray:
    # In smaller steps where the colour is about to change.
    return np.concatenate([np.arange(0, 23, 1.0), np.arange(23, 27, 0.2), np.arange(27, 41, 1.0)])


def _ratio(volume: FloatArray) -> FloatArray:
    """Return what is left of the acid, in units of neutral water's ions."""
    return _CONCENTRATION * (_ACID - volume) / (_ACID + volume) / _NEUTRAL


def _titration(volume: FloatArray) -> FloatArray:
    r"""Return the pH: of :math:`[H] - [OH] = \delta` and :math:`[H][OH] = K_w`."""
    return -np.log10(_WATER) / 2.0 - np.arcsinh(_ratio(volume)) / np.log(10.0)


def _titration_slope(volume: FloatArray) -> FloatArray:
    change = 2.0 * _ACID * _CONCENTRATION / (_ACID + volume) ** 2 / _NEUTRAL
    return change / np.sqrt(1.0 + _ratio(volume) ** 2) / np.log(10.0)


def _titration_sum(volume: FloatArray) -> FloatArray:
    r"""Return the antiderivative of the pH.

    With :math:`u = c (A - V) / (A + V)` it is :math:`7 V - \int \mathrm{arsinh}(u) dV / \ln 10`;
    by parts, :math:`(A + V)\,\mathrm{arsinh}\,u - \int (A + V) u' / \sqrt{1 + u^2}\, dV`, and of
    the last integral, in u, :math:`2 A \int du / ((u + c) \sqrt{1 + u^2})`.
    """
    c, u = _CONCENTRATION / _NEUTRAL, _ratio(volume)
    root = np.sqrt(1.0 + c**2)
    rest = -2.0 * _ACID * c / root * np.arcsinh((1.0 - c * u) / (u + c))
    whole = (_ACID + volume) * np.arcsinh(u) - rest
    return -np.log10(_WATER) / 2.0 * volume - whole / np.log(10.0)


TITRATION = Example(
    "titration",
    marked("Titration"),
    marked(
        "Simulated: pH of 25 mL of a strong acid while a base of the same concentration is added. "
        "The derivative is largest where the acid is used up, at 25 mL."
    ),
    ("V / mL", "pH"),
    _titration_points,
    0.05,
    _titration,
    _titration_slope,
    _titration_sum,
)

# Two lines on a background: height, centre and width in nm.
_LINES = ((40.0, 520.0, 12.0), (25.0, 610.0, 20.0))
_BACKGROUND, _TILT, _MIDDLE = 6.0, 0.01, 550.0


def _spectrum_points(rng: np.random.Generator) -> FloatArray:
    wavelengths = np.arange(450.0, 700.5, 1.0)
    return wavelengths[(wavelengths < 555.0) | (wavelengths > 580.0)]


def _spectrum(x: FloatArray) -> FloatArray:
    lines = (h * np.exp(-0.5 * ((x - m) / s) ** 2) for h, m, s in _LINES)
    return _BACKGROUND + _TILT * (x - _MIDDLE) + sum(lines)


def _spectrum_slope(x: FloatArray) -> FloatArray:
    lines = (h * np.exp(-0.5 * ((x - m) / s) ** 2) * (m - x) / s**2 for h, m, s in _LINES)
    return sum(lines, start=np.full_like(x, _TILT))


def _spectrum_sum(x: FloatArray) -> FloatArray:
    lines = (
        h * s * np.sqrt(0.5 * np.pi) * special.erf((x - m) / s / np.sqrt(2)) for h, m, s in _LINES
    )
    return _BACKGROUND * x + _TILT * (x - _MIDDLE) ** 2 / 2.0 + sum(lines)


SPECTRUM = Example(
    "spectrum",
    marked("Spectrum with a gap"),
    marked(
        "Simulated: two lines on a background, counted with noise; the detector was blind between "
        "555 and 580 nm. The integral over a line is its strength."
    ),
    ("wavelength / nm", "signal / counts"),
    _spectrum_points,
    1.5,
    _spectrum,
    _spectrum_slope,
    _spectrum_sum,
)
