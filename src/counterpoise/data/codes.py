"""From a distributor's codes or names to COW codes, by year.

A code means the state that bears it in that year. A year in which nobody does (the votes of Ukraine
in 1946, troops in Oman in 1959) takes the nearest spell of the same code or name: the code is that
of the place, and membership is for the state system to say. What no spell knows is NA.

Gleditsch-Ward numbers differ from COW numbers for Germany and Yemen from 1990, for Serbia before
1918 and from 2006, and for the small states of the Pacific; a name such as *Germany* means the
Federal Republic before 1990.
"""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache

import numpy as np
import pandas as pd

from counterpoise.data.source import Codes
from counterpoise.vocabulary.states import State, spells

ALIASES = {
    "bahamas, the": 31,
    "bosnia & herzegovina": 346,
    "brunei": 835,
    "burma": 775,
    "cape verde islands": 402,
    "congo": 484,
    "congo - brazzaville": 484,
    "congo (brazzaville)": 484,
    "congo - kinshasa": 490,
    "congo, democratic republic of the": 490,
    "côte d’ivoire": 437,
    "côte d'ivoire": 437,
    "cote d'ivoire": 437,
    "dr congo": 490,
    "democratic republic of the congo": 490,
    "east germany (gdr)": 265,
    "egypt, arab rep.": 651,
    "ethiopia (excludes eritrea)": 530,
    "federal republic of germany": 260,
    "frg": 260,
    "fry": 345,
    "gambia, the": 420,
    "gdr": 265,
    "german democratic republic": 265,
    "holy see": 328,
    "korea, north": 731,
    "korea, south": 732,
    "malagasy republic": 580,
    "micronesia (federated states of)": 987,
    "micronesia": 987,
    "myanmar (burma)": 775,
    "rhodesia": 552,
    "saint vincent": 57,
    "serbia": 345,
    "south vietnam": 817,
    "soviet union": 365,
    "st. kitts & nevis": 60,
    "st. vincent & grenadines": 57,
    "são tomé & príncipe": 403,
    "trinidad & tobago": 52,
    "turkiye": 640,
    "türkiye": 640,
    "uae": 696,
    "ussr": 365,
    "viet nam": 816,
    "yemen arab republic": 678,
    "yemen people's republic": 680,
    "yemen, north": 678,
    "yemen, south": 680,
}
"""Names that the sources use and ``states.csv`` does not list."""

DIVIDED = {"germany": (1949, 1989, 260)}
"""Names that meant one of two states in some years."""


def to_cow(codes: pd.Series, years: pd.Series, system: Codes) -> pd.Series:
    """COW codes of codes or names in their years.

    Args:
        codes: In the system; NA stays NA.
        years: Calendar years, of the same length.
        system: What the codes are.

    Returns:
        An ``Int64`` series of the same index; NA where no state answers.

    Example:
        >>> codes, years = pd.Series([260, 260, 678, 970]), pd.Series([1970, 2003, 2003, 2003])
        >>> to_cow(codes, years, Codes.GW).tolist()
        [260, 255, 679, 946]
        >>> names = pd.Series(["Germany", "Germany", "NATO**"])
        >>> to_cow(names, pd.Series([1970, 2003, 2003]), Codes.NAMES).tolist()
        [260, 255, <NA>]
    """
    keys = pd.DataFrame({"code": codes.to_numpy(), "year": years.to_numpy()})
    pairs = keys.groupby(["code", "year"], dropna=False, sort=False).ngroup().to_numpy()
    first = keys.iloc[np.unique(pairs, return_index=True)[1]]
    found = [
        None if pd.isna(code) or pd.isna(year) else cow_code(code, int(year), system)
        for code, year in first.itertuples(index=False)
    ]
    return pd.Series(pd.array(found, dtype="Int64")[pairs], index=codes.index)


def cow_code(code: object, year: int, system: Codes) -> int | None:
    """The COW code of one code or name in a year; None where no state answers.

    Example:
        >>> cow_code("DEU", 1970, Codes.ISO3), cow_code("XKX", 2010, Codes.ISO3)
        (260, 347)
    """
    key = _key(code, system)
    if system is Codes.NAMES:
        if key in DIVIDED:
            first, last, ccode = DIVIDED[key]
            if first <= year <= last:
                return ccode
        if key in ALIASES:
            return ALIASES[key]
    candidates = _index(system).get(key, ())
    if not candidates:
        return None
    return min(candidates, key=lambda spell: (_gap(spell, year), -_last(spell))).ccode


def split_names(text: str, kept: Iterable[str] = ()) -> list[str]:
    """The names in a cell that lists several, some of which hold a comma themselves.

    Example:
        >>> split_names("Egypt, Arab Rep., Syria", kept=["Egypt, Arab Rep."])
        ['Egypt, Arab Rep.', 'Syria']
    """
    for place, name in enumerate(kept):
        text = text.replace(name, f"\x00{place}\x00")
    names = [part.strip() for part in text.split(",")]
    for place, name in enumerate(kept):
        names = [part.replace(f"\x00{place}\x00", name) for part in names]
    return [name for name in names if name]


def _gap(spell: State, year: int) -> int:
    if year < spell.first:
        return spell.first - year
    return max(year - _last(spell), 0)


def _last(spell: State) -> int:
    return int(np.iinfo(np.int32).max) if spell.last is None else spell.last


def _key(code: object, system: Codes) -> str:
    if system in (Codes.COW, Codes.GW):
        return str(int(float(str(code))))
    return str(code).strip().casefold()


@cache
def _index(system: Codes) -> dict[str, tuple[State, ...]]:
    index: defaultdict[str, list[State]] = defaultdict(list)
    for spell in spells():
        for key in _names_of(spell, system):
            index[key].append(spell)
    return {key: tuple(found) for key, found in index.items()}


def _names_of(spell: State, system: Codes) -> set[str]:
    match system:
        case Codes.COW:
            return {str(spell.ccode)}
        case Codes.GW:
            return set() if spell.gwcode is None else {str(spell.gwcode)}
        case Codes.ISO3:
            return set() if spell.iso3 is None else {spell.iso3.casefold()}
        case Codes.NAMES:
            return {name.casefold() for name in (spell.name, *spell.also)}
        case _:
            raise ValueError(f"states are not looked up by {system.value}")
