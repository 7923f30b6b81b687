# %% [markdown]
# # Why orders tip, or do not
#
# An order gains members slowly, then quickly, then slowly again. Is that a network effect, in which
# every accession makes the next likelier? And is an order that holds most of the world entrenched?
# The naive answer reads both off the curve of members. This notebook makes curves whose cause is
# known, and shows what has to be looked at instead: the partners of each state, the slopes of the
# hazards, the unstable share, and who is outside.
#
# Run it with `python notebooks/why_orders_tip.py`, or open it in Jupyter through jupytext. Two
# environment variables are read: `COUNTERPOISE_NOTEBOOKS` is `full` (the default) or `small`,
# which the tests use and whose numbers mean nothing; `COUNTERPOISE_FIGURES` is the folder of
# figures (`figures` by default). No downloaded data are needed. Keys in square brackets are those
# of `references.bib`.

# %%
import os
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from scipy.optimize import curve_fit

import counterpoise as cp
from counterpoise.measures.defection import minimal_defection_set, survival
from counterpoise.measures.entrenchment import margin_to_tipping, private_value_entrenchment
from counterpoise.measures.order import coverage_by_capability, coverage_by_heads
from counterpoise.measures.tipping import (
    LEAST_SLOPE,
    bistable_interval,
    drift,
    stationary_shares,
)
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.order.membership import USUAL_SHARE, Membership
from counterpoise.models.draws import draw_parameters
from counterpoise.propositions.belief import Belief, Origin
from counterpoise.propositions.hazard import Logit, hazard_logit
from counterpoise.propositions.laboratory import Laboratory
from counterpoise.propositions.order_worlds import core, members, opened
from counterpoise.propositions.p12_network_effect import PROPOSITION, START, WORLD, YEARS, race

SIZE = os.environ.get("COUNTERPOISE_NOTEBOOKS", "full")
if SIZE not in ("full", "small"):
    raise SystemExit(f"COUNTERPOISE_NOTEBOOKS is {SIZE!r}: it must be 'full' or 'small'.")
HISTORIES = {"full": 40, "small": 3}[SIZE]
RESTARTS = {"full": 2, "small": 0}[SIZE]  # of the search for the lightest defection set
STRENGTHS = {"full": (0.0, 1.0, 2.0, 3.0), "small": (1.0,)}[
    SIZE
]  # of the network, in the default's
PRIOR_DRAWS = 4000
FIGURES = Path(os.environ.get("COUNTERPOISE_FIGURES", "figures"))
FIGURES.mkdir(parents=True, exist_ok=True)

# %% [markdown]
# ## The naive analysis: a curve with the shape of an S
#
# We let an order spread from its core twice. In the first world `oN`, the pull of a state's trading
# partners, is zero: nobody joins because others did. In the second it is strong. Everything else is
# at its default, and the base hazard is shifted so that both orders open with a like mean hazard.
# Chance is shared between the two worlds. To each history of accessions we fit a logistic curve.

# %%
experiment = PROPOSITION.experiment
belief = Belief(Origin.PRIOR)
laboratory = Laboratory([], draws=HISTORIES, seed=0)
_, courses = experiment.ready
defaults = {
    address: np.full(HISTORIES, each.default)
    for address, each in experiment.declared(belief).items()
}
OFF, ON = "0", "4"
spread = {
    name: experiment.run(courses[name], defaults, np.arange(HISTORIES), laboratory)
    for name in (OFF, ON)
}
accessions = {
    name: START + np.asarray(found["joined"], float).sum(axis=2).cumsum(axis=1)
    for name, found in spread.items()
}


def s_curve(year: np.ndarray, ceiling: float, speed: float, middle: float) -> np.ndarray:
    """Logistic growth."""
    return np.asarray(ceiling / (1.0 + np.exp(-speed * (year - middle))))


