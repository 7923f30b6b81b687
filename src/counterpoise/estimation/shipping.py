"""Ship the posterior of an era: ``python -m counterpoise.estimation.shipping FILE...``.

What ships is a part of the draws, evenly spaced, of a posterior that `counterpoise estimate` wrote,
with those of `counterpoise calibrate` beside it where their files are named too (``merging.py``).
"""

import sys
from importlib.resources import files
from pathlib import Path

from counterpoise.estimation.merging import merged
from counterpoise.estimation.posterior import SHIPPED, Posterior

ROWS = 400


def ship(*paths: Path, rows: int = ROWS) -> Path:
    """Write the shipped posterior of the years of the first.

    Args:
        paths: The estimate, and calibrations to set beside it.
        rows: How many draws ship.

    Returns:
        The file within the package.
    """
    kept = Posterior.load(paths[0]).thinned(rows)
    first, last = kept.years
    name = SHIPPED.format(first=first, last=last)
    place = Path(str(files("counterpoise.estimation").joinpath(name)))
    merged([kept, *(Posterior.load(path) for path in paths[1:])]).save(place)
    return place


if __name__ == "__main__":
    sys.stdout.write(f"{ship(*map(Path, sys.argv[1:]))}\n")
