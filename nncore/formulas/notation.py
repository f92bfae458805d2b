"""From tokens as people write them to a formula in Python's spelling.

Products without a sign, functions without parentheses, sin²x, abs(x) with bars and roots with
their sign are written out. What can be read in two ways is not guessed: the sentence offers both.
"""

from __future__ import annotations

from nncore.formulas.commas import with_points
from nncore.formulas.cursor import NO_PARTNER
from nncore.formulas.function_reader import STARTS_OPERAND, FunctionReader
from nncore.formulas.latex_input import to_plain
from nncore.formulas.names import NOT_KNOWN
from nncore.formulas.tokens import Kind, Token, not_allowed, scan
from nncore.formulas.variables import ONE_VARIABLE, Variables
from nncore.formulas.vocabulary import (
    FormulaError,
    UnknownNameError,
)
from nncore.messages import Sentence, marked

_ROOTS = {"2": "\u221a", "3": "\u221b", "4": "\u221c"}  # the third root may be ³√ as well

_READ_AS = marked("{problem} The formula was read as `{text}`.")


def python_spelling(text: str, variables: Variables = ONE_VARIABLE) -> str:
    """Return a formula in Python's spelling, without spaces; nothing is evaluated.

    Arguments are separated by semicolons, so that no comma can be taken for a decimal one.

    Raises
    ------
    FormulaError
        In one sentence: what is wrong at which position, or the two ways to read it.

    Examples
    --------
    >>> python_spelling("2x sin²x + |x|")
    '2*x*sin(x)**2+abs(x)'
    """
    plain = to_plain(text)
    try:
        return _Reader(with_points(scan(plain, variables)), plain, variables).formula()
    except RecursionError:
        raise FormulaError("The formula is nested too deep; use fewer parentheses.") from None
    except FormulaError as error:
        is_as_typed = len(plain) == len(text) and all(
            one in (" ", other) for one, other in zip(plain, text, strict=True)
        )
        if is_as_typed or plain.strip() == text:
            raise
        raise type(error)(_READ_AS, problem=error.sentence, text=plain.strip()) from None


