"""Stencils at work: equations on a periodic interval, stepped in time beside their solutions."""
