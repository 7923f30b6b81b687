"""The README's figure, from a run of the shipped scenario: ``python docs/figures/make.py``."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import counterpoise as cp
from counterpoise.report.colours import looks

DRAWS = 200


def main() -> None:
    """What force changed in threat toward the United States: paired differences, by year."""
    run = cp.run("iraq-2003", draws=DRAWS, save=False)
    years = run.comparison.years
    contrasts = ("unauthorised - none", "authorised - none")
    figure, panels = plt.subplots(1, 2, figsize=(9, 3.6), sharey=True, layout="constrained")
    for contrast, panel in zip(contrasts, panels, strict=True):
        arm, _ = run.comparison.pairs[contrast]
        colour = looks(tuple(run.provenance.arms))[arm].colour
        band = run.comparison.by_year[contrast]["threat"]
        panel.fill_between(years, band.q05, band.q95, color=colour, alpha=0.15, lw=0)
        panel.fill_between(years, band.q25, band.q75, color=colour, alpha=0.3, lw=0)
        panel.plot(years, band.q50, color=colour, lw=2)
        panel.axhline(0.0, color="0.4", lw=0.8)
        panel.set_title(f"{run.provenance.arms[arm]}, against none", loc="left", fontsize=11)
        panel.spines[["top", "right"]].set_visible(False)
    panels[0].set_ylabel("Change in ln threat")
    figure.savefig(Path(__file__).with_name("threat.png"), dpi=130)


if __name__ == "__main__":
    main()
