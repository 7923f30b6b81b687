"""Every proposition: those that ship, found by their files' names, and a user's own.

A file is a proposition if its name is ``p`` and a number, as ``p5_threat_not_bargaining.py``, and
it holds a ``PROPOSITION``. Nothing lists them. A user's file, or every ``*.py`` of a user's folder,
is read in the same way whatever its name.
"""

import importlib
import importlib.util
import pkgutil
import re
import sys
import traceback
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path

from counterpoise import propositions
from counterpoise.models.catalogue import UnknownParameter, parameter
from counterpoise.propositions.proposition import ESSAY, Proposition
from counterpoise.vocabulary.citation import UnknownReference, reference
from counterpoise.vocabulary.near_miss import did_you_mean

OWN_NAME = "PROPOSITION"
SHIPPED = re.compile(r"p\d+_\w+")
ID = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,11}")


class UnknownProposition(ValueError):
    """No proposition has this identifier."""


class BadProposition(ValueError):
    """A file does not hold a proposition that can be tested; the message says why and where."""


@cache
def shipped() -> tuple[Proposition, ...]:
    """The propositions that ship with the package, by number."""
    found = []
    for module in pkgutil.iter_modules(propositions.__path__):
        if SHIPPED.fullmatch(module.name):
            loaded = importlib.import_module(f"{propositions.__name__}.{module.name}")
            found.append(getattr(loaded, OWN_NAME))
    return tuple(sorted(found, key=_order))


def registered(files: Iterable[Path] = ()) -> dict[str, Proposition]:
    """Shipped propositions and a user's own, by identifier.

    Args:
        files: Files that hold a proposition each, or folders of such files.

    Raises:
        BadProposition: A file cannot be read as a proposition.
    """
    found = {each.id: each for each in shipped()}
    for file in _files(files):
        own = read_proposition(file)
        if own.id in found:
            raise BadProposition(
                f"{file}: `{own.id}` is taken by “{found[own.id].title}”. Choose another id."
            )
        found[own.id] = own
    return found


def selected(names: Iterable[str], known: dict[str, Proposition]) -> list[Proposition]:
    """The propositions that were asked for; ``all`` stands for every one.

    Raises:
        UnknownProposition: One is not known; the message names the nearest.
    """
    by_name = {name.casefold(): each for name, each in known.items()}
    found: dict[str, Proposition] = {}
    for name in names:
        if name.casefold() == "all":
            found |= known
            continue
        if name.casefold() not in by_name:
            raise UnknownProposition(
                f"no proposition is called {name!r:.40}.{did_you_mean(name, [*known, 'all'])} "
                "`counterpoise propositions` lists them all."
            )
        each = by_name[name.casefold()]
        found[each.id] = each
    return list(found.values())


def read_proposition(file: Path) -> Proposition:
    """The proposition that a user's file holds.

    Raises:
        BadProposition: It holds none, or one that cannot be tested.
    """
    name = f"counterpoise_own_{sha256(str(file.resolve()).encode()).hexdigest()[:12]}"
    found = importlib.util.spec_from_file_location(name, file)
    if found is None or found.loader is None:
        raise BadProposition(f"{file}: is no Python file.")
    module = importlib.util.module_from_spec(found)
    sys.modules[name] = module
    try:
        found.loader.exec_module(module)
    except Exception as error:
        raise BadProposition(f"{file}{_line(error, file)}: {_said(error)}") from error
    own = getattr(module, OWN_NAME, None)
    if own is None:
        near = [each for each in vars(module) if each.isupper()]
        raise BadProposition(
            f"{file}: holds no `{OWN_NAME}`.{did_you_mean(OWN_NAME, near)} "
            "docs/how-to/test-a-proposition-of-your-own.md shows one."
        )
    if not isinstance(own, Proposition):
        raise BadProposition(
            f"{file}: `{OWN_NAME}` is a {type(own).__name__}, and must be a Proposition."
        )
    problems = defects(own)
    if problems:
        raise BadProposition(f"{file}: {' '.join(problems)}")
    return own


def defects(proposition: Proposition) -> list[str]:
    """What keeps a proposition from being tested, each in a sentence."""
    found = []
    if not ID.fullmatch(proposition.id) or proposition.id.casefold() == "all":
        found.append(
            f"`id` is {proposition.id!r}; use a letter, then letters, digits and dashes, at most "
            "twelve in all, and not `all`."
        )
    unknown = [letter for letter in proposition.essay if letter not in ESSAY]
    if unknown:
        found.append(f"`essay` names {', '.join(unknown)}; the claims are {', '.join(ESSAY)}.")
    if not proposition.off:
        found.append("`off` is empty: say which values of the focal parameters switch it off.")
    if proposition.figures and proposition.statistic.name not in proposition.figures:
        found.append(
            f"`figures` does not say what `{proposition.statistic.name}` is, the primary statistic."
        )
    for address in (*proposition.focal, *proposition.off):
        try:
            parameter(address)
        except UnknownParameter as error:
            found.append(str(error))
    for key in proposition.cites:
        try:
            reference(key)
        except UnknownReference as error:
            found.append(str(error))
    return list(dict.fromkeys(found))


def _files(given: Iterable[Path]) -> list[Path]:
    found = []
    for place in given:
        if place.is_dir():
            inside = sorted(place.glob("*.py"))
            if not inside:
                raise BadProposition(f"{place}: holds no Python file.")
            found += inside
        elif place.is_file():
            found.append(place)
        else:
            raise BadProposition(f"{place}: there is no such file or folder.")
    return found


def _order(proposition: Proposition) -> tuple[int, str]:
    digits = re.sub(r"\D", "", proposition.id)
    return (int(digits) if digits else 0, proposition.id)


def _line(error: Exception, file: Path) -> str:
    if isinstance(error, SyntaxError):
        return f":{error.lineno}"
    lines = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename) == file
    ]
    return f":{lines[-1]}" if lines else ""


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error.msg if isinstance(error, SyntaxError) else error}"
