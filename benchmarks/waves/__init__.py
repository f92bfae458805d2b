"""Stencils at work: what they reach on waves and shocks, and how many see it at once."""
