"""Stencils: finite differences, exact, optimal and learned."""
