"""Are the posteriors of the likelihoods calibrated? A table, and an exit status.

    python -m counterpoise.runs.rank_check                        every block
    python -m counterpoise.runs.rank_check growth orders --replications 1000

Exit status 1 where a block fails: the chance that calibrated blocks alone would give so extreme a
table is below 0.05, whatever their number (Bonferroni over blocks and quantities).
"""

import argparse
import sys
import time
from collections.abc import Sequence

import jax

from counterpoise.estimation.catalogue import BLOCKS, blocks
from counterpoise.estimation.estimate import chosen_blocks
from counterpoise.estimation.ranks_record import ranks_record
from counterpoise.estimation.simulated_ranks import (
    DRAWS,
    LEVEL,
    REPLICATIONS,
    Ranks,
    calibrate,
    calibration_rows,
)
from counterpoise.runs.compilation_cache import use_compilation_cache

HEAD = (
    "| block | quantities | observations | replications | smallest p, adjusted | of | chi-square p "
    "| lag-1 | diverged | CPU s | verdict |\n"
    "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: | ---: | --- |"
)


def line(found: Ranks, count: int, seconds: float) -> str:
    """A row of the table.

    Args:
        found: Ranks of one block.
        count: Blocks in the table.
        seconds: Of processor time.
    """
    adjusted, worst = found.adjusted()
    chi = found.p_values()[worst][1]
    replications = len(found.ranks[worst])
    return (
        f"| {found.block} | {len(found.ranks)} | {found.rows} | {replications} | {adjusted:.3f} "
        f"| `{worst}` | {chi:.3f} | {found.correlation:.2f} | {found.diverged:.1%} | {seconds:.0f} "
        f"| {verdict(found, count)} |"
    )


def verdict(found: Ranks, count: int) -> str:
    """``calibrated`` or ``FAILS``, as one of so many blocks."""
    return "calibrated" if found.adjusted()[0] * count >= LEVEL else "FAILS"


def say(text: str) -> None:
    """Write a line, at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Calibrate, print, and say by the exit status whether all is well."""
    parser = argparse.ArgumentParser(prog="counterpoise.runs.rank_check", description=__doc__)
    parser.add_argument("blocks", nargs="*", default=["all"], help="likelihoods, or `all`")
    parser.add_argument("--replications", type=int, default=REPLICATIONS)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    chosen = chosen_blocks(given.blocks)
    use_compilation_cache()
    failed = False
    say(HEAD)
    with jax.enable_x64(True):
        record = ranks_record()
        for each in chosen:
            begun = time.process_time()
            rows = calibration_rows(each, record)

            def progress(done: int, total: int, name: str = each.name) -> None:
                sys.stderr.write(f"{name}: {done} of {total}\r")

            found = calibrate(each, rows, given.replications, given.seed, progress)
            failed |= verdict(found, len(BLOCKS)) == "FAILS"
            say(line(found, len(BLOCKS), time.process_time() - begun))
    say(
        f"\nRanks among {DRAWS} draws. p: simultaneous bands of the distribution function, times "
        f"the number of quantities; a block fails where that, times {len(blocks())} blocks, is "
        f"below {LEVEL:g}."
    )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
