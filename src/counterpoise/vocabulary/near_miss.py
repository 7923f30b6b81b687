"""What a person who mistyped a name may have meant."""

from collections.abc import Iterable
from difflib import get_close_matches


def near_misses(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The names in ``known`` nearest to ``word``, best first.

    Example:
        >>> near_misses("threta", ["threat", "posture", "rivalry"])
        ['threat']
    """
    known = list(known)
    folded = {name.casefold(): name for name in known}
    return [folded[hit] for hit in get_close_matches(word.casefold(), folded, most, cutoff=0.55)]


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A sentence, with a leading space, that offers the near misses; empty where there are none.

    Example:
        >>> did_you_mean("threta", ["threat", "posture"])
        ' Did you mean `threat`?'
    """
    hits = near_misses(word, known)
    return f" Did you mean {' or '.join(f'`{hit}`' for hit in hits)}?" if hits else ""
