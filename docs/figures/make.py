"""The figures of the README, drawn from a run of the shipped scenario: ``python docs/figures/make.py``."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import counterpoise as cp
from counterpoise.report.colours import looks

DRAWS = 200


def main() -> None:
    """Threat toward the United States, by arm."""
    run = cp.run("iraq-2003", draws=DRAWS, save=False)
    arms = run.provenance.arms
    figure, axes = plt.subplots(figsize=(8, 4.2), layout="constrained")
    for arm, look in looks(tuple(arms)).items():
        band = run.comparison.by_year[arm]["threat"]
        years = run.comparison.years
        axes.fill_between(years, band.q05, band.q95, color=look.colour, alpha=0.08, lw=0)
        axes.plot(years, band.q50, color=look.colour, ls=look.dash, lw=2, label=arms[arm])
    axes.set_xlabel("Year")
    axes.set_ylabel("ln threat, by others' capability")
    axes.legend(frameon=False, loc="lower right")
    axes.spines[["top", "right"]].set_visible(False)
    figure.savefig(Path(__file__).with_name("threat.png"), dpi=130)


if __name__ == "__main__":
    main()
