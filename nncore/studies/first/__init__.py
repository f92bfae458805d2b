"""The studies that Explore offers before there is any, with results that were computed before."""

from nncore.studies.first.studies import FIRST_STUDIES, stored_trials, stored_versions

__all__ = ["FIRST_STUDIES", "stored_trials", "stored_versions"]
