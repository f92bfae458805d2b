"""A place in the tokens of a formula, and the sentences that name it."""

from __future__ import annotations

from typing import NoReturn

from nncore.formulas.tokens import Kind, Token
from nncore.formulas.vocabulary import FormulaError
from nncore.messages import Sentence, marked

NO_PARTNER = marked("The `|` at position {position} has no partner; write `abs(...)`.")


class TokenCursor:
    """Takes tokens from left to right.

    Parameters
    ----------
    tokens : list of Token
        Of the formula.
    text : str
        What they were read from.

    Raises
    ------
    FormulaError
        If there are none, or parentheses do not match.
    """

    def __init__(self, tokens: list[Token], text: str) -> None:
        if not tokens:
            raise FormulaError("The formula is empty; write one such as `x*sin(x)`.")
        _check_parentheses(tokens)
        self._tokens = [*tokens, Token(Kind.EDGE, "", "", len(text), len(text))]
        self._at = 0

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        token = self._next
        self._at += token.kind is not Kind.EDGE
        return token

    def _is(self, *sources: str) -> bool:
        return self._next.kind is not Kind.EDGE and self._next.source in sources

    def _fail(self, sentence: Sentence) -> NoReturn:
        """Raise the error that says a sentence, which still wants the `position`."""
        raise FormulaError.of(sentence.about(position=self._next.position))

    def _two_ways(self, first: str, second: str, position: int) -> NoReturn:
        first, second = first.replace("**", "^"), second.replace("**", "^")
        raise FormulaError(
            "The formula can be read in two ways at position {position}; write `{first}` or "
            "`{second}`.",
            position=position,
            first=first,
            second=second,
        )

    def _signs(self) -> str:
        signs = ""
        while self._next.kind is Kind.SIGN:
            signs += self._take().source
        return signs


def _check_parentheses(tokens: list[Token]) -> None:
    open_tokens: list[Token] = []
    for token in tokens:
        if token.kind is Kind.OPENING:
            open_tokens.append(token)
        elif token.kind is Kind.CLOSING:
            if not open_tokens:
                raise FormulaError(
                    "The `)` at position {position} has no `(`; remove it or put one before.",
                    position=token.position,
                )
            open_tokens.pop()
    if open_tokens:
        raise FormulaError(
            "The `(` at position {position} has no `)`; put one after it.",
            position=open_tokens[-1].position,
        )
