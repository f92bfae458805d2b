"""From tokens as people write them to a formula in Python's spelling.

Products without a sign, functions without parentheses, sin²x, abs(x) with bars and roots with
their sign are written out. What can be read in two ways is not guessed: the sentence offers both.
"""

from __future__ import annotations

from nncore.formulas.commas import with_points
from nncore.formulas.cursor import TokenCursor
from nncore.formulas.latex_input import from_latex, is_latex
from nncore.formulas.tokens import NUMPY_SINC, Kind, Token, not_allowed, scan
from nncore.formulas.variables import ONE_VARIABLE, Variables
from nncore.formulas.vocabulary import (
    INVERSES,
    SEVERAL,
    SYNONYMS,
    FormulaError,
    UnknownNameError,
)

_STARTS_OPERAND = frozenset(
    (Kind.NUMBER, Kind.NAME, Kind.FUNCTION, Kind.FRACTION, Kind.ROOT, Kind.OPENING, Kind.BAR)
)
_CONSTANT = frozenset((Kind.NUMBER, Kind.FRACTION, Kind.SUPERSCRIPT, Kind.OPERATOR, Kind.SIGN))


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
    plain = from_latex(text) if is_latex(text) else text
    try:
        return _Reader(with_points(scan(plain, variables)), plain, variables).formula()
    except RecursionError:
        raise FormulaError("The formula is nested too deep; use fewer parentheses.") from None
    except FormulaError as error:
        if plain == text or plain.strip() == text:
            raise
        problem = str(error).removesuffix(".")
        raise type(error)(f"{problem}, in what was read as `{plain.strip()}`.") from None


