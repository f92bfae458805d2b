"""The sentence on top is true whatever the switches and the network."""

import dataclasses
import itertools
import re

import numpy as np
import pytest

from nncore.network import OneHiddenNetwork
from nncore.notebooks import PUT_RIGHT, SWITCHES, Quirks, autopsy, stored_network
from pages.notebooks.verdict import verdict
from tests.pages import shown

STORED = stored_network().network
NETWORKS = {
    "stored": STORED,
    "no bias": OneHiddenNetwork(  # as before training
        "logistic", [0.01, -0.02], [0.1, 0.2], [0.5, -0.5], 0.0
    ),
    "gentle": OneHiddenNetwork("logistic", [0.1, -0.1], [-2.0, 1.0], [1.0, -1.0], 3.5),
}
COMBINATIONS = [
    Quirks(*values, precision=precision)
    for values in itertools.product((True, False), repeat=len(SWITCHES))
    for precision in ("float64", "float32")
]


def number(pattern, text):
    found = re.search(pattern, text)
    return int(found.group(1)) if found else 0


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS.keys())
@pytest.mark.parametrize("quirks", COMBINATIONS, ids=str)
def test_the_sentence_is_true(network, quirks):
    found = autopsy(network, quirks)
    text = verdict(found, network)
    nni, n_broken = found.comparison.nni, int(found.breaks_bound.sum())
    assert ("b₂ is counted once" in text) == (
        quirks.output_bias_counted_once and network.output_bias != 0
    )
    assert ("exp overflows" in text) == (not np.isfinite(nni).all())
    assert number(r"(\d+) rows? (?:is|are) ∞", text) == np.isinf(nni).sum()
    assert number(r"(\d+) rows? (?:is|are) nan", text) == np.isnan(nni).sum()
    assert ("∞ − ∞" in text) == np.isnan(nni).any()
    assert ("(printed: 3 ∞ and 3 nan)" in text) == (
        quirks == Quirks() and not np.isfinite(nni).all()
    )
    assert f"stored one of {network.n_hidden} units" in text
    assert ("Every row respects its bound" in text) == (n_broken == 0)
    assert ("Every row breaks its bound" in text) == (n_broken == 10)
    if "the formula was right" in text:
        assert not quirks.output_bias_counted_once
        assert not found.breaks_bound[np.isfinite(nni)].any()
    if " rows, in vermilion" in text:
        assert number(r"(\d+) of 10 rows, in vermilion", text) == n_broken
    if "Beyond 100" in text:
        assert quirks.intervals_leave_training and n_broken == 0
    if "SNI from 0 is −∞" in text:
        assert np.isneginf(found.comparison.references.sni[0])
    assert ("As printed." in text) == (quirks == Quirks())
    assert ("Put right." in text) == (not any(getattr(quirks, name) for name in SWITCHES))


def test_the_bias_is_what_a_row_is_off_by():
    """By hand: from 5 to 20 there are 14 units of length but the first."""
    text = verdict(autopsy(STORED), STORED)
    bias = float(re.search(r"off by ([\d.]+)", text).group(1))
    once, right = (autopsy(STORED, quirks).comparison.nni[1] for quirks in (Quirks(), PUT_RIGHT))
    assert abs(once - right) == pytest.approx(14 * bias, rel=0.01)


def test_extrapolation_is_told_with_both_errors():
    quirks = dataclasses.replace(PUT_RIGHT, intervals_leave_training=True)
    errors = autopsy(STORED, quirks).comparison.nni_error
    text = verdict(autopsy(STORED, quirks), STORED)
    beyond, within = map(
        shown.number, re.search(r"reaches ([\d.e−]+\d); within, ([\d.e−]+\d)", text).groups()
    )
    assert beyond == pytest.approx(errors[7:].max(), rel=0.05)
    assert within == pytest.approx(errors[:7].max(), rel=0.05)
