"""`python -m backend.cli` is the command too."""

import sys

from backend.cli.main import main

sys.exit(main())
