"""Ideal points: where a state stands in the General Assembly, estimated from its roll calls.

Each vote set is a source of its own, because the sets can differ even in the sign of a trend:
choose before looking. The scale is latent and comparable over years only within one release; the
spread of the cross-section drifts, so part of a change in a gap is a change of scale. Releases are
never mixed: the frame comes from one file, and says which.

    year = session + 1945

The posterior's standard deviation is (q95 - q05) / (2 x 1.645), the quantiles read as normal.
"""

from pathlib import Path

import pandas as pd

from counterpoise.data.problem import UnreadableSource
from counterpoise.data.source import (
    Codes,
    Field,
    File,
    Kind,
    Located,
    Reader,
    Release,
    Source,
    Unit,
)
from counterpoise.data.table import read_table
from counterpoise.data.terms import CC0

Z95 = 1.6448536269514722
FIRST_SESSION_YEAR = 1945
SETS = {
    "all": ("All", "all votes", 1946, 2019),
    "important": ("Important", "votes that the US State Department calls important", 1983, 2018),
    "final_passage": ("FP", "votes on final passage alone", 1946, 2019),
    "legacy": ("Legacy", "all votes by session, the method of earlier releases", 1946, 2019),
    "human_rights": ("HumanRights", "votes on human rights", 1970, 2019),
    "middle_east": ("MiddleEast", "votes on the Middle East", 1974, 2019),
    "nuclear": ("Nuclear", "votes on nuclear matters", 1978, 2019),
    "non_nuclear": ("NoNukes", "all votes but those on nuclear matters", 1946, 2019),
}
"""Our name of a vote set to the authors' suffix, its meaning, and its years in April 2020."""


def reader(suffix: str) -> Reader:
    """A reader of one vote set; columns bear the suffix or, in the file of all votes, may not."""

    def read(found: Located) -> pd.DataFrame:
        path = found["table"]
        endings = (suffix, "") if suffix == "All" else (suffix,)

        def names(*stems: str) -> tuple[str, ...]:
            return tuple(f"{stem}{ending}" for ending in endings for stem in stems)

        raw = read_table(
            path,
            {
                "ccode": "ccode",
                "session": "session",
                "year": "year",
                "ideal_point": names("IdealPoint"),
                "q05": names("Q5%", "q5", "Q5"),
                "q50": names("Q50%", "q50", "Q50"),
                "q95": names("Q95%", "q95", "Q95"),
                "votes": names("NVotes"),
                "name": ("Countryname", "CountryName", "country"),
            },
            optional=("session", "year", "votes", "name"),
        )
        return _dated(path, raw).assign(
            sd=lambda frame: (frame.q95 - frame.q05) / (2 * Z95),
        )

    return read


def _dated(path: Path, raw: pd.DataFrame) -> pd.DataFrame:
    if "year" not in raw and "session" not in raw:
        raise UnreadableSource(f"{path} has neither a session nor a year.")
    if "year" not in raw:
        raw = raw.assign(year=raw.session + FIRST_SESSION_YEAR)
    raw = raw.dropna(subset=["ccode", "year"])
    # A release can carry a row without an estimate (the United States in 2024): it is missing.
    return raw.dropna(subset=["ideal_point"])


def _releases(suffix: str, first: int, last: int) -> tuple[Release, ...]:
    newer = Release(
        "July 2025",
        first,
        2024,
        (
            File(
                (
                    "IdealpointsJuly2025.tab",
                    "IdealpointsJuly2025.csv",
                    "Idealpoints*2025.*",
                    "Idealpoints*2026.*",
                ),
            ),
        ),
    )
    june = Release("June 2024", first, 2023, (File((f"Idealpointestimates{suffix}_Jun2024.*",)),))
    july = Release("July 2023", first, 2022, (File((f"Idealpointestimates{suffix}_Jul2023.*",)),))
    name = f"Idealpointestimates{suffix}_Apr2020.csv"
    april = Release(
        "April 2020",
        first,
        last,
        (File((name,)),),
    )
    match suffix:
        case "All":
            return newer, june, july, april
        case "FP" | "Legacy":
            return (newer,)
        case _:
            return june, july, april


def _source(name: str) -> Source:
    suffix, meaning, first, last = SETS[name]
    return Source(
        name=f"ideal_points_{name}",
        title=f"UN General Assembly ideal points: {meaning}",
        distributor="Bailey, Strezhnev and Voeten; Harvard Dataverse",
        homepage="https://doi.org/10.7910/DVN/LEJUQZ",
        terms=CC0,
        cites=("bailey2017",),
        unit=Unit.STATE_YEAR,
        keys=("ccode", "year"),
        codes=Codes.COW,
        missing="a row that is not there, or an empty estimate",
        releases=_releases(suffix, first, last),
        fields=(
            Field("ccode", Kind.KEY, "state"),
            Field("year", Kind.KEY, "year in which the session opened", low=1946),
            Field("ideal_point", Kind.REAL, f"ideal point from {meaning}", "latent scale"),
            Field("sd", Kind.REAL, "standard deviation of its posterior", "latent scale", low=0),
            Field("q05", Kind.REAL, "5th percentile of its posterior", "latent scale"),
            Field("q50", Kind.REAL, "median of its posterior", "latent scale"),
            Field("q95", Kind.REAL, "95th percentile of its posterior", "latent scale"),
            Field("votes", Kind.COUNT, "roll calls that it voted in", low=0),
            Field("name", Kind.TEXT, "name in the file"),
        ),
        read=reader(suffix),
        notes=(
            "The column depends on the vote set: name it in every result.",
            "Comparable over years within one release only; do not mix releases.",
            "There is no usable session for 1964, and none of Iraq for 1995-2003.",
            "The release of July 2025 has an empty row of the United States for 2024.",
            "Session s opens in the autumn of year s + 1945: the votes of 2003 follow the war in "
            "Iraq.",
        ),
    )


SOURCES = tuple(_source(name) for name in SETS)
