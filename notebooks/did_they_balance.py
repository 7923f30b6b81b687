# %% [markdown]
# # Did they balance? 2003 in votes and in the model
#
# In 2003 the United States invaded Iraq without the authority of the Security Council. Did other
# states balance against it, softly, as Pape [pape2005] and Paul [paul2005] hold, or did they only
# bargain, as Brooks and Wohlforth [brooks2005] and Lieber and Alexander [lieber2005] answer? Votes
# in the General Assembly are the nearest thing to a yearly series. The naive reading of them looks
# at distance. This notebook shows why a distance cannot answer, what can, and what the model adds.
#
# Run it with `python notebooks/did_they_balance.py`, or open it in Jupyter through jupytext.
# `COUNTERPOISE_NOTEBOOKS` is `full` (the default) or `small`, which the tests use and whose
# numbers mean nothing; `COUNTERPOISE_FIGURES` is the folder of figures (`figures` by default). The
# votes are read from the folder of sources (`COUNTERPOISE_DATA`, or where `counterpoise data fetch
# ideal_points_all` puts them); without it that part is skipped, and says so.

# %%
import os
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np

import counterpoise as cp
from counterpoise.data.problem import SourceProblem
from counterpoise.estimation.distancing_windows import GROUPS, IRAQ, own_movement
from counterpoise.measures.record.distancing import distancing, shown
from counterpoise.measures.record.positions import positions
from counterpoise.measures.soft_balancing import draw_positions, estimate

SIZE = os.environ.get("COUNTERPOISE_NOTEBOOKS", "full")
if SIZE not in ("full", "small"):
    raise SystemExit(f"COUNTERPOISE_NOTEBOOKS is {SIZE!r}: it must be 'full' or 'small'.")
DRAWS = {"full": 200, "small": 4}[SIZE]
YEARS = {"full": 10, "small": 2}[SIZE]
OF_POSITIONS = {"full": 1000, "small": 50}[SIZE]
BEFORE, AFTER = 2001, 2004
FIGURES = Path(os.environ.get("COUNTERPOISE_FIGURES", "figures"))
FIGURES.mkdir(parents=True, exist_ok=True)

# %% [markdown]
# ## The naive analysis: they moved away
#
# Take every state's distance from the United States in its votes, before the war and after it, and
# read a wider gap as balancing.

# %%
try:
    record = positions("all")
except SourceProblem as error:
    record = None
    print(f"No votes to look at, so what follows is skipped until the model: {error}")
if record is not None:
    whole = distancing("USA", (BEFORE, AFTER), draws=OF_POSITIONS)
    change = whole.mean.change_in_distance
    print(
        f"Mean change in distance from the United States, {BEFORE} to {AFTER}, over "
        f"{len(whole.states)} states: {shown(change)}."
    )
    print(
        "The naive verdict: " + ("they balanced." if change.mean > 0 else "they did not balance.")
    )

# %% [markdown]
# ## Who moved?
#
# A distance has two ends. Soft balancing is what *others* do, so we freeze the United States where
# it stood and ask how far each state went (*own movement*); what is left is how far the United
# States went (*target movement*). The two sum to the change exactly, in every draw. Positions are
# estimates, so the interval carries their published error.

# %%
if record is not None:
    parts = whole.mean
    print(f"Own movement of others: {shown(parts.own_movement)}.")
    print(f"Movement of the United States: {shown(parts.target_movement)}.")
    own, gap = parts.own_movement.mean, parts.change_in_distance.mean
    if not parts.own_movement.distinguishable:
        print(
            "Others' own movement is not distinguishable from zero: the gap does not say who "
            "balanced."
        )
    elif gap * own < 0:
        print(
            "Others moved one way and the gap went the other: the naive reading has the wrong sign."
        )
    else:
        print(f"Of the change in distance, {own / gap:.0%} is what others did.")

