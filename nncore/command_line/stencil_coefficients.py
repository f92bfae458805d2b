"""``stencil --coefficients``: the stencils that need no training, at once."""

import argparse
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import repeat
from typing import Any

import numpy as np

from nncore.command_line.printing import full, print_json, print_pairs, print_table, short
from nncore.experiments.stencil_coefficients import KnownStencil, known_stencils
from nncore.exports.stencil_code import LANGUAGES, leading_error_text, stencil_code
from nncore.messages import SettingError, gettext, marked, said
from nncore.options import parse_text
from nncore.options.ranges import AT_LEAST, AT_MOST, NOT_WHOLE
from nncore.specs import StencilSpec
from nncore.stencils.band_error import NORMS, SPEEDS, WEIGHTS, BandError
from nncore.stencils.offsets import MAX_OFFSETS

#: The phases that the modified wavenumber is printed at, as shares of that of the fastest wave.
_SHARES = (
    Fraction(1, 8),
    Fraction(1, 4),
    Fraction(3, 8),
    Fraction(1, 2),
    Fraction(3, 4),
    Fraction(1),
)
_ROUNDING = 1e-12  # of a modified wavenumber
_SETTINGS = ("language", "band", "error", "norm", "speed", "zeros_at_pi", "neighbours")
_HELP = {
    "coefficients": marked(
        "Print the coefficients of Taylor's stencil, of an optimum and of a compact stencil on the "
        "offsets, at once and without training."
    ),
    "as": marked("Print code to paste instead. One of {choices}."),
    "band": marked(
        "The optimum is for the waves with phases from the first number to the second, in radians "
        "from one grid point to the next; for the random fields if it is left out."
    ),
    "error": marked("The error of the optimum for a band. One of {choices}. Default: {value}."),
    "norm": marked("What of that error is least. One of {choices}. Default: {value}."),
    "speed": marked("Whose error. One of {choices}. Default: {value}."),
    "zeros": marked("How many times the optimum vanishes at the fastest wave. Default: 0."),
    "neighbours": marked(
        "Points on each side whose derivatives take part in the compact stencil. Default: 1."
    ),
}


