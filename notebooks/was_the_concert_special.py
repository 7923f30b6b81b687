# %% [markdown]
# # Was the Concert special?
#
# Between the Congress of Vienna and the Crimean War no two great powers fought. Count the wars
# before and after, and the peace looks like the work of the Concert. This notebook makes that
# count, and then asks what it leaves out: how often the powers quarrelled, how many pairs of them
# there were, which later years are the fair comparison, whether one history could show an effect
# if there was one, and what the model says when it is run with and without a concert under the
# same chance.
#
# Run it with `python notebooks/was_the_concert_special.py`, or open it in Jupyter through
# jupytext. `COUNTERPOISE_NOTEBOOKS` is `full` (the default) or `small`, which the tests use and
# whose numbers mean nothing; `COUNTERPOISE_FIGURES` is the folder of figures (`figures` by
# default). The record is read from the folder of sources (`COUNTERPOISE_DATA`, or where
# `counterpoise data fetch` puts them); without it that part is skipped, and says so. Keys in
# square brackets are those of `references.bib`.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy import stats

from counterpoise.data.directory import data_directory
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.draws import Estimate
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.observation import NoEvidence
from counterpoise.propositions.observed_concert import (
    JEFFREYS,
    Window,
    wars_per_dispute,
    windows,
)
from counterpoise.propositions.p11_concert import EXPERIMENT, PROPOSITION, YEARS, histories
from counterpoise.propositions.power import LEAST_POWER, detection

SIZE = os.environ.get("COUNTERPOISE_NOTEBOOKS", "full")
if SIZE not in ("full", "small"):
    raise SystemExit(f"COUNTERPOISE_NOTEBOOKS is {SIZE!r}: it must be 'full' or 'small'.")
DRAWS = {"full": 200, "small": 3}[SIZE]
HISTORIES = {"full": 200, "small": 3}[SIZE]
FIGURES = Path(os.environ.get("COUNTERPOISE_FIGURES", "figures"))
FIGURES.mkdir(parents=True, exist_ok=True)

# %% [markdown]
# ## The naive analysis: wars a year, and a p-value
#
# Wars with great powers on both sides, in 1816-52 and in 1853-1913, divided by years. Under equal
# rates, the wars fall into the windows in proportion to their lengths, which gives a p-value.

# %%
sources = data_directory()
record: list[Window] = []
try:
    record = windows(sources)
except NoEvidence as error:
    print(f"No record to look at, so what follows is skipped until the power analysis: {error}")


def years_of(window: Window) -> int:
    """How many years a window has."""
    return window.last - window.first + 1


def p_value(first: Window, other: Window, exposures: tuple[float, float]) -> float:
    """Chance of so few wars in the first window, were rates per unit of exposure the same."""
    share = exposures[0] / sum(exposures)
    return float(stats.binom.cdf(first.wars, first.wars + other.wars, share))


if record:
    concert, later, peace = record
    naive = p_value(concert, later, (years_of(concert), years_of(later)))
    print(
        f"{concert.label}: {concert.wars} wars in {years_of(concert)} years. "
        f"{later.label}: {later.wars} in {years_of(later)}. One-sided p = {naive:.3f}."
    )

# %% [markdown]
# What is wrong with it? Four things, whatever the number.
#
# 1. **The window was chosen after looking.** It ends where a war begins. A p-value for years
#    picked because they were peaceful has no meaning.
# 2. **Years are not exposure.** War needs two powers. With more great powers there are more pairs.
# 3. **The claim is about escalation.** Powers in concert may quarrel as often as others and still
#    not fight [slantchev2005; mitzen2013]; whether they did is disputed [kagan1997; rendall2006].
# 4. **Long peace without a concert exists.** 1872-1913 is the comparison that must not be left
#    out.
#
# ## The right denominators
#
# The same wars, per pair of great powers and year, and per dispute between two great powers, with
# Jeffreys posteriors and no test.

# %%
for window in record:
    escalated = stats.beta(window.wars + JEFFREYS, window.disputes - window.wars + JEFFREYS)
    low, middle, high = 100 * escalated.ppf([0.05, 0.5, 0.95])
    print(
        f"{window.label}: {window.dyad_years} great-power dyad-years; "
        f"{100 * window.disputes / window.dyad_years:.1f} disputes and "
        f"{100 * window.wars / window.dyad_years:.2f} wars in a hundred of them; "
        f"wars in a hundred disputes {middle:.1f} (90% interval {low:.1f} to {high:.1f})."
    )
