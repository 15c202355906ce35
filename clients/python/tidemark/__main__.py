"""`python -m tidemark`."""
import sys

from ._commands.main import main

sys.exit(main())
