"""How each value of a frame is known: observed, a structural zero, missing, censored or modelled.

A cell that holds NA is missing, always. What any other cell is, its field declares.
"""

import numpy as np
import pandas as pd

from counterpoise.data.source import Source
from counterpoise.vocabulary.coverage import Coverage


def coverage_of(frame: pd.DataFrame, source: Source) -> pd.DataFrame:
    """A label for every value that is not a key.

    Args:
        frame: As loaded from the source; rows may have been left out.
        source: Its declaration.

    Returns:
        Columns of the same names and the same index, holding the integers of ``Coverage``.

    Example:
        >>> from counterpoise.data.catalogue import source
        >>> trade = source("trade")
        >>> frame = pd.DataFrame({"flow1": [5.0, None], "smoothflow1": [5.0, 7.0]})
        >>> labels = coverage_of(frame, trade)
        >>> [[Coverage(label).label for label in labels[name]] for name in labels]
        [['observed', 'missing'], ['observed', 'modelled']]
    """
    labels = {}
    for field in source.values:
        if field.name not in frame:
            continue
        if callable(field.coverage):
            known = np.asarray(field.coverage(frame), dtype=np.int8)
        else:
            known = np.full(len(frame), int(field.coverage), dtype=np.int8)
        gap = frame[field.name].isna().to_numpy()
        labels[field.name] = np.where(gap, np.int8(Coverage.MISSING), known)
    return pd.DataFrame(labels, index=frame.index)
