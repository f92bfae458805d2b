"""Functions and their arguments as people write them: sin x, sin²x, ln|x|/x, max(x; 1)."""

from __future__ import annotations

from abc import ABC, abstractmethod

from nncore.formulas.cursor import NO_PARTNER, TokenCursor
from nncore.formulas.tokens import NUMPY_SINC, Kind, Token, not_allowed
from nncore.formulas.vocabulary import INVERSES, SEVERAL, SYNONYMS, FormulaError
from nncore.messages import Sentence

#: The tokens with which an operand begins.
STARTS_OPERAND = frozenset(
    (Kind.NUMBER, Kind.NAME, Kind.FUNCTION, Kind.FRACTION, Kind.ROOT, Kind.OPENING, Kind.BAR)
)
_CONSTANT = frozenset((Kind.NUMBER, Kind.FRACTION, Kind.SUPERSCRIPT, Kind.OPERATOR, Kind.SIGN))


class FunctionReader(TokenCursor, ABC):
    """Reads a function with its argument; what an operand is, a subclass says."""

    def __init__(self, tokens: list[Token], text: str) -> None:
        super().__init__(tokens, text)
        self._n_bars = 0  # that are open, since the last parenthesis

    @abstractmethod
    def _sum(self) -> str:
        """Read a sum."""

    @abstractmethod
    def _power(self) -> str:
        """Read an operand with its exponent."""

    @abstractmethod
    def _atom(self) -> str:
        """Read an operand without an exponent."""

    @abstractmethod
    def _parenthesis(self) -> str:
        """Read parentheses and what is in them."""

    @abstractmethod
    def _check_product(self) -> None:
        """Refuse a product without a sign that may be meant as something else."""

    def _starts_operand(self) -> bool:
        is_end = self._next.kind is Kind.BAR and self._n_bars
        return self._next.kind in STARTS_OPERAND and not is_end

    def _close(self) -> None:
        if self._next.kind is Kind.BAR:
            self._fail(Sentence(NO_PARTNER))
        if self._next.kind is not Kind.CLOSING:
            raise not_allowed(self._next.text, self._next.position)
        self._take()

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
            if name in INVERSES:
                self._two_ways(f"1/{name}(x)", f"{INVERSES[name]}(x)", position)
            raise FormulaError(
                "The formula can be read in two ways at position {position}; write `1/{name}(x)` "
                "or what the inverse of `{name}` is.",
                position=position,
                name=name,
            )
        return exponent

    def _bare(self, function: Token) -> str:
        """Read the argument of a function without parentheses: sin x, sin 2πx, ln -x."""
        if self._next.kind not in STARTS_OPERAND | {Kind.SIGN}:
            self._fail(
                Sentence(
                    "Put the argument of `{function}` in parentheses at position {position}, as in "
                    "`{function}(x)`.",
                    function=function.text,
                )
            )
        first, is_size = self._at, self._next.kind is Kind.BAR
        argument = self._signs() + self._power()
        name = function.source
        if is_size and self._tokens[self._at - 1].kind is Kind.BAR:  # ln|x|/x
            return _applied(name, argument)
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
