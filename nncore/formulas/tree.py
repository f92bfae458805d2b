"""The tree of a formula, and the walk from its leaves to its root that every evaluator makes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Value = TypeVar("Value")


@dataclass(frozen=True)
class Number:
    """A literal, not negative."""

    value: int | float


@dataclass(frozen=True)
class Variable:
    """A variable: x, or an input of a function of several."""

    name: str = "x"


@dataclass(frozen=True)
class Constant:
    """A named constant, ``pi`` or ``e``."""

    name: str


@dataclass(frozen=True)
class Negative:
    """The operand with the opposite sign."""

    operand: Node


@dataclass(frozen=True)
class Binary:
    """Two operands joined by ``+ - * /`` or ``**``."""

    symbol: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Call:
    """A function of one argument, by its name in `nncore.formulas.vocabulary` (no synonym)."""

    function: str
    argument: Node


@dataclass(frozen=True)
class Choice:
    """One operand where the test is positive, the other elsewhere.

    The larger of a and b is ``Choice(a - b, a, b)``; a condition a < b has the test ``b - a``.
    """

    test: Node
    positive: Node
    otherwise: Node


Node = Number | Variable | Constant | Negative | Binary | Call | Choice


class Evaluator(ABC, Generic[Value]):
    """An arithmetic in which a formula has a value: of arrays, of series, of symbols, of LaTeX.

    A subclass says what the leaves are and how the operations act on the values of their operands.
    """

    def evaluate(self, node: Node) -> Value:
        """Return the value of a tree."""
        match node:
            case Number(value):
                return self.number(value)
            case Variable(name):
                return self.variable(name)
            case Constant(name):
                return self.constant(name)
            case Negative(operand):
                return self.negative(self.evaluate(operand))
            case Call(function, argument):
                return self.call(function, self.evaluate(argument))
            case Binary("**", Constant("e"), exponent):
                # A rounded e to a large power has lost digits that the exponential has.
                return self.call("exp", self.evaluate(exponent))
            case Binary(symbol, left, right):
                return self._join(symbol, self.evaluate(left), self.evaluate(right))
            case Choice(test, positive, otherwise):
                values = self.evaluate(test), self.evaluate(positive), self.evaluate(otherwise)
                return self.choice(*values)

    def _join(self, symbol: str, left: Value, right: Value) -> Value:
        match symbol:
            case "+":
                return self.sum(left, right)
            case "-":
                return self.difference(left, right)
            case "*":
                return self.product(left, right)
            case "/":
                return self.quotient(left, right)
        return self.power(left, right)

    @abstractmethod
    def number(self, value: int | float) -> Value:
        """Return the value of a literal."""

    @abstractmethod
    def variable(self, name: str) -> Value:
        """Return the value of a variable."""

    @abstractmethod
    def constant(self, name: str) -> Value:
        """Return the value of ``pi`` or ``e``."""

    @abstractmethod
    def negative(self, operand: Value) -> Value:
        """Return the operand with the opposite sign."""

    @abstractmethod
    def sum(self, left: Value, right: Value) -> Value:
        """Add."""

    def difference(self, left: Value, right: Value) -> Value:
        """Subtract."""
        return self.sum(left, self.negative(right))

    @abstractmethod
    def product(self, left: Value, right: Value) -> Value:
        """Multiply."""

    @abstractmethod
    def quotient(self, left: Value, right: Value) -> Value:
        """Divide."""

    @abstractmethod
    def power(self, base: Value, exponent: Value) -> Value:
        """Raise to a power; a base of ``e`` comes to `call` as ``exp`` instead."""

    @abstractmethod
    def call(self, function: str, argument: Value) -> Value:
        """Apply a function."""

    @abstractmethod
    def choice(self, test: Value, positive: Value, otherwise: Value) -> Value:
        """Return one value where the test is positive, the other elsewhere."""


def nodes(tree: Node) -> Iterator[Node]:
    """Yield every node of a tree, operands before what is made of them."""
    for operand in operands(tree):
        yield from nodes(operand)
    yield tree


def operands(node: Node) -> tuple[Node, ...]:
    """Return what a node is made of, from left to right."""
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, argument):
            return (argument,)
        case Choice(test, positive, otherwise):
            return (test, positive, otherwise)
    return ()


def contains_x(tree: Node) -> bool:
    """Whether a variable stands in a tree."""
    return any(isinstance(node, Variable) for node in nodes(tree))


def substituted(tree: Node, meanings: Mapping[str, Node]) -> Node:
    """Return a tree with other nodes in the place of some of its variables.

    Parameters
    ----------
    tree : Node
        Any tree.
    meanings : mapping of str to Node
        Variable -> what stands for it; the others stay.
    """
    match tree:
        case Variable(name):
            return meanings.get(name, tree)
        case Negative(operand):
            return Negative(substituted(operand, meanings))
        case Binary(symbol, left, right):
            return Binary(symbol, substituted(left, meanings), substituted(right, meanings))
        case Call(function, argument):
            return Call(function, substituted(argument, meanings))
        case Choice(test, positive, otherwise):
            parts = (substituted(part, meanings) for part in (test, positive, otherwise))
            return Choice(*parts)
    return tree


def variable_names(tree: Node) -> frozenset[str]:
    """Return the names of the variables that stand in a tree."""
    return frozenset(node.name for node in nodes(tree) if isinstance(node, Variable))
