"""The reference pages are written by the code that they describe: ``make docs``.

A test fails when a page lags behind, so the pages in ``docs/reference`` can be read as the code.
"""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

from counterpoise.data.catalogue import catalogue
from counterpoise.data.checksum import known
from counterpoise.data.source import Field, File, Release, Source
from counterpoise.estimation.posterior import PRIOR_DOMINATED, Posterior, eras
from counterpoise.mechanisms.geography import Geography
from counterpoise.mechanisms.mechanism import Mechanism, borrows_of, parameters_of
from counterpoise.mechanisms.parameter import Parameter
from counterpoise.mechanisms.phase import Phase
from counterpoise.mechanisms.prior import Fixed
from counterpoise.models.catalogue import MECHANISMS, parameters
from counterpoise.vocabulary.citation import ordered, reference, references
from counterpoise.vocabulary.variables import variables

FOLDER = Path(__file__).parent / "reference"
NOTE = "<!-- Written by `make docs` from the code; do not edit. -->"

AXES = {
    (): "Of the world",
    ("actor",): "Of a state",
    ("actor", "order"): "Of a state in an order",
    ("order",): "Of an order",
    ("order", "rival"): "Of two orders",
    ("actor", "target"): "Of a dyad: the row perceives or acts, the column is perceived",
    ("scheduled",): "Of the acts that a scenario prescribes",
    ("act",): "Of the year's uses of force",
}


def pages() -> dict[str, str]:
    """Every reference page by file name."""
    return {
        "variables.md": variables_page(),
        "mechanisms.md": mechanisms_page(),
        "parameters.md": parameters_page(),
        "sources.md": sources_page(),
        "posterior.md": posterior_page(),
        "references.md": references_page(),
    }


def variables_page() -> str:
    """What the world holds."""
    readers = {name: [each for each in MECHANISMS if name in each.reads] for name in variables()}
    writers = {name: [each for each in MECHANISMS if name in each.writes] for name in variables()}
    parts = [
        NOTE,
        "# Variables",
        f"The world is {len(variables())} variables. A *stock* stands at the bounds of years; a "
        "*flow* and an *event* lie within a year. *Link* is the scale on which a mechanism changes "
        "a variable, so that its bounds hold without clipping; what is *set* is written as it is. "
        "A variable that no mechanism writes is given by the world or by the scenario, or set "
        "before the first year.",
    ]
    for dims, title in AXES.items():
        rows = [
            (
                code(each.name),
                each.symbol,
                each.meaning,
                each.unit,
                each.kind,
                "set" if each.link == "value" else each.link,
                blocks(writers[each.name]),
                blocks(readers[each.name]),
            )
            for each in variables().values()
            if each.dims == dims
        ]
        heads = ("variable", "symbol", "meaning", "unit", "kind", "link", "written by", "read by")
        parts += [f"## {title}", table(heads, rows)]
    return join(parts)


def mechanisms_page() -> str:
    """The theories, in the order of the year."""
    parts = [
        NOTE,
        "# Mechanisms",
        "One file each, in the order in which a year runs through them. Mechanisms of one phase "
        "see the same world, so their order within it does not matter.",
        table(
            ("phase", "mechanism", "claim"),
            [
                (each.phase.name.lower(), f"[`{each.block}`](#{each.block})", claim(each))
                for each in by_phase()
            ],
        ),
        "## geography",
        documentation(Geography),
        parameter_table(parameters_of(Geography)),
        cited(Geography.cites),
    ]
    for owner in by_phase():
        variants = [
            f"- `{each.name}`: " + ", ".join(f"`{choice}`" for choice in type(each.default))
            for each in fields(owner)
            if each.metadata.get("static") and isinstance(each.default, Enum)
        ]
        own = parameters_of(owner)
        borrowed = ", ".join(code(address) for address in borrows_of(owner))
        parts += [
            f"## {owner.block}",
            f"`{owner.__name__}`, phase {owner.phase.name.lower()}",
            documentation(owner),
            f"**Reads** {listed(owner.reads)}.\n\n**Writes** {listed(owner.writes)}.",
            "**Formulations**, the first by default\n\n" + "\n".join(variants) if variants else "",
            parameter_table(own) if own else "",
            f"**Borrows** {borrowed}." if borrowed else "",
            cited(owner.cites),
        ]
    return join(parts)


def parameters_page() -> str:
    """Every number, with what is believed of it and why."""
    parts = [
        NOTE,
        "# Parameters",
        "*Source* says where a default and its prior come from: *fitted* on data, *literature*, "
        "*weak* (weakly informative), *calibrate* (to be calibrated by simulation; no data have "
        "touched it), *focal* (carries a claim, with prior mass on both sides of the value at "
        "which the claim fails), *scale* (a convention), *assumed*.",
    ]
    for owner in (Geography, *by_phase()):
        if parameters_of(owner):
            parts += [f"## {owner.block}", parameter_table(parameters_of(owner), full=True)]
    return join(parts)


