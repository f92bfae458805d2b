"""The units of integrals and derivatives, from those of headings."""


def integral_unit(y_unit: str, x_unit: str) -> str:
    """Return the unit of y times that of x: of m/s and s it is m.

    Empty where neither is known; nothing but the last factor is cancelled.
    """
    if x_unit and y_unit.endswith(f"/{x_unit}"):
        return y_unit.removesuffix(f"/{x_unit}")
    return "·".join(filter(None, (y_unit, x_unit)))


def derivative_unit(y_unit: str, x_unit: str) -> str:
    """Return the unit of y over that of x: of m and s it is m/s, of m/s and s it is m/s²."""
    if not x_unit:
        return y_unit
    if y_unit.endswith(f"/{x_unit}") and x_unit.isalpha():
        return f"{y_unit}²"
    below = x_unit if x_unit.isalpha() else f"({x_unit})"
    return f"{y_unit or 1}/{below}"


def labelled(label: str, unit: str) -> str:
    """Return what was measured over its unit, as ISO 80000 has it: t / s, v / (m/s)."""
    if not unit:
        return label
    return f"{label} / {unit if '/' not in unit and '·' not in unit else f'({unit})'}"
