"""Reference values of integrals: what they are, how far off at most, and how that is known."""

from nncore.references.reference_value import Reference, ReferenceFailure, reference

__all__ = ["Reference", "ReferenceFailure", "reference"]