# %% [markdown]
# ## Is 2003 unlike other years?
#
# Own movement over one window proves little if every window shows as much. We take the three years
# from 2003 against the three that began four years earlier, the United States held at its earlier
# mean, and do the same for every other window of the same length: the placebos. And we ask it of
# groups that the claim sets apart: those that opposed the war in public, and those that joined it.

# %%
if record is not None:
    drawn = np.asarray(draw_positions(record.quantiles, min(OF_POSITIONS, 200)))
    first = int(record.years[0])
    starts = [
        int(year)
        for year in record.years
        if first + 4 <= year <= record.years[-1] - 2
        and np.isfinite(record.point[year - 4 - first : year + 3 - first]).any(axis=1).all()
    ]
    moved = {w: own_movement(drawn, record.ccodes, w - first) for w in starts}
    figure, panels = plt.subplots(2, 2, figsize=(9, 5), sharex=True, layout="constrained")
    for place, (group, panel) in enumerate(zip(GROUPS, panels.flat, strict=True)):
        seen = estimate(moved[IRAQ][:, place])
        placebos = np.array([moved[w][:, place].mean() for w in starts if w != IRAQ])
        beyond = float(np.mean(placebos >= seen.mean))
        print(
            f"{group}: {shown(seen)} in {IRAQ}; {beyond:.0%} of {len(placebos)} other windows show "
            "as much or more."
        )
        panel.hist(placebos, bins=20, color="0.75")
        panel.axvspan(seen.q05, seen.q95, color="#b64b0a", alpha=0.25, lw=0)
        panel.axvline(seen.mean, color="#b64b0a", lw=2)
        panel.set_title(group, loc="left", fontsize=9)
        panel.spines[["top", "right"]].set_visible(False)
    for panel in panels[-1]:
        panel.set_xlabel("Own movement away from the United States")
    figure.savefig(FIGURES / "balance-windows.png", dpi=130)

# %% [markdown]
# ## And from others than the United States?
#
# A state that turns against everybody balances against nobody in particular. Placebo powers tell
# the two apart. On one dimension the test is weak against a placebo on the same side: who leaves
# the United States toward the middle leaves the United Kingdom too.

# %%
if record is not None:
    for power in ("United Kingdom", "Russia", "China"):
        placebo = distancing(power, (BEFORE, AFTER), draws=OF_POSITIONS).mean.own_movement
        print(f"Own movement away from {power} in the same years: {shown(placebo)}.")

# %% [markdown]
# ## What the model says, and what it cannot
#
# In the model the same world of 2003 is run three times under the same chance: without the
# invasion, with an authorised one, and with an unauthorised one. Differences are taken draw by
# draw, so they are what the invasion did. They follow from parameters, of which some were
# estimated and others are assumed; the report of `counterpoise run iraq-2003` names them.

# %%
run = cp.run("iraq-2003", draws=DRAWS, years=YEARS, save=False)
for metric, label in (
    ("intentions", "belief that the United States is revisionist, log-odds"),
    ("threat", "threat seen in the United States, ln"),
    ("soft_weight", "soft-balancing weight"),
    ("own_distancing", "own movement away from the United States"),
):
    told = run.comparison.contrasts["unauthorised - none"][metric]
    sign = "its sign is settled" if told.q05 > 0 or told.q95 < 0 else "its sign is not settled"
    interval = f"{told.q50:+.3g} ({told.q05:+.3g} to {told.q95:+.3g})"
    print(f"Unauthorised less none, {label}: {interval}; {sign}.")

# %% [markdown]
# Read the two together. Votes show what states did and not why; the model says why and assumes
# part of the answer. A state may balance without a vote to show for it: by denying bases, by delay
# in the Council, by turning trade away. And a vote may move for reasons that have nothing to do
# with Iraq. Four conditions tell balancing from bargaining, and the word needs all of them:
# `counterpoise measure soft-balancing --of USA --years 1990:2019 --conditions`. The claim itself
# is put to a test that it can lose by `counterpoise test P5`.
