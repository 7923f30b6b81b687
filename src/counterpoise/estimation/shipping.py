"""Put a posterior into the package: ``python -m counterpoise.estimation.shipping FILE``.

What ships is a part of the draws, evenly spaced, of a posterior that `counterpoise estimate` wrote.
"""

import sys
from importlib.resources import files
from pathlib import Path

from counterpoise.estimation.posterior import SHIPPED, Posterior

ROWS = 400


def ship(path: Path, rows: int = ROWS) -> Path:
    """Write the shipped posterior from a kept one.

    Returns:
        The file within the package.
    """
    place = Path(str(files("counterpoise.estimation").joinpath(SHIPPED)))
    Posterior.load(path).thinned(rows).save(place)
    return place


if __name__ == "__main__":
    sys.stdout.write(f"{ship(Path(sys.argv[1]))}\n")
