"""`gemini-desk` and `python -m gemini_desk`."""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command line; the exit code."""
    from gemini_desk.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
