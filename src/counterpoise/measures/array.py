"""What a measure takes: arrays of a simulated world or of an observed panel, alike.

A missing value is NaN, never zero; what rests on one is NaN as well, unless a measure says what it
does instead. Measures work on any float precision and return NumPy arrays.
"""

import jax
import numpy as np

Numbers = np.ndarray | jax.Array
