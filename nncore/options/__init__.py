"""Fields of dataclasses that know their range and their description, and go to text and back."""

from nncore.options.descriptions import described
from nncore.options.fields import (
    check_option,
    check_options,
    field_metadata,
    field_names,
    field_type,
    option,
    option_of,
)
from nncore.options.number_pairs import number_pairs
from nncore.options.ranges import Range
from nncore.options.shown import shown
from nncore.options.texts import differing, parse_text, to_text, to_texts
from nncore.options.whole_numbers import half_numbers, is_whole, whole_numbers

__all__ = [
    "Range",
    "check_option",
    "check_options",
    "described",
    "differing",
    "field_metadata",
    "field_names",
    "field_type",
    "half_numbers",
    "is_whole",
    "number_pairs",
    "option",
    "option_of",
    "parse_text",
    "shown",
    "to_text",
    "to_texts",
    "whole_numbers",
]