class _Reader(TokenCursor):
    """Reads tokens from left to right; every method returns what it has read."""

    def __init__(self, tokens: list[Token], text: str, variables: Variables) -> None:
        super().__init__(tokens, text)
        self._variables = variables
        self._n_bars = 0  # that are open, since the last parenthesis
        self._exponent: tuple[int, str, str] | None = None  # its end, base and itself

    def formula(self) -> str:
        result = self._sum()
        if self._next.kind is Kind.BAR:
            self._fail("The `|` {at} has no partner; write `abs(...)`.")
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

    def _starts_operand(self) -> bool:
        is_end = self._next.kind is Kind.BAR and self._n_bars
        return self._next.kind in _STARTS_OPERAND and not is_end

    def _check_product(self) -> None:
        """Refuse a product without a sign that may be meant as something else."""
        left, right = self._tokens[self._at - 1], self._next
        position = right.position
        if right.kind in (Kind.NUMBER, Kind.FRACTION):
            if left.kind is Kind.NUMBER:
                second = f"{left.text} + {right.text}" if right.kind is Kind.FRACTION else ""
                product = f"{left.text}*{right.text}"
                if second:
                    self._two_ways(product, second, position)
                self._fail(
                    f"Put a `*` between `{left.text}` and `{right.text}` {{at}}: `{product}`."
                )
            self._two_ways(f"{left.text}*{right.text}", f"{left.text}^{right.text}", position)
        if self._exponent and self._exponent[0] == self._at and right.kind is Kind.NAME:
            if left.end == position:  # e^2x
                _, base, exponent = self._exponent
                more = self._power()
                self._two_ways(f"{base}^{exponent}*{more}", f"{base}^({exponent}*{more})", position)

    def _power(self) -> str:
        result = self._atom()
        if self._next.kind is Kind.SUPERSCRIPT:
            result += f"**{self._take().source}"
            if self._is("**") or self._next.kind is Kind.SUPERSCRIPT:
                self._fail(
                    f"Put parentheses around the power before `{self._next.text}` {{at}}, "
                    "or write it with `^`."
                )
        elif self._is("**"):
            self._take()
            exponent = self._signs() + self._power()
            if self._tokens[self._at - 1].kind in (Kind.NUMBER, Kind.NAME):
                self._exponent = self._at, result, exponent
            result += f"**{exponent}"
        return result

    def _atom(self) -> str:
        token = self._next
        match token.kind:
            case Kind.NAME if token.source == "True":
                raise UnknownNameError(f"`{token.text}` is not known; {self._variables.advice}.")
            case Kind.NUMBER | Kind.NAME | Kind.FRACTION:
                return self._take().source
            case Kind.OPENING:
                return self._parenthesis()
            case Kind.BAR:
                return self._size()
            case Kind.ROOT:
                return self._root()
            case Kind.FUNCTION:
                return self._call()
            case Kind.EDGE:
                last = self._tokens[self._at - 1]
                self._fail(
                    f"The formula breaks off after `{last.text}` {{at}}; put a number or x there."
                )
        self._fail(f"Put a number or x before `{token.text}` {{at}}.")

    def _parenthesis(self) -> str:
        self._take()
        outer, self._n_bars = self._n_bars, 0
        inner = self._sum()
        self._n_bars = outer
        self._close()
        return f"({inner})"

    def _close(self) -> None:
        if self._next.kind is Kind.BAR:
            self._fail("The `|` {at} has no partner; write `abs(...)`.")
        if self._next.kind is not Kind.CLOSING:
            raise not_allowed(self._next.text, self._next.position)
        self._take()

    def _size(self) -> str:
        opening = self._take()
        self._n_bars += 1
        inner = self._sum()
        self._n_bars -= 1
        if self._next.kind is not Kind.BAR:
            raise FormulaError(
                f"The `|` at position {opening.position} has no partner; write `abs(...)`."
            )
        self._take()
        is_product = self._next.kind in _STARTS_OPERAND - {Kind.BAR}
        rest = self._tokens[self._at :]
        if is_product and any(token.kind is Kind.BAR for token in rest):
            self._fail("The bars before this part {at} can be read in two ways; write `abs(...)`.")
        return f"abs({inner})"

    def _root(self) -> str:
        name = "sqrt" if self._take().source == "\u221a" else "cbrt"
        operand = self._next
        inner = self._atom()
        if operand.kind in (Kind.OPENING, Kind.BAR):
            return f"{name}{inner}" if inner.startswith("(") else f"{name}({inner})"
        start, position = self._at, self._next.position
        if self._next.kind is Kind.SUPERSCRIPT or self._is("**"):
            self._take()
            self._two_ways(f"{name}({inner})^2", f"{name}({inner}^2)", position)
        if operand.kind is not Kind.FUNCTION and self._next.kind in (Kind.NAME, Kind.OPENING):
            more = self._atom()
            self._two_ways(f"{name}({inner})*{more}", f"{name}({inner}*{more})", position)
        self._at = start
        return f"{name}({inner})"

    def _call(self) -> str:
        token = self._take()
        exponent = self._exponent_of(token)
        name = SYNONYMS.get(token.source, token.source)
        if name in SEVERAL and self._next.kind is Kind.OPENING:
            result = self._several(token.source, name)
        elif self._next.kind is Kind.OPENING:
            result = _applied(token.source, self._parenthesis()[1:-1])
        else:
            result = self._bare(token)
        if not exponent:
            return result
        result += f"**{exponent}"
        again = self._is("**") or self._next.kind is Kind.SUPERSCRIPT
        return f"({result})" if again else result

    def _exponent_of(self, function: Token) -> str:
        """Read the exponent between a function and its argument, as in sin²x."""
        position = self._next.position
        if self._next.kind is Kind.SUPERSCRIPT:
            exponent = self._take().source
        elif self._is("**"):
            self._take()
            exponent = self._signs() + self._atom()
        else:
            return ""
        if exponent.strip("()") == "-1":
            name = SYNONYMS.get(function.source, function.source)
            inverse = INVERSES.get(name, f"the inverse of {name}")
            self._two_ways(f"1/{name}(x)", inverse + "(x)" * (name in INVERSES), position)
        return exponent

    def _bare(self, function: Token) -> str:
        """Read the argument of a function without parentheses: sin x, sin 2πx, ln -x."""
        if self._next.kind not in _STARTS_OPERAND | {Kind.SIGN}:
            self._fail(
                f"Put the argument of `{function.text}` in parentheses {{at}}, "
                f"as in `{function.text}(x)`."
            )
        first = self._at
        argument = self._signs() + self._power()
        name = function.source
        while self._starts_operand() and self._next.kind not in (Kind.FUNCTION, Kind.ROOT):
            is_coefficient = all(self._is_constant(t) for t in self._tokens[first : self._at])
            position = self._next.position
            if is_coefficient and self._next.kind is Kind.NAME:
                self._check_product()
                argument += "*" + self._power()
                continue
            self._check_product()
            more = self._power()
            self._two_ways(
                f"{_applied(name, argument)}*{more}",
                _applied(name, f"{argument}*{more}"),
                position,
            )
        self._check_after_bare(name, argument)
        return _applied(name, argument)

    @staticmethod
    def _is_constant(token: Token) -> bool:
        return token.kind in _CONSTANT or (token.kind is Kind.NAME and token.source in ("pi", "e"))

    def _check_after_bare(self, name: str, argument: str) -> None:
        """Refuse sin x/2, but neither sin x / 2 nor sin x/cos x."""
        if not self._is("*", "/"):
            return
        before, operator, after = self._tokens[self._at - 1 : self._at + 2]
        is_apart = before.end < operator.position and operator.end < after.position
        if is_apart or after.kind in (Kind.FUNCTION, Kind.ROOT, Kind.EDGE):
            return
        self._take()
        more = self._signs() + self._power()
        self._two_ways(
            f"{_applied(name, argument)}{operator.source}{more}",
            _applied(name, f"{argument}{operator.source}{more}"),
            operator.position,
        )

    def _several(self, written: str, name: str) -> str:
        self._take()
        outer, self._n_bars = self._n_bars, 0
        arguments = self._argument(name)
        while self._next.kind is Kind.COMMA:
            self._take()
            arguments += self._argument(name)
        self._n_bars = outer
        self._close()
        return f"{written}({';'.join(arguments)})"

    def _argument(self, name: str) -> list[str]:
        """Read an argument; of piecewise also a pair in parentheses."""
        if name == "piecewise" and self._next.kind is Kind.OPENING and self._is_pair():
            self._take()
            value = self._argument("")
            self._take()
            if self._is("True"):
                self._take()
                condition = []
            else:
                condition = self._argument("")
            self._close()
            return value + condition
        result = self._sum()
        while self._next.kind is Kind.COMPARISON:
            result += self._take().source + self._sum()
        return [result]

    def _is_pair(self) -> bool:
        """Whether a comma stands in the parentheses that begin here, and not deeper."""
        depth = 0
        for token in self._tokens[self._at :]:
            depth += (token.kind is Kind.OPENING) - (token.kind is Kind.CLOSING)
            if depth == 1 and token.kind is Kind.COMMA:
                return True
            if depth == 0:
                return False
        return False


def _applied(name: str, argument: str) -> str:
    return f"sinc(pi*({argument}))" if name == NUMPY_SINC else f"{name}({argument})"
