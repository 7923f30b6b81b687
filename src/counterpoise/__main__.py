"""``python -m counterpoise``."""

import sys

from counterpoise.cli.main import main

sys.exit(main())