if record:
    for other in (later, peace):
        by_dyads = p_value(concert, other, (concert.dyad_years, other.dyad_years))
        print(
            f"The same p-value by dyad-years, against {other.label}: {by_dyads:.3f}"
            + (" (the war-prone years left out)." if other is peace else ".")
        )
    seen = wars_per_dispute(sources)
    for row in seen.rows:
        if row.label.startswith("Ratio"):
            value = row.estimate
            print(
                f"{row.label}, wars per dispute: {value.value:.2f} "
                f"({value.low:.2f} to {value.high:.2f}), {row.note}."
            )

    figure, panel = plt.subplots(figsize=(7, 3.2), layout="constrained")
    for place, window in enumerate(record):
        shape = (window.wars + JEFFREYS, window.disputes - window.wars + JEFFREYS)
        low, q25, middle, q75, high = 100 * stats.beta(*shape).ppf([0.05, 0.25, 0.5, 0.75, 0.95])
        panel.plot([low, high], [place, place], color="#0067a5", lw=1.5)
        panel.plot([q25, q75], [place, place], color="#0067a5", lw=5)
        panel.plot(middle, place, "o", color="white", mec="#0067a5", ms=7)
    panel.set_yticks(range(len(record)), [f"{w.label}\n{w.wars} of {w.disputes}" for w in record])
    panel.set_ylim(len(record) - 0.5, -0.5)
    panel.set_xlabel("Wars in a hundred great-power disputes (median, 50% and 90%)")
    panel.spines[["top", "right"]].set_visible(False)
    figure.savefig(FIGURES / "concert-escalation.png", dpi=130)

# %% [markdown]
# ## Could one history show it?
#
# Suppose that the concert works as strongly as the model's prior means say. We simulate pairs of
# stretches of the same length, one with the concert and one without, that share no chance, and
# look at each pair with the same estimator. Power is the share of pairs in which the 90% interval
# of the difference in the log-odds of escalation lies below zero.

# %%
design = PROPOSITION.power
assert design is not None
laboratory = Laboratory([], draws=DRAWS, seed=0, histories=HISTORIES)
found = detection(design, histories(laboratory))
print(
    f"In {found.histories} pairs of {YEARS} years the effect, which is there, shows in "
    f"{found.power:.0%}; the mean estimate is {found.mean:+.2f} and the median standard error "
    f"{found.error:.2f}."
)
if found.testable:
    print(f"That is at least {LEAST_POWER:.0%}: one history has a fair chance of showing it.")
else:
    print(
        f"That is below {LEAST_POWER:.0%}: one history is not enough, and that it shows nothing "
        "would be no evidence against the concert."
    )

# %% [markdown]
# ## What the model can do that history cannot
#
# In the model the same five powers of 1816 live through the same chance twice, in concert and
# without. Parameters are drawn from their priors; the odds of escalation are known in every year
# and need not be estimated from a handful of wars. Power drifts as drawn, slowly, or fast.

# %%
drawn = EXPERIMENT.draws(laboratory, Belief(Origin.PRIOR))


def told(value: Estimate) -> str:
    """A median with its 90% interval."""
    return f"{value.value:.2f} ({value.low:.2f} to {value.high:.2f})"


print(f"{drawn.count} paired draws; {drawn.set_aside} more described no possible world.")
for name, label in (
    ("odds_ratio", "as drawn"),
    ("odds_ratio_slow", "slow"),
    ("odds_ratio_fast", "fast"),
):
    ratio = drawn.estimate(name)
    verdict = "the interval lies below one" if ratio.high < 1 else "the interval includes one"
    print(
        f"Odds of escalation, concert over none, power drifting {label}: {told(ratio)}; {verdict}."
    )
quarrels = drawn["disputes_on"] - drawn["disputes_off"]
print(f"Disputes in {YEARS} years, concert less none, draw by draw: {told(Estimate.of(quarrels))}.")
for arm, label in (("on", "With"), ("off", "Without")):
    print(
        f"{label} a concert {drawn[f'peace_{arm}'].mean():.0f}% of histories have no great-power "
        f"war in {YEARS} years."
    )

figure, panel = plt.subplots(figsize=(6, 3.2), layout="constrained")
panel.hist(np.log(drawn["odds_ratio"]), bins=30, color="#0067a5")
panel.axvline(0.0, color="0.2", lw=1)
panel.set_xlabel("ln odds ratio of escalation, concert over none (one value a draw)")
panel.set_ylabel("Draws")
panel.spines[["top", "right"]].set_visible(False)
figure.savefig(FIGURES / "concert-odds-ratio.png", dpi=130)

# %% [markdown]
# The last two percentages matter most for the naive analysis: a stretch of peace is what a world
# *without* a concert produces with that frequency, by luck.
#
# ## What cannot be known
#
# - There was one Concert. No denominator makes it two, and its powers had also just fought a long
#   war together and were tired of it: exhaustion, balance, agreement and luck predict the same
#   peace.
# - Consensus has no series that measures it. Every parameter of the concert is an assumption, and
#   a congress in the model can settle a dispute but not inflame one, so that it helps is nearly
#   assumed; how much is not.
# - What would change our mind is named beforehand:

# %%
print(PROPOSITION.change_our_mind)
