"""P14 on the record: whether organisations with more of the world's capability outlived others.

    logit P(o dies in t) = b_0 + b_1 coverage + b_2 share of great powers outside
        + b_3 sd of ideal points + b_4 ln members + b_5 ln age

over the organisations of the COW list, a year at a time; errors clustered by organisation.
"""

from pathlib import Path

import numpy as np
import pandas as pd

from counterpoise.propositions.hazard import hazard_logit
from counterpoise.propositions.observation import Observed, Row
from counterpoise.propositions.order_record import igo_spells, read, status_of

FIRST_OBSERVED, LAST_OBSERVED = 1966, 2005


def deaths_of_organisations(sources: Path) -> Observed:
    """Whether organisations with more of the world's capability outlived others."""
    spells = igo_spells(sources)
    power = read("national_capabilities", sources)[["ccode", "year", "cinc"]]
    points = read("ideal_points_all", sources)[["ccode", "year", "ideal_point"]]
    status = status_of(read("majors", sources))
    powers = pd.Series([year for _, year in status]).value_counts()
    first, last = FIRST_OBSERVED, LAST_OBSERVED
    inside = pd.concat(
        [
            spells.loc[(spells.start <= year) & (spells.end >= year), ["order", "ccode"]].assign(
                year=year
            )
            for year in range(first, last + 1)
        ],
        ignore_index=True,
    ).drop_duplicates()
    inside = inside.merge(power, how="left", on=["ccode", "year"])
    inside = inside.merge(points, how="left", on=["ccode", "year"])
    inside["great"] = pd.MultiIndex.from_frame(inside[["ccode", "year"]]).isin(status)
    yearly = (
        inside.groupby(["order", "year"])
        .agg(
            coverage=("cinc", "sum"),
            great=("great", "sum"),
            dispersion=("ideal_point", "std"),
            members=("ccode", "size"),
        )
        .reset_index()
    )
    began = spells.groupby("order").start.min()
    ended = spells.groupby("order").end.max()
    lives = spells.groupby("order").continues.max().fillna(False).astype(bool)
    order = yearly.order
    final = order.map(ended).to_numpy(int) == yearly.year.to_numpy(int)
    died = final & ~order.map(lives).to_numpy(bool)
    outside = 1.0 - yearly.great / yearly.year.map(powers)
    table = np.column_stack(
        [
            died.astype(float),
            yearly.coverage.to_numpy(float),
            outside.to_numpy(float),
            yearly.dispersion.to_numpy(float),
            np.log(yearly.members.to_numpy(float)),
            np.log(yearly.year.to_numpy(float) - order.map(began).to_numpy(float) + 1.0),
        ]
    )
    names = (
        "coverage by capability",
        "great powers outside, share",
        "dispersion of ideal points",
        "ln members",
        "ln age",
    )
    fit = hazard_logit(
        table[:, 0],
        dict(zip(names, table[:, 1:].T, strict=True)),
        order.to_numpy(),
    )
    alone = hazard_logit(
        table[:, 0],
        dict(zip((names[0], names[4]), table[:, [1, 5]].T, strict=True)),
        order.to_numpy(),
    )
    return Observed(
        fit.estimate(names[0]),
        "log-odds of death a year, from none of the world's capability inside to all of it",
        (
            *(Row(f"Death, {name}", fit.estimate(name), fit.note) for name in names),
            Row("Death, coverage alone", alone.estimate(names[0]), alone.note),
        ),
        (
            "Deaths only: the last year of an organisation's last member, 1966-2005. The list of "
            "withdrawals is in no open source at hand, and steps from 1 to 0 in memberships are "
            "mostly coding, so that withdrawals are not tested.",
            "An organisation that was succeeded by another counts as dead.",
            "Exploratory; errors clustered by organisation; complete cases; not corrected for "
            "multiple testing.",
        ),
    )
