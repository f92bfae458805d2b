"""A typed formula as an integrand: tokens, a whitelisted tree, and evaluators that walk it."""

from nncore.formulas.box_formula import BoxFormula, parse_box_formula
from nncore.formulas.formula import Formula, parse_formula
from nncore.formulas.vocabulary import FormulaError, UnknownNameError

__all__ = [
    "BoxFormula",
    "Formula",
    "FormulaError",
    "UnknownNameError",
    "parse_box_formula",
    "parse_formula",
]
