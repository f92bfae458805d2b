"""Work that is counted: no busy machine makes it more, as it does with time."""

import sys
from contextlib import contextmanager


@contextmanager
def at_most_calls(most):
    """Count the function calls of this thread, of Python and of C."""
    n_calls = 0

    def count(frame, event, argument):
        nonlocal n_calls
        n_calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        yield
    finally:
        sys.setprofile(None)
    assert n_calls <= most
