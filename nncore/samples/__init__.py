"""Samples of an integrand: nodes, panels, noise, and the split into training and test."""