def sources_page() -> str:
    """The evidence: every source as its file declares it."""
    parts = [
        NOTE,
        "# Sources",
        "What `counterpoise data fetch` gets and `counterpoise.data.catalogue.load` reads. No data "
        "ship with the package. *Absent* says what it means that a row is not there within the "
        "years of a release; outside them a value is missing, never zero. Licences are as "
        "generally known: confirm them with the distributor before you pass data on.",
        table(
            ("source", "what", "unit", "years", "version", "terms"),
            [
                (
                    f"[`{each.name}`](#{each.name})",
                    each.title,
                    each.unit,
                    f"{each.newest.first}–{each.newest.last}",
                    each.newest.version,
                    each.terms.short,
                )
                for each in catalogue().values()
            ],
        ),
    ]
    for each in catalogue().values():
        parts += [f"## {each.name}", *source_parts(each)]
    return join(parts)


def source_parts(each: Source) -> list[str]:
    """One source in full."""
    absent = each.absent.label
    if each.absent_from is not None:
        absent += f" from {each.absent_from} on, missing before"
    terms = [part.rstrip(".") for part in (each.terms.licence, each.terms.note) if part]
    facts = [
        ("distributor", f"{each.distributor}, <{each.homepage}>"),
        ("terms", ". ".join(terms)),
        ("unit", f"{each.unit}; one row for each {listed(each.keys)}"),
        ("codes in the file", each.codes),
        ("missing in the file", each.missing),
        ("absent", absent),
    ]
    releases = [
        (
            release.version,
            f"{release.first}–{release.last}",
            "; ".join(names_of(file) for file in release.files),
            downloads(release),
        )
        for release in each.releases
    ]
    columns = [
        (code(field.name), field.kind.name.lower(), field.unit, bounds(field), field.meaning)
        for field in each.fields
    ]
    return [
        f"**{each.title}**",
        table(("", ""), facts),
        table(("version", "years", "files (*: checksum known)", "download"), releases),
        table(("column", "type", "unit", "range", "meaning"), columns),
        "\n".join(f"- {note}" for note in each.notes),
        f"**Cite** {shorts(each.cites)}.",
    ]


def downloads(release: Release) -> str:
    """The addresses of a release."""
    found = dict.fromkeys(f"<{file.url}>" for file in release.files if file.url)
    return " ".join(found) or "by hand"


def names_of(file: File) -> str:
    """A file under its names, with a star where its contents are known."""
    names = " or ".join(f"{code(name)}{'*' if known(name) else ''}" for name in file.names)
    return f"{names} (optional)" if file.optional else names


def bounds(field: Field) -> str:
    """The range of a column, where it has one."""
    if field.low is None and field.high is None:
        return ""
    low = "" if field.low is None else f"{field.low:g}"
    high = "" if field.high is None else f"{field.high:g}"
    return f"{low} to {high}" if low and high else f"from {low}" if low else f"to {high}"


def posterior_page() -> str:
    """What the data say of each parameter that they speak of, the latest era first."""
    parts = [
        NOTE,
        "# The shipped posteriors",
        "*Overlap* is the area that prior and posterior share. Above 0.8 a parameter is "
        "**prior-dominated**: the data have said little, and results that rest on it show what is "
        "assumed. What is *held* was not estimated, because no data can tell it from another "
        "parameter, and keeps the value at which that one was estimated.",
        "A run that begins in no era of these draws from the priors.",
    ]
    for found in reversed(eras()):
        parts += era_section(found)
    return join(parts)


