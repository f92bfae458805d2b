"""A typed formula as an integrand: tokens, then a tree of its own, never evaluated as Python."""

from nncore.formulas.formula import Formula, parse_formula
from nncore.formulas.vocabulary import FormulaError

__all__ = ["Formula", "FormulaError", "parse_formula"]
