"""Where each column comes from, on what terms, and how it was made: one row per column.

This file is the only place where a licence is stated. ``sources.csv`` of each world and the page
``SOURCES.md`` are written from it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from counterpoise.vocabulary.coverage import Coverage

EARLY_UNTIL = 1947
FIELDS = ("column", "source", "version", "licence", "citation", "transformation", "note")

CC0 = "CC0 1.0"
CC_BY = "CC BY 4.0"
CC_BY_SA = "CC BY-SA 4.0"
PUBLIC_DOMAIN = "public domain"
RECORD = "facts of public record; this table BSD-3-Clause"


@dataclass(frozen=True, slots=True)
class ColumnSource:
    """The provenance of one shipped column.

    Attributes:
        column: Column of ``states.csv`` or ``dyads.csv``, or a variable made at load.
        source: Who publishes what it is made from.
        version: Release.
        licence: Terms of the column as shipped.
        citation: Key in ``references.bib``, several parted by a space.
        transformation: What was done.
        note: What a reader should know before relying on it.
    """

    column: str
    source: str
    version: str
    licence: str
    citation: str
    transformation: str
    note: str = ""


COLUMNS = (
    ColumnSource(
        "gdp",
        "Fariss, Anders, Markowitz and Barnum, latent GDP (Maddison scale)",
        "2022 release",
        CC0,
        "fariss2022",
        "GDP per head in 2011 international dollars times population",
        "A latent-variable estimate for every state, small ones included",
    ),
    ColumnSource(
        "population",
        "Fariss, Anders, Markowitz and Barnum, latent population (Penn World Table scale)",
        "2022 release",
        CC0,
        "fariss2022",
        "Millions to thousands; populations.csv where the series describes another territory",
        "A latent-variable estimate for every state, small ones included",
    ),
    ColumnSource(
        "military_spending",
        "World Bank, World Development Indicators: military expenditure (% of GDP) and GDP"
        " (current US$)",
        "extract with years to 2023",
        "LABELS CONFLICT: CC BY 4.0 or SIPRI terms",
        "worldbank_wdi sipri_milex",
        "Share of GDP times GDP in dollars of the year, carried to dollars of 2003 by the American"
        " GDP deflator; gaps by the rules of economy.py",
        "The World Bank distributes this share on behalf of SIPRI. Its own releases label the"
        " series CC BY 4.0 in some and with SIPRI's terms (no commercial use; more than a tenth of"
        " the data needs consent) in others. One year is shipped, under a fiftieth of the series,"
        " with attribution to both. Commercial users should replace the column",
    ),
    ColumnSource(
        "income",
        "World Bank, World Development Indicators: GDP (current US$)",
        "extract with years to 2023",
        CC_BY,
        "worldbank_wdi",
        "Million dollars of the year, carried to dollars of 2003 by the American GDP deflator; gaps"
        " by the price level that income per head predicts",
    ),
    ColumnSource(
        "military_personnel",
        "World Bank, World Development Indicators: armed forces personnel (% of labour force)",
        "extract with years to 2023",
        CC_BY + " is the rule for the World Bank's indicators; not confirmed for this one",
        "worldbank_wdi iiss_military_balance",
        "Share of the labour force times a labour force modelled as a regional share of population",
        "The figures behind the share are those of IISS. Some paramilitary forces are counted",
    ),
    ColumnSource(
        "capability",
        "This package, from the four columns above",
        "open index 1",
        "that of its parts",
        "singer1972",
        "Mean of the shares of GDP, military spending, military personnel and population",
        "Not the Composite Index of National Capability",
    ),
    ColumnSource(
        "ideal_point",
        "Bailey, Strezhnev and Voeten, UN General Assembly ideal points, all votes, column"
        " IdealPoint",
        "April 2020",
        CC0,
        "bailey2017",
        "Session of the autumn before (year - 1946); gaps by the rules of ideal_points.py",
        "Comparable only within this release",
    ),
    ColumnSource(
        "ideal_point_sd",
        "Bailey, Strezhnev and Voeten, UN General Assembly ideal points, all votes, columns Q5%"
        " and Q95%",
        "April 2020",
        CC0,
        "bailey2017",
        "(Q95 - Q5) / 3.29",
    ),
    ColumnSource(
        "democracy",
        "V-Dem Institute, electoral democracy index v2x_polyarchy",
        "version 16",
        CC_BY_SA,
        "vdem",
        "None; the states that V-Dem leaves out by the rule of regime.py",
        "The column as shipped stays under CC BY-SA",
    ),
    ColumnSource(
        "great_power",
        "This package: great_powers.csv",
        "1",
        RECORD,
        "",
        "1 where a spell covers the year",
        "The customary list of great powers with reasons",
    ),
    ColumnSource(
        "nuclear",
        "This package: nuclear_powers.csv",
        "1",
        RECORD,
        "",
        "1 where a spell covers the year",
    ),
    ColumnSource(
        "council_seat",
        "This package: security_council.csv",
        "1",
        RECORD,
        "",
        "1 where a term covers the year",
    ),
    ColumnSource(
        "veto",
        "This package: security_council.csv",
        "1",
        RECORD,
        "",
        "1 where the seat is permanent",
    ),
    ColumnSource(
        "latitude", "This package: capitals.csv", "1", RECORD, "", "Of the capital, in degrees"
    ),
    ColumnSource(
        "longitude", "This package: capitals.csv", "1", RECORD, "", "Of the capital, in degrees"
    ),
    ColumnSource(
        "distance_km",
        "Natural Earth, countries at 1:110 million; this package: islands.csv, composition.csv,"
        " divisions.csv, drawn_outlines.csv",
        "5",
        PUBLIC_DOMAIN,
        "naturalearth",
        "Shortest great circle between home territories, whole km",
        "See geography.py for what is home territory",
    ),
    ColumnSource(
        "contiguity",
        "Natural Earth, countries at 1:110 million; this package: borders.csv",
        "5",
        PUBLIC_DOMAIN,
        "naturalearth",
        "Outlines touch, or a border or strait of public record",
    ),
    ColumnSource(
        "trade_share",
        "This package: gravity.py",
        "1",
        RECORD,
        "head_mayer2014",
        "Computed at load from GDP, distance and contiguity by a gravity equation",
        "Modelled throughout: no trade was observed",
    ),
    ColumnSource(
        "openness",
        "This package: gravity.py, world_trade.csv",
        "1",
        RECORD,
        "head_mayer2014 frankelromer1999",
        "Computed at load: predicted trade over GDP, scaled to what the world trades of what it"
        " makes",
        "Modelled throughout: it knows geography and size, not policy",
    ),
    ColumnSource(
        "benefit_share",
        "This package, from capability and great_power",
        "1",
        RECORD,
        "slantchev2005",
        "Computed at load: share of the great powers' capability",
        "Every great power is taken to hold what its capability would claim; an assumption",
    ),
    ColumnSource(
        "membership",
        "This package: orders.csv, organisations.csv, organisation_members.csv, treaty_members.csv",
        "1",
        RECORD,
        "",
        "1 where a membership in force as the year opens puts a state in an organisation of the"
        " order",
        "Which organisations make up an order is a choice; see docs/data/orders.md",
    ),
    ColumnSource(
        "defence_pact",
        "This package: treaties.csv and treaty_members.csv",
        "1",
        RECORD,
        "",
        "1 where a treaty in force as the year opens binds one of the two to defend the other",
        "Counted from entry into force, not from signature; charters that leave the decision to a"
        " council are not counted",
    ),
    ColumnSource(
        "rivalry",
        "This package: rivalries.csv",
        "1",
        RECORD,
        "",
        "1 where a spell covers the year as it opens",
        "Coded here: two governments that on the public record treated each other as competitors"
        " and as sources of actual or latent military threat. A judgement; compare others",
    ),
    ColumnSource(
        "basing",
        "This package: basing.csv",
        "1",
        RECORD,
        "",
        "Actor hosts, target sends; spells of whole years as the year opens",
        "American, British, French and Russian forces only, of about two hundred or more, or a"
        " standing site",
    ),
)


EARLY = (
    ColumnSource(
        "military_spending",
        "This package: early_economy.py",
        "1",
        RECORD,
        "",
        "Four incomes per head for each soldier",
        "Modelled throughout",
    ),
    ColumnSource(
        "income",
        "Fariss, Anders, Markowitz and Barnum, latent GDP (Maddison scale)",
        "2022 release",
        CC0,
        "fariss2022",
        "GDP at purchasing-power parity in dollars of 2003",
        "Modelled throughout: nobody recorded exchange rates against what money bought",
    ),
    ColumnSource(
        "military_personnel",
        "This package: military_estimates.csv, early_economy.py",
        "1",
        RECORD,
        "",
        "Estimates of public record for the powers, one in a hundred people for the others",
        "Modelled throughout",
    ),
    ColumnSource(
        "ideal_point",
        "This package: positions.csv",
        "1",
        RECORD,
        "schroeder1994",
        "Class of the constitution, evenly spaced from -1 to 1",
        "Modelled throughout: there were no votes. Not comparable with the points of later years",
    ),
    ColumnSource(
        "ideal_point_sd",
        "This package: ideal_points.py",
        "1",
        RECORD,
        "",
        "One half for every state",
        "Modelled throughout",
    ),
)
"""What takes the place of a column in a world before 1947."""


def columns_of(year: int) -> tuple[ColumnSource, ...]:
    """The provenance of each column in the world of a year."""
    instead = {item.column: item for item in EARLY} if year < EARLY_UNTIL else {}
    return tuple(instead.get(item.column, item) for item in COLUMNS)


def machine_readable(year: int, counts: Mapping[str, Mapping[Coverage, int]]) -> str:
    """The text of ``sources.csv``: the provenance and the coverage counts of one world."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    labels = [Coverage.OBSERVED, Coverage.STRUCTURAL_ZERO, Coverage.MISSING, Coverage.MODELLED]
    writer.writerow([*FIELDS, *(label.label.replace(" ", "_") for label in labels)])
    for item in columns_of(year):
        seen = counts.get(item.column, {})
        writer.writerow(
            [getattr(item, name) for name in FIELDS] + [seen.get(label, 0) for label in labels]
        )
    return text.getvalue()


