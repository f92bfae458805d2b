"""Explore in a test: what its history holds, what it shows, and what is pressed and selected."""

import sqlalchemy

from nncore.experiments import train
from nncore.runs import RunRecord
from nncore.specs import IntegrationSpec, SweepSpec
from nncore.trainers import OutputLayer
from tests.pages import shown

PAGE = "explore.py"
BASE = IntegrationSpec(integrand="runge", n_samples=40, trainer=OutputLayer())
SWEEP = SweepSpec(BASE, {"n_hidden": (3, 5), "seed": (0, 1)}, "A small sweep")


def run_of(spec, **options):
    steps = list(train(spec))
    return RunRecord.of(spec, [step.record for step in steps], steps[-1], **options)


def keep_sweep(history, n_done=4):
    key = history.begin_sweep(SWEEP)
    history.keep(*(run_of(SWEEP.cell(i), sweep=key, cell=i) for i in range(n_done)))
    return key


def best(page):
    """Return the rows of the best runs."""
    return shown.table(page, "best")


def column(page, table, name):
    """Return a column of a live table."""
    content = shown.contents(page, "table")[table]
    number = content["columns"].index(name)
    return [row[number] for row in content["rows"]]


def numbers(texts):
    return [shown.number(text.replace("∞", "inf")) for text in texts]


def choose_best(page, row):
    """Choose one of the best runs, as the browser would; it arrives with the next run."""
    key = shown.contents(page, "table")["best"]["keys"][row]
    sweep, _, number = key.partition(" ")
    page.session_state["explore:clicked"] = (sweep, int(number))
    return sweep, int(number)


def select(page, name, row):
    """Select a row of a table, as the browser would; it arrives with the next run."""
    table = page.session_state[f"explore:rows_{name}"][0]
    page.session_state[table] = {"selection": {"rows": [row], "columns": [], "cells": []}}


def spoil(history, table, key):
    """Give a spec a field that no version has."""
    with history.writing() as connection:
        spec = connection.scalar(sqlalchemy.select(table.c.spec).where(table.c.key == key))
        (spec["base"] if "base" in spec else spec)["from_the_future"] = 1
        connection.execute(table.update().where(table.c.key == key).values(spec=spec))


def texts(page):
    kinds = (page.markdown, page.caption, page.error, page.warning, page.info)
    return " ".join((*(one.value for kind in kinds for one in kind), shown.words(page)))


def spec_of(page, kind="integration"):
    return page.session_state[f"explore_{kind}:spec"]


def view_of(page, kind="integration"):
    return page.session_state[f"explore_{kind}:view"]


def button(page, key):
    return next(one for one in page.button if one.key == key)