def fit_of_s_curve(count: np.ndarray) -> float:
    """Share of the variance of a history that the best logistic curve explains."""
    year = np.arange(len(count), dtype=float)
    states = float(opened(WORLD).actors)
    best, _ = curve_fit(
        s_curve,
        year,
        count,
        p0=(count[-1], 0.2, len(count) / 2),
        bounds=([0.0, 0.0, -5.0 * YEARS], [2.0 * states, 2.0, 5.0 * YEARS]),
        max_nfev=20_000,
    )
    return float(1.0 - np.var(count - s_curve(year, *best)) / np.var(count))


explained = {
    name: np.median([fit_of_s_curve(each) for each in found]) for name, found in accessions.items()
}
print(
    f"{HISTORIES} histories in each world. The logistic curve explains {explained[ON]:.1%} of the "
    f"variance of accessions where partners pull, and {explained[OFF]:.1%} where nobody does."
)

# %%
figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
for panel, name, title in zip(
    panels, (OFF, ON), ("Nobody pulls: oN = 0", "Partners pull: oN = 4"), strict=True
):
    panel.plot(np.arange(1, YEARS + 1), accessions[name].T, color="#0067a5", lw=0.6, alpha=0.5)
    panel.set_title(title, loc="left", fontsize=11)
    panel.set_xlabel("Years")
    panel.spines[["top", "right"]].set_visible(False)
panels[0].set_ylabel("Core and accessions so far")
figure.savefig(FIGURES / "orders-s-curves.png", dpi=130)

# %% [markdown]
# The fit cannot tell the two worlds apart. Eager states join first, and a pool of states that
# join at rates of their own empties along a curve that a logistic fits well. So the shape proves
# nothing, in either direction: the aggregate hazard may fall while a strong network effect is at
# work.
#
# ## Who joins when: contagion or likeness?
#
# A network effect says *whose* membership matters. Partners in trade are also neighbours and
# often think alike, and members grow alike, so a share of partners inside may stand for something
# else [aral2009; manski1993]. Three shares are therefore put side by side: weighted by trade, by
# nearness and by likeness, with democracy, the gap to the order and legitimacy. The naive
# regression has the trade-weighted share alone. Each history is fitted by itself; estimates are
# pooled by precision.


# %%
def naive(history: dict[str, np.ndarray]) -> Logit:
    """Joining on the share of trading partners inside, and nothing else."""
    outside = history["outside"] > 0
    return hazard_logit(
        history["joined"][outside].astype(float),
        {"trade": history["trade"][outside].astype(float)},
        np.nonzero(outside)[1],
    )


def pooled(fits: list[Logit]) -> tuple[float, float]:
    """Coefficient on trade over histories, and its standard error."""
    known = np.array([each.of("trade") for each in fits])
    known = known[np.isfinite(known).all(axis=1) & (known[:, 1] > 0)]
    weight = known[:, 1] ** -2
    return float(known[:, 0] @ weight / weight.sum()), float(weight.sum() ** -0.5)


for name in (OFF, ON):
    histories = [
        {what: each[place] for what, each in spread[name].items()} for place in range(HISTORIES)
    ]
    alone, alone_error = pooled([naive(each) for each in histories])
    beside, beside_error = pooled([race(each, placebo=False) for each in histories])
    print(
        f"True coefficient {float(name):.1f}: alone {alone:+.2f} (s.e. {alone_error:.2f}, "
        f"z from the truth {(alone - float(name)) / alone_error:+.1f}); beside neighbours and the "
        f"like-minded {beside:+.2f} (s.e. {beside_error:.2f}, "
        f"z from the truth {(beside - float(name)) / beside_error:+.1f})."
    )

# %% [markdown]
# The regression knows what else moves states because the world was made so. On the record nobody
# knows that the list is complete, and the record is divided: trade agreements are contagious in
# many specifications [baldwin2012], while alignment and democracy rather than trade explain
# accession to the GATT [davis2017]. `counterpoise test P12` adds placebos (weights of other
# states, members of five years later) and, where sources are fetched, the record.
#
# ## When could an order tip at all?
#
# Let alike states that trade evenly join with probability $\sigma(a + o_N m)$ and leave with
# $\sigma(e - x_N m)$, $m$ being the share of members. While both are small, $m$ reproduces itself
# where $m = \sigma((a-e) + B m)$ with $B = o_N + x_N$. The right-hand side is nowhere steeper than
# $B/4$. Where $B$ does not exceed 4 it meets the diagonal once: there is one share, and the order
# always returns to it, however strong the network effect looks in a regression.

