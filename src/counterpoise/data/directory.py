"""Where sources lie: ``COUNTERPOISE_DATA``, or a folder of the user's own.

Nothing is created here; ``counterpoise data fetch`` creates the folder when it first writes.
"""

import os
from pathlib import Path

VARIABLE = "COUNTERPOISE_DATA"


def data_directory() -> Path:
    """The folder in which sources are looked for and to which they are fetched.

    Example:
        >>> import os
        >>> os.environ[VARIABLE] = "evidence"
        >>> data_directory().as_posix()
        'evidence'
        >>> del os.environ[VARIABLE]
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).expanduser()
    from platformdirs import user_data_path

    return user_data_path("counterpoise", appauthor=False) / "sources"
