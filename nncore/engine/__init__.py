"""Live runs and sweeps on Dask workers; nothing is computed in the caller's process."""

from nncore.engine.checkpoint import Checkpoint
from nncore.engine.cluster import EmbeddedCluster
from nncore.engine.engine import Engine
from nncore.engine.live_run import Advance, LiveRun
from nncore.engine.sweep import SweepResult

__all__ = ["Advance", "Checkpoint", "EmbeddedCluster", "Engine", "LiveRun", "SweepResult"]
