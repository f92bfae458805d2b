"""Measured data: how often the errors hold, and how good values and times are."""
