"""The scenarios that ship, each a commented YAML file in ``library/``."""

from pathlib import Path

from counterpoise.scenarios.reading import read_scenario
from counterpoise.scenarios.scenario import Scenario
from counterpoise.vocabulary.near_miss import near_misses

_LIBRARY = Path(__file__).with_name("library")


class UnknownScenario(ValueError):
    """Neither a shipped scenario nor a file has this name."""


def names() -> tuple[str, ...]:
    """Names of the shipped scenarios.

    Example:
        >>> "iraq-2003" in names()
        True
    """
    return tuple(sorted(path.stem for path in _LIBRARY.glob("*.yaml")))


def path_of(name: str | Path) -> Path:
    """The file of a shipped scenario, or of one's own.

    Args:
        name: A shipped scenario's name, or the path of a YAML file.

    Raises:
        UnknownScenario: There is neither; the message names the nearest.

    Example:
        >>> path_of("iraq-2003").name
        'iraq-2003.yaml'
    """
    text = str(name)
    if text in names():
        return _LIBRARY / f"{text}.yaml"
    path = Path(text)
    try:
        is_file, is_folder = path.is_file(), path.is_dir()
    except (OSError, ValueError):  # a name that no file can have
        is_file = is_folder = False
    if is_file:
        return path
    if is_folder:
        raise UnknownScenario(f"{text} is a directory; name a scenario file (.yaml) in it.")
    looks_like_file = path.suffix in (".yaml", ".yml") or len(path.parts) > 1
    known = ", ".join(names())
    if looks_like_file:
        near = _nearest(path.stem)
        raise UnknownScenario(f"there is no file {text}.{near} Shipped scenarios: {known}.")
    raise UnknownScenario(
        f"no scenario is called {text!r:.80}.{_nearest(text)} Shipped scenarios: "
        f"{known}. For one of your own, give the path of its .yaml file."
    )


def _nearest(typed: str) -> str:
    """The shipped names nearest to what was typed, in whole or by their first word."""
    by_word = {word: name for name in names() for word in (name.split("-")[0], name)}
    hits = dict.fromkeys(by_word[word] for word in near_misses(typed, by_word))
    return f" Did you mean {' or '.join(f'`{hit}`' for hit in hits)}?" if hits else ""


def shipped(name: str) -> Scenario:
    """A shipped scenario.

    Raises:
        UnknownScenario: None has this name.
    """
    return read_scenario(path_of(name))