def era_section(found: Posterior) -> list[str]:
    """One posterior: how it came about, and its parameters by block."""
    manifest = found.manifest
    first, last = manifest["years"]
    sources = ", ".join(f"`{name}` {version}" for name, version in manifest["sources"].items())
    stages = "; then ".join(", ".join(stage) for stage in manifest["stages"])
    parts = [
        f"## {first} to {last}",
        "`counterpoise run NAME` draws these parameters from it where the run begins in this era "
        f"and nothing else is asked for, {found.rows} draws that belong together. It was written "
        "by `counterpoise estimate "
        f"{' '.join(manifest['blocks'])} "
        f"--years {first}:{last} --system {manifest['system']} --votes {manifest['votes']}`, "
        f"in stages ({stages}), each sampled with NUTS and refused unless R-hat < 1.01, both "
        "effective sample sizes exceed 400 and no transition diverges. Later stages take beliefs "
        "and threat as given (a cut posterior).",
        f"Sources: {sources}. Hash of the draws `{manifest['hash'][:16]}`, of the observed record "
        f"`{manifest['record'][:16]}`.",
        *beside(manifest),
    ]
    declared = parameters()
    for owner in (Geography, *by_phase()):
        rows = [
            (
                code(each.name),
                str(each.prior),
                str(each.estimation_prior),
                f"{found.values[each.address].mean():.3g} ({found.values[each.address].std():.2g})",
                interval(found.values[each.address]),
                "held"
                if isinstance(each.estimation_prior, Fixed)
                else overlap_words(found.overlaps[each.address]),
                each.meaning,
            )
            for each in parameters_of(owner)
            if each.address in found.values
        ]
        if rows:
            heads = ("parameter", "declared", "prior of the estimate", "posterior mean (sd)",
                     "90% interval", "overlap", "meaning")  # fmt: skip
            parts += [f"### {owner.block}", table(heads, rows)]
    nuisance = [address for address in found.values if address not in declared]
    if nuisance:
        rows = [
            (
                code(address),
                manifest["priors"][address],
                f"{found.values[address].mean():.3g} ({found.values[address].std():.2g})",
                interval(found.values[address]),
            )
            for address in nuisance
        ]
        parts += [
            "### Of the likelihoods alone",
            table(("quantity", "prior", "posterior mean (sd)", "90% interval"), rows),
        ]
    return parts


def beside(manifest: Mapping[str, Any]) -> list[str]:
    """What stands beside the estimate, and what was left out of it."""
    found = [
        f"Beside it, with rows of its own paired at random, stands what "
        f"`counterpoise calibrate {' '.join(each['blocks'])}` found on moments of simulated "
        f"histories, all other parameters drawn from {each['given'] or 'their priors'} (decision "
        "record 9)."
        for each in manifest.get("beside", [])
    ]
    left = [f"{code(a)} ({why})" for a, why in sorted(manifest.get("left_out", {}).items())]
    return found + ([f"Left out: {', '.join(left)}."] if left else [])


def interval(values: np.ndarray) -> str:
    """The middle nine tenths of some draws."""
    low, high = np.quantile(values, [0.05, 0.95])
    return f"{low:.3g} to {high:.3g}"


def overlap_words(share: float) -> str:
    """How far a posterior is its prior."""
    return f"{share:.2f}" + (", prior-dominated" if share > PRIOR_DOMINATED else "")


def references_page() -> str:
    """Whom the package cites."""
    lines = [f'<a id="{each.key}"></a>\n{each.text} `{each.key}`' for each in ordered(references())]
    return join([NOTE, "# References", *lines])


def by_phase() -> list[type[Mechanism]]:
    """Mechanisms in the order of the year, then of the catalogue."""
    return [each for phase in Phase for each in MECHANISMS if each.phase is phase]


def claim(owner: type) -> str:
    """The first sentence of the mechanism's file."""
    return documentation(owner).split("\n\n")[0].replace("\n", " ")


def documentation(owner: type) -> str:
    """The head of the mechanism's file: the claim, the equations, the departures."""
    module = inspect.getmodule(owner)
    return inspect.cleandoc(module.__doc__ or "") if module else ""


def parameter_table(declared: Iterable[Parameter], full: bool = False) -> str:
    """Parameters of one mechanism."""
    return table(
        ("parameter", "default", "prior", "unit", "source", "meaning"),
        [
            (
                code(each.address if full else each.name),
                f"{each.default:g}",
                str(each.prior),
                each.unit,
                each.source,
                each.meaning + (f" ({shorts(each.cites)})" if each.cites else ""),
            )
            for each in declared
        ],
    )


def cited(keys: Iterable[str]) -> str:
    """Whom a mechanism rests on."""
    return f"**Rests on** {shorts(keys)}."


def shorts(keys: Iterable[str]) -> str:
    """Author and year, linked to the full reference."""
    return ", ".join(f"[{reference(key).short}](references.md#{key})" for key in keys)


def blocks(owners: Iterable[type[Mechanism]]) -> str:
    """Mechanisms by block, linked to their pages."""
    return ", ".join(f"[{each.block}](mechanisms.md#{each.block})" for each in owners)


def listed(names: Iterable[str]) -> str:
    """Names of variables in a sentence."""
    return ", ".join(code(name) for name in names)


def code(name: str) -> str:
    """A name as typed."""
    return f"`{name}`"


def table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |" for row in lines
    )


def join(parts: Iterable[str]) -> str:
    """Paragraphs with a blank line between them."""
    return "\n\n".join(part for part in parts if part) + "\n"


def main() -> None:
    """Write the pages."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"docs/reference/{name}")


if __name__ == "__main__":
    main()
