"""Compute the studies whose results are stored with the program.

``python -m nncore.studies.first.compute`` takes less than a minute. Another processor rounds
differently: long fits end a little elsewhere.
"""

from pathlib import Path

from nncore.engine import Engine
from nncore.engine.engine_error import EngineError
from nncore.studies.first.studies import FIRST_STUDIES, file_name, to_json
from nncore.studies.sweep_run import SweepRun
from nncore.versions import versions


def main() -> None:
    """Run the studies on this machine and write the files beside this one."""
    with Engine() as engine:
        for kind, study in FIRST_STUDIES.items():
            run = SweepRun(engine, None, sweep=study)
            run.wait()
            trials = run.trials()
            if len(trials) < study.n_cells:
                raise EngineError(
                    "{problem} Only {n_trials} trials are done.",
                    problem=run.problem,
                    n_trials=len(trials),
                )
            text = to_json(study, trials, ", ".join(versions()))
            Path(__file__).with_name(file_name(kind)).write_text(text, encoding="utf-8")
            print(f"{kind}: {len(trials)} trials", flush=True)


if __name__ == "__main__":
    main()