def page(directory: Path, years: Sequence[int]) -> str:
    """The text of ``SOURCES.md``, from the ``sources.csv`` of every world that ships."""
    parts = [
        "# Sources of the shipped worlds",
        "",
        "Written by `counterpoise world compile`; do not edit. The code is BSD-3-Clause; each"
        " column keeps the terms below.",
        "",
        "**Read this before commercial use.** `military_spending` (and so `capability`) is made"
        " from a World Bank series that SIPRI compiles. The World Bank's own releases disagree"
        " about its licence: some label it CC BY 4.0, others give SIPRI's terms. Until that is"
        " settled, treat the column as available for non-commercial use with attribution to the"
        " World Bank and SIPRI.",
        "",
        "The licences of Fariss et al. (CC0, the rule of the archive that holds them) and of V-Dem"
        " (CC BY-SA) are given as generally known; confirm them before you pass the columns on.",
        "",
        "`observed`: a source states the value. `structural zero`: zero by the nature of the case."
        " `modelled`: a documented rule supplied it. `missing`: nobody states it (none ships).",
        "",
        "A pact, a rivalry or a base counts for a year if it stood as the year opened: a treaty on"
        " 1 January; a spell in whole years if it began before the year and had not ended before"
        " it. Yearly lists (great powers, nuclear powers, council terms) count in every year they"
        " name.",
        "",
    ]
    for year in years:
        parts += [f"## {year}", ""]
        parts += [
            "| column | source | version | licence | transformation | observed | structural zero"
            " | modelled | missing | note |",
            "|---|---|---|---|---|---:|---:|---:|---:|---|",
        ]
        with (directory / str(year) / "sources.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                cells = [
                    f"`{row['column']}`",
                    row["source"],
                    row["version"],
                    row["licence"],
                    row["transformation"],
                    row["observed"],
                    row["structural_zero"],
                    row["modelled"],
                    row["missing"],
                    row["note"],
                ]
                parts.append("| " + " | ".join(cells) + " |")
        parts.append("")
    parts += [
        "## How rivalry is coded",
        "",
        "A pair is listed for the years in which both governments, on the public record, treated"
        " each other as competitors and as sources of actual or latent military threat: war or"
        " armed clashes, armies or arms bought with the other in view, backing for the other's"
        " rebels, or an unsettled claim to territory under guard. Each row gives its reason. No"
        " dates were taken from existing rivalry data; those served only to check.",
        "",
        "## What was used to check and is not here",
        "",
        "Correlates of War capabilities, alliances, contiguity and trade; ATOP; CShapes distances;"
        " strategic rivalries of Thompson, Sakuwa and Suhas; memberships in intergovernmental"
        " organisations and the lists of GATT and EU members; deployments of American troops. None"
        " of it ships, whole, converted or in part. `counterpoise world compile --report` prints"
        " how well they agree, memberships apart: those are compared in `docs/data/orders.md`.",
        "",
    ]
    return "\n".join(parts)
