"""What the fields of a dataclass are, in the words of their declarations."""

import inspect
from dataclasses import fields
from typing import Any, TypeVar

ClassT = TypeVar("ClassT", bound=type[Any])


# |u| is a number, and would be a name that stands for something in reStructuredText.
_BAR = r"\|"


def described(owner: ClassT) -> ClassT:
    """Add the section Parameters to the docstring of a dataclass, from the help of its options.

    So a field is described once: for the reader of the documentation, the command line and pages.
    """
    entries = [
        f"{declared.name} : {inspect.formatannotation(declared.type)}\n"
        f"    {declared.metadata['help'].replace('|', _BAR)}\n"
        for declared in fields(owner)
    ]
    head, raises, rest = inspect.cleandoc(owner.__doc__ or "").partition("\nRaises\n")
    section = f"\nParameters\n----------\n{''.join(entries)}"
    owner.__doc__ = f"{head.rstrip()}\n{section}{raises}{rest}"
    return owner