# %%
for slope in (3.0, LEAST_SLOPE, 5.4, 8.0):
    interval = bistable_interval(slope)
    print(
        f"B = {slope:.1f}: "
        + (
            "never two stable shares."
            if interval is None
            else f"two stable shares if a - e lies between {interval[0]:.2f} and {interval[1]:.2f}."
        )
    )

figure, panels = plt.subplots(1, 2, figsize=(9, 3.4), sharey=True, layout="constrained")
shares = np.linspace(0.0, 1.0, 201)
for panel, slope in zip(panels, (3.0, 8.0), strict=True):
    moved = [drift(float(m), -slope / 2, slope) for m in shares]
    panel.axhline(0.0, color="0.4", lw=0.8)
    panel.plot(shares, moved, color="#0067a5", lw=2)
    for root in stationary_shares(-slope / 2, slope):
        panel.plot(
            root.share,
            0.0,
            "o",
            color="#b34700",
            mfc="#b34700" if root.stable else "white",
            ms=8,
        )
    panel.set_title(f"B = {slope:g}, a - e = {-slope / 2:g}", loc="left", fontsize=11)
    panel.set_xlabel("Share of members m")
    panel.spines[["top", "right"]].set_visible(False)
panels[0].set_ylabel("Where it heads: σ((a-e) + Bm) - m")
figure.savefig(FIGURES / "orders-mean-field.png", dpi=130)

# %% [markdown]
# Filled points are stable, the open one is the critical mass. What do the model's own priors say
# of an average state of the world that the experiment opens with? The slopes are a matter of two
# parameters; whether the order could tip is a matter of the appeal $a - e$ as well, and the
# interval for that is narrow.

# %%
world = opened(WORLD)
land = Geography().land(world)
declared = {f"order.{each}": experiment.declared(belief)[f"order.{each}"] for each in
            ("j0", "oN", "oq", "ox", "x0", "xN", "xX")}  # fmt: skip
drawn = {
    address: np.asarray(each, float)
    for address, each in draw_parameters(declared, PRIOR_DRAWS, 0).items()
}
democracy = float(np.mean(np.asarray(world.democracy)))
membership = Membership(bH=0.0, xH=0.0)  # what great powers outside do to others is switched off
gap = float(np.mean(np.asarray(membership.gap_to_order(world))[:, 0]))
joining = drawn["order.j0"] + drawn["order.oq"] * democracy - drawn["order.ox"] * gap
leaving = drawn["order.x0"] + USUAL_SHARE * drawn["order.xN"] + drawn["order.xX"] * gap
slopes = drawn["order.oN"] + drawn["order.xN"]
intervals = [bistable_interval(float(slope)) for slope in slopes]
bistable = [
    each is not None and each[0] < difference < each[1]
    for each, difference in zip(intervals, joining - leaving, strict=True)
]
print(
    f"Of {PRIOR_DRAWS} prior draws, {np.mean(slopes > LEAST_SLOPE):.0%} have slopes that together "
    f"exceed {LEAST_SLOPE:g}; in {np.mean(bistable):.1%} an order of average states could tip."
)
if np.mean(bistable) < 0.05:
    print("By these assumptions tipping is rare: the slopes allow it, the appeal seldom does.")

# %% [markdown]
# ## Real states differ: margin and private value
#
# Average states are a yardstick. The margin works the same map out with each state's own
# intercept: from today's share, where is the order heading, and at what share below would it
# unravel? *Private value* asks another question: what share of the world's capability would want
# the order if nobody else's membership mattered? We strengthen the network effect step by step.
# The constants are shifted so that hazards at today's share stay what they are: only what
# *depends on others* grows.