def add_coefficient_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of this way to print."""
    group = parser.add_argument_group(gettext("coefficients without training"))
    default = BandError()
    group.add_argument("--coefficients", action="store_true", help=gettext(_HELP["coefficients"]))
    group.add_argument(
        "--as",
        dest="language",
        metavar="LANGUAGE",
        help=said(_HELP["as"], choices=", ".join(LANGUAGES)),
    )
    group.add_argument("--band", nargs=2, metavar="X", help=gettext(_HELP["band"]))
    for name, choices, value in (
        ("error", WEIGHTS, default.weight),
        ("norm", NORMS, default.norm),
        ("speed", SPEEDS, default.speed),
    ):
        text = said(_HELP[name], choices=", ".join(choices), value=value)
        group.add_argument(f"--{name}", metavar="NAME", help=text)
    group.add_argument("--zeros-at-pi", metavar="N", help=gettext(_HELP["zeros"]))
    group.add_argument("--neighbours", metavar="N", help=gettext(_HELP["neighbours"]))


def print_coefficients(spec: StencilSpec, arguments: argparse.Namespace) -> int:
    """Print the stencils of a spec; return the exit code."""
    found = known_stencils(
        spec,
        _band_error(arguments, spec.noise),
        _count("zeros_at_pi", arguments.zeros_at_pi, 0),
        _count("neighbours", arguments.neighbours, 1),
    )
    if arguments.language is not None:
        language = arguments.language.strip()
        if language not in LANGUAGES:
            raise SettingError(
                "`{name}` must be one of {choices}, got {value}.",
                name="as",
                choices=", ".join(LANGUAGES),
                value=language,
            )
        print("\n".join(stencil_code(stencil, language) for stencil in found), end="")
    elif arguments.json:
        print_json({stencil.method: _as_json(stencil) for stencil in found})
    else:
        _print(found)
    return 0


def check_coefficient_arguments(arguments: argparse.Namespace) -> None:
    """Raise ValueError for a setting of the coefficients where a network is trained."""
    for name in _SETTINGS:
        if not arguments.coefficients and getattr(arguments, name) is not None:
            raise SettingError(
                "`{name}` must stand together with --coefficients, as a network learns from "
                "fields; add that or leave it out.",
                name=name,
            )


def _band_error(arguments: argparse.Namespace, noise: float) -> BandError | None:
    """Return what the optimum minimises; None for the fields."""
    given = {name: getattr(arguments, name) for name in ("error", "norm", "speed")}
    texts = {name: value.strip() for name, value in given.items() if value is not None}
    if arguments.band is None and not texts:
        return None
    if "error" in texts:
        texts["weight"] = texts.pop("error")
    band = {}
    if arguments.band is not None:
        ends = [parse_text(BandError, name, text.strip()) for name, text in _ends(arguments.band)]
        band = dict(zip(("lower", "upper"), ends, strict=True))
    return BandError(**band, **texts, noise=noise)


def _ends(band: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(("lower", "upper"), band, strict=True))


def _count(name: str, text: str | None, default: int) -> int:
    if text is None:
        return default
    try:
        number = int(text)
    except ValueError:
        raise SettingError(NOT_WHOLE, name=name, value=repr(text.strip())) from None
    if not 0 <= number <= MAX_OFFSETS:
        rule, bound = (AT_LEAST, 0) if number < 0 else (AT_MOST, MAX_OFFSETS)
        raise SettingError(rule, name=name, bound=bound, value=number)
    return number


def _as_json(stencil: KnownStencil) -> dict[str, Any]:
    found: dict[str, Any] = {
        "offsets": [float(s) for s in stencil.offsets],
        "coefficients": stencil.coefficients,
        "derivative_order": stencil.derivative_order,
        "accuracy_order": stencil.accuracy_order,
        "error_constant": float(stencil.error_constant),
    }
    if stencil.fractions is not None:
        found["fractions"] = list(map(str, stencil.fractions))
    if stencil.compact is not None:
        found["implicit_offsets"] = [float(t) for t in stencil.compact.implicit_offsets]
        found["implicit_coefficients"] = list(map(str, stencil.compact.implicit_coefficients))
    return found


def _print(found: Sequence[KnownStencil]) -> None:
    for stencil in found:
        print_pairs(
            {
                gettext("stencil"): stencil.method,
                gettext("order"): str(stencil.accuracy_order),
                gettext("leading error"): leading_error_text(stencil),
            }
        )
        print_table(
            (gettext("offset"), gettext("coefficient"), gettext("exactly")),
            _rows(stencil.offsets, stencil.coefficients.tolist(), stencil.fractions),
        )
        if stencil.compact is not None:
            neighbours = stencil.compact.implicit_coefficients
            print_table(
                (gettext("neighbour"), gettext("coefficient"), gettext("exactly")),
                _rows(stencil.compact.implicit_offsets, map(float, neighbours), neighbours),
            )
        print()
    _print_wavenumbers(found)


def _rows(
    offsets: Iterable[Fraction],
    coefficients: Iterable[float],
    fractions: Sequence[Fraction] | None,
) -> list[tuple[str, str, str]]:
    exactly = map(str, fractions) if fractions is not None else repeat("")
    return [
        (f"{'+' if s > 0 else ''}{s}", full(c), exact)
        for s, c, exact in zip(offsets, coefficients, exactly, strict=False)
    ]


def _print_wavenumbers(found: Sequence[KnownStencil]) -> None:
    theta = np.pi * np.array([float(share) for share in _SHARES])
    order = found[0].derivative_order
    columns = [stencil.modified_wavenumber(theta) for stencil in found]
    print_table(
        (gettext("phase"), gettext("exact"), *(stencil.method for stencil in found)),
        [
            (f"{share} π", short(theta[j] ** order), *(_complex(column[j]) for column in columns))
            for j, share in enumerate(_SHARES)
        ],
    )


def _complex(value: complex) -> str:
    """Write a value without the parts that are rounding, as for symmetric stencils."""
    real, imaginary = (0.0 if abs(part) < _ROUNDING else part for part in (value.real, value.imag))
    return f"{real:.6g}{imaginary:+.6g}i" if imaginary else f"{real:.6g}"
