"""What the engine cannot do, in one sentence."""

from nncore.messages import SentenceError


class EngineError(SentenceError, RuntimeError):
    """There is no cluster, or not one that can do what was asked of it."""