# %%
def strengthened(times: float) -> Membership:
    """The network effect multiplied, hazards at today's share of members unchanged."""
    now = coverage_by_heads(members(world), np.asarray(world.present))
    return replace(
        membership,
        oN=times * membership.oN,
        j0=membership.j0 - (times - 1.0) * membership.oN * now,
        xN=times * membership.xN,
        x0=membership.x0 + (times - 1.0) * membership.xN * (now - USUAL_SHARE),
    )


snapshot = cp.load_world(WORLD)
for times in STRENGTHS:
    one = strengthened(times)
    found = margin_to_tipping(one, world, land)
    wanted = float(private_value_entrenchment(one, world, land)[0])
    print(
        f"{WORLD}, network times {times:g} (B = {one.oN + one.xN:.1f}): members {found.now:.0%}, "
        f"heading for {found.stable:.0%}; "
        + (
            "no critical share: it cannot unravel"
            if found.critical is None
            else f"critical share {found.critical:.0%}, margin {found.margin:.2f}"
        )
        + f"; wanted for its own sake by {wanted:.0%} of capability."
    )

# %% [markdown]
# ## The fewest whose exit breaks it
#
# The margin treats states alike. The minimal defection set asks who: the members of least
# capability such that, with them out for good, fewer than half of today's members are in after
# twenty years. Where the set is itself about half of the members, hardly anybody follows it out:
# the order does not unravel, it can only be emptied.

# %%
names = [state.name for state in snapshot.states]
for times in (STRENGTHS[0], STRENGTHS[-1]) if len(STRENGTHS) > 1 else STRENGTHS:
    broken = minimal_defection_set(strengthened(times), world, land, restarts=RESTARTS)
    others = 1.0 - broken.share - broken.remaining
    print(
        f"Network times {times:g}: {len(broken.slots)} states, {broken.share:.1%} of the members "
        f"with {broken.capability:.1%} of the world's capability, leave {broken.remaining:.1%} of "
        f"today's members inside; {others:.1%} went that were not told to."
    )
    print("  The heaviest of them: " + ", ".join(names[slot] for slot in broken.slots[:5]) + ".")

# %% [markdown]
# ## Who is outside: heads or capability?
#
# Two members leave for good. It may be the two most capable or the two least. Coverage by heads
# cannot tell the difference.

# %%
inside = members(world)
capability = np.asarray(world.capability, float)
present = np.asarray(world.present, float)
ranked = [slot for slot in np.argsort(-capability) if inside[slot] > 0]
left = survival(membership, world, land)
undisturbed = float(left(np.zeros((1, world.actors)))[0])  # some leave in any case
print(
    f"As recorded: {coverage_by_heads(inside, present):.1%} by heads, "
    f"{coverage_by_capability(inside, capability):.1%} by capability."
)
for who, out in (("most capable", ranked[:2]), ("least capable", ranked[-2:])):
    gone = inside.copy()
    gone[out] = 0.0
    defectors = np.zeros((1, world.actors))
    defectors[0, out] = 1.0
    kept = float(left(defectors)[0])
    most = undisturbed - len(out) / inside.sum()
    print(
        f"Without the two {who} ({', '.join(names[slot] for slot in out)}): "
        f"{coverage_by_heads(gone, present):.1%} by heads, "
        f"{coverage_by_capability(gone, capability):.1%} by capability; after twenty years "
        f"{kept:.1%} of today's members are in; {most - kept:.1%} followed them out."
    )
few = coverage_by_capability(members(core(world, START)), capability)
print(
    f"A core of {START} members ({coverage_by_heads(members(core(world, START)), present):.0%} by "
    f"heads) holds {few:.0%} of capability."
)

# %% [markdown]
# By heads the two losses are one and the same; by capability they are not. Whether the loss of
# the great *matters to the others* is a separate question, and the last figure answers it for a
# network of trade alone: a great power is a small share of most members' trade, so by trade
# weights alone its exit costs few others. If great powers outside weaken an order, it is through
# something else (security, contested rules), and that channel is off here. `counterpoise test
# P14` turns it on with priors that are symmetric around zero, and says how much of the answer it
# carries.
#
# **What this does not show.** Nothing here is evidence about a real order: the slopes are priors.
# Membership is not the order either; depth and compliance are other things [downs1996].
