"""A typed formula as an integrand: tokens, a whitelisted tree, and evaluators that walk it."""

from nncore.formulas.formula import Formula, parse_formula
from nncore.formulas.vocabulary import FormulaError, UnknownNameError

__all__ = ["Formula", "FormulaError", "UnknownNameError", "parse_formula"]
