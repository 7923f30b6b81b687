"""``counterpoise scenarios``, ``mechanisms`` and ``variables``: what there is to work with."""

from typing import Annotated

import typer

from counterpoise.cli.errors import UserError
from counterpoise.cli.screen import show, table, write

Name = Annotated[str | None, typer.Argument(help="One of them, in full.")]


def scenarios(name: Name = None) -> None:
    """List the scenarios that ship, or print one as a pattern for your own.

    \b
    Examples:
      counterpoise scenarios
      counterpoise scenarios iraq-2003 > mine.yaml
    """  # noqa: D301
    from counterpoise.scenarios.library import names, path_of
    from counterpoise.scenarios.reading import read_scenario, read_text

    if name is not None:
        write(read_text(path_of(name)))
        return
    shown = table("scenario", "question")
    for each in names():
        found = read_scenario(path_of(each), check=False)
        shown.add_row(each, " ".join(found.question.split()))
    show(shown)


def mechanisms(name: Name = None) -> None:
    """List the mechanisms, or show one with its parameters.

    \b
    Examples:
      counterpoise mechanisms
      counterpoise mechanisms threat
    """  # noqa: D301
    from counterpoise.mechanisms.geography import Geography
    from counterpoise.mechanisms.mechanism import Mechanism, parameters_of
    from counterpoise.models.catalogue import MECHANISMS
    from counterpoise.vocabulary.near_miss import did_you_mean

    kinds: tuple[type[Mechanism] | type[Geography], ...] = (Geography, *MECHANISMS)
    by_block = {each.block: each for each in kinds}
    if name is None:
        shown = table("mechanism", "phase", "parameters", "what it says")
        for block, each in by_block.items():
            phase = getattr(each, "phase", None)
            shown.add_row(
                block,
                "start" if phase is None else phase.name.lower().replace("_", " "),
                str(len(parameters_of(each))),
                _first_line(each.__doc__),
            )
        show(shown)
        return
    block = name.partition(".")[0]
    if block not in by_block:
        raise UserError(
            f"no mechanism is called {name!r}.{did_you_mean(name, by_block)} "
            "`counterpoise mechanisms` lists them all."
        )
    found = by_block[block]
    write(f"{block}: {_first_line(found.__doc__)}\n")
    for label in ("reads", "writes", "cites"):
        if getattr(found, label, ()):
            write(f"{label}: {', '.join(getattr(found, label))}")
    shown = table("parameter", "default", "prior", "unit", "source", "meaning", "cites")
    for declared in parameters_of(found):
        shown.add_row(
            declared.address,
            f"{declared.default:g}",
            str(declared.prior),
            declared.unit,
            declared.source.value,
            declared.meaning,
            ", ".join(declared.cites),
        )
    if parameters_of(found):
        write("")
        show(shown)


def variables(name: Name = None) -> None:
    """List the variables of the world, or show one and who reads and writes it.

    \b
    Examples:
      counterpoise variables
      counterpoise variables legitimacy
    """  # noqa: D301
    from counterpoise.vocabulary.variables import variable
    from counterpoise.vocabulary.variables import variables as every

    if name is None:
        shown = table("variable", "kind", "of", "unit", "meaning")
        for each in every().values():
            shown.add_row(
                each.name, each.kind.value, " × ".join(each.dims), each.unit, each.meaning
            )
        show(shown)
        return
    found = variable(name)
    from counterpoise.models.catalogue import MECHANISMS
    from counterpoise.scenarios.prescribable import why_not_variable

    symbol = f" ({found.symbol})" if found.symbol else ""
    write(f"{found.name}{symbol}: {found.meaning}")
    write(f"kind: {found.kind.value}\nof: {' × '.join(found.dims) or 'the system'}")
    write(f"unit: {found.unit}\nchanged on the scale: {found.link.value}")
    for label, relation in (("written by", "writes"), ("read by", "reads")):
        who = [each.block for each in MECHANISMS if name in getattr(each, relation)]
        write(f"{label}: {', '.join(who) or 'nobody'}")
    refusal = why_not_variable(found)
    write(f"in a scenario: {refusal or 'may be prescribed'}")


def _first_line(text: str | None) -> str:
    return (text or "").strip().partition("\n")[0]
