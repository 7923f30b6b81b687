"""Which method finds truths that are known; run as ``python -m`` with the folder of the sources.

Prior histories of 1950-1989 are simulated once; the same held-out ones stand for the record with
every method, for the mechanisms of ``TRIED``. Arguments: the folder of the sources and, if not
``DRAWS`` and ``TRIALS``, how many histories, and how many of them stand for the record.
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from counterpoise.estimation.calibration.methods import METHODS
from counterpoise.estimation.calibration.moments import moments
from counterpoise.estimation.calibration.prior_histories import (
    PriorHistories,
    evidence,
    prior_histories,
)
from counterpoise.estimation.calibration.recovery import recovery
from counterpoise.estimation.calibration.studies import STUDIES, Study, Window, chosen_studies

TRIED = ("projects", "enforcement", "multilateral")
DRAWS, TRIALS, SEED = 2000, 16, 7


def trial(studies: Sequence[Study], histories: PriorHistories, trials: int) -> str:
    """A table in Markdown: error and score relative to the prior, coverage, processor seconds."""
    names = [each.name for each in studies]
    lines = [
        f"| method | {' | '.join(f'error, {n}' for n in names)} | "
        f"{' | '.join(f'score, {n}' for n in names)} | coverage of 90% | CPU s |",
        "| --- " * (2 * len(names) + 3) + "|",
    ]
    for name, method in METHODS.items():
        began = time.process_time()
        found = []
        for study in studies:
            scores = np.stack([histories.scores[address] for address in study.parameters], axis=1)
            seen = moments(study.moments, histories.tallies, histories.years)
            found.append(recovery(method, scores, seen, trials, SEED))
        spent = (time.process_time() - began) / (trials * len(studies))
        cells = [f"{each.error.mean():.2f}" for each in found]
        cells += [f"{each.score.mean():.2f}" for each in found]
        coverage = float(np.concatenate([each.coverage for each in found]).mean())
        lines.append(f"| {name} | {' | '.join(cells)} | {coverage:.2f} | {spent:.2g} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Simulate, try and print."""
    directory = Path(arguments[0])
    draws = int(arguments[1]) if len(arguments) > 1 else DRAWS
    trials = int(arguments[2]) if len(arguments) > 2 else TRIALS
    every = [each for each in STUDIES if each.window is Window.COLD_WAR]
    world = evidence(Window.COLD_WAR, directory).world
    histories = prior_histories(every, Window.COLD_WAR, world, draws, seed=1)
    sys.stdout.write(trial(chosen_studies(TRIED), histories, trials))


if __name__ == "__main__":
    main(sys.argv[1:])