class _Reader(FunctionReader):
    """Reads tokens from left to right; every method returns what it has read."""

    def __init__(self, tokens: list[Token], text: str, variables: Variables) -> None:
        super().__init__(tokens, text)
        self._variables = variables
        self._exponent: tuple[int, str, str] | None = None  # its end, base and itself

    def formula(self) -> str:
        result = self._sum()
        if self._next.kind is Kind.BAR:
            self._fail(Sentence(NO_PARTNER))
        if self._next.kind is not Kind.EDGE:
            raise not_allowed(self._next.text, self._next.position)
        return result

    def _sum(self) -> str:
        result = self._signs() + self._product()
        while self._next.kind is Kind.SIGN:
            result += self._signs() + self._product()
        return result

    def _product(self) -> str:
        result, divided = self._power(), ""
        while True:
            if self._is("*", "/"):
                operator = self._take().source
                divided = result if operator == "/" else ""
                factor = self._signs() + self._power()
                result += operator + factor
            elif self._starts_operand():
                if divided:
                    position, more = self._next.position, self._power()
                    self._two_ways(f"{result}*{more}", f"{divided}/({factor}*{more})", position)
                self._check_product()
                result += "*" + self._power()
            else:
                return result

    def _check_product(self) -> None:
        """Refuse a product without a sign that may be meant as something else."""
        left, right = self._tokens[self._at - 1], self._next
        position = right.position
        if right.kind in (Kind.NUMBER, Kind.FRACTION):
            if left.kind is Kind.NUMBER:
                second = f"{left.text} + {right.text}" if right.kind is Kind.FRACTION else ""
                product = f"{left.text}*{right.text}"
                if _is_group_of_digits(left, right):
                    second = f"{left.text}{right.text}"
                if right.text.startswith(".") and left.end == position:
                    self._fail(
                        Sentence(
                            "`{number}` at position {position} has two points; write one number.",
                            number=left.text + right.text,
                        )
                    )
                if second:
                    self._two_ways(product, second, position)
                self._fail(
                    Sentence(
                        "Put a `*` between `{left}` and `{right}` at position {position}: "
                        "`{product}`.",
                        left=left.text,
                        right=right.text,
                        product=product,
                    )
                )
            self._two_ways(f"{left.text}*{right.text}", f"{left.text}^{right.text}", position)
        if self._exponent and self._exponent[0] == self._at and right.kind is Kind.NAME:
            if left.end == position:  # e^2x
                _, base, exponent = self._exponent
                more = self._power()
                self._two_ways(f"{base}^{exponent}*{more}", f"{base}^({exponent}*{more})", position)

    def _power(self) -> str:
        result = self._factorial()
        if self._next.kind is Kind.SUPERSCRIPT:
            self._check_root_of_degree(result)
            result += f"**{self._take().source}"
            if self._is("**") or self._next.kind is Kind.SUPERSCRIPT:
                self._fail(
                    Sentence(
                        "Put parentheses around the power before `{next}` at position {position}, "
                        "or write it with `^`.",
                        next=self._next.text,
                    )
                )
        elif self._is("**"):
            self._take()
            exponent = self._signs() + self._power()
            if self._tokens[self._at - 1].kind in (Kind.NUMBER, Kind.NAME):
                self._exponent = self._at, result, exponent
            self._check_exponent(result, exponent)
            result += f"**{exponent}"
        return result

    def _check_exponent(self, base: str, exponent: str) -> None:
        """Refuse x^1/2, where nobody needs the power 1."""
        slash, number = self._tokens[self._at : self._at + 2] if self._is("/") else (None, None)
        if slash and number and exponent.lstrip("+-") == "1" and number.kind is Kind.NUMBER:
            divided = f"{exponent}/{number.text}"
            self._two_ways(f"{base}^({divided})", f"{base}^{divided}", slash.position)

    def _factorial(self) -> str:
        result = self._atom()
        if self._next.kind is not Kind.FACTORIAL:
            return result
        self._take()
        if self._next.kind is Kind.FACTORIAL:
            self._fail(
                Sentence(
                    "Two `!` at position {position} are no factorial; write `gamma(x+1)` for that "
                    "of x."
                )
            )
        return f"gamma({result}+1)"

    def _atom(self) -> str:
        token = self._next
        match token.kind:
            case Kind.NAME if token.source == "True":
                raise UnknownNameError(NOT_KNOWN, name=token.text, **self._variables.offered)
            case Kind.NUMBER | Kind.NAME | Kind.FRACTION:
                return self._take().source
            case Kind.OPENING:
                return self._parenthesis()
            case Kind.BAR:
                return self._size()
            case Kind.ROOT:
                return self._root(self._take().source)
            case Kind.SUPERSCRIPT if token.source in _ROOTS and self._is_before_root():
                self._take()
                self._take()
                return self._root(_ROOTS[token.source])
            case Kind.FUNCTION:
                return self._call()
            case Kind.EDGE:
                last = self._tokens[self._at - 1]
                self._fail(
                    Sentence(
                        "The formula breaks off after `{last}` at position {position}; put a "
                        "number or x there.",
                        last=last.text,
                    )
                )
        self._fail(
            Sentence("Put a number or x before `{next}` at position {position}.", next=token.text)
        )

    def _parenthesis(self) -> str:
        self._take()
        outer, self._n_bars = self._n_bars, 0
        inner = self._sum()
        self._n_bars = outer
        self._close()
        return f"({inner})"

    def _size(self) -> str:
        opening = self._take()
        self._n_bars += 1
        inner = self._sum()
        self._n_bars -= 1
        if self._next.kind is not Kind.BAR:
            raise FormulaError(NO_PARTNER, position=opening.position)
        self._take()
        is_product = self._next.kind in STARTS_OPERAND - {Kind.BAR}
        rest = self._tokens[self._at :]
        if is_product and any(token.kind is Kind.BAR for token in rest):
            self._fail(
                Sentence(
                    "The bars before this part at position {position} can be read in two ways; "
                    "write `abs(...)`."
                )
            )
        return f"abs({inner})"

    def _check_root_of_degree(self, before: str) -> None:
        """Refuse x ³√x, where the blank leaves open what the 3 belongs to."""
        power, is_apart = self._next, self._tokens[self._at - 1].end < self._next.position
        if is_apart and self._is_before_root():
            root = _ROOTS.get(power.source, f"{power.text}\u221a")
            self._two_ways(
                f"{before}^{power.source}*\u221a(...)", f"{before}*{root}(...)", power.position
            )

    def _is_before_root(self) -> bool:
        return self._tokens[self._at + 1].source == "\u221a"

    def _root(self, symbol: str) -> str:
        operand = self._next
        inner = self._atom()
        is_enclosed = operand.kind in (Kind.OPENING, Kind.FRACTION)
        result = _root_of(symbol, inner[1:-1] if is_enclosed else inner)
        if operand.kind in (Kind.OPENING, Kind.BAR):
            return result
        start, position = self._at, self._next.position
        if self._next.kind is Kind.SUPERSCRIPT or self._is("**"):
            is_sign = self._is("**")
            power = self._take().source
            if is_sign:
                power = self._signs() + self._atom()
            self._two_ways(f"{result}^{power}", _root_of(symbol, f"{inner}^{power}"), position)
        if operand.text == "1" and self._next.kind is Kind.SIGN:
            self._fail(
                Sentence(
                    "Put the radicand before this sign at position {position} in parentheses, as "
                    "in `√(1-x)`."
                )
            )
        if operand.kind is not Kind.FUNCTION and self._next.kind in (Kind.NAME, Kind.OPENING):
            more = self._atom()
            self._two_ways(f"{result}*{more}", _root_of(symbol, f"{inner}*{more}"), position)
        self._at = start
        return result


def _is_group_of_digits(left: Token, right: Token) -> bool:
    """Whether two numbers may be one with a blank for the thousands."""
    return left.text.isdigit() and right.text.isdigit() and len(right.text) == 3


def _root_of(symbol: str, radicand: str) -> str:
    if symbol == "\u221c":
        return f"(({radicand})**(1/4))"
    name = "sqrt" if symbol == "\u221a" else "cbrt"
    return f"{name}({radicand})"
