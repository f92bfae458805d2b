"""A field is described once, where it is declared."""

import pytest

from nncore import IntegrationSpec, StencilSpec
from nncore.options import field_metadata, field_names


@pytest.mark.parametrize("spec_type", [IntegrationSpec, StencilSpec])
def test_the_docstring_has_the_words_of_every_field(spec_type):
    lines = spec_type.__doc__.splitlines()
    for name in field_names(spec_type):
        place = next(i for i, line in enumerate(lines) if line.startswith(f"{name} : "))
        words = field_metadata(spec_type, name)["help"]
        assert len(words) > 10 and lines[place + 1] == f"    {words}"
    assert lines.index("Parameters") < lines.index("Raises")
