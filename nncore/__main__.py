"""The command line: ``nncore --help``, or ``python -m nncore --help``."""

import sys


def main() -> int:
    """Run the command line, and return its exit code."""
    try:
        from nncore.command_line import main as run

        return run()
    except KeyboardInterrupt:  # before there was anything to end in order
        return 130


if __name__ == "__main__":
    sys.exit(main())
