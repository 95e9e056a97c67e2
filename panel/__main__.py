"""`python -m panel`: the command `p800` where no console script is at hand."""

import sys

from panel.cli import main

if __name__ == "__main__":
    sys.exit(main())
