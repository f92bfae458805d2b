"""The command line: ``python -m nncore --help``."""

import sys

if __name__ == "__main__":
    try:
        from nncore.command_line import main

        code = main()
    except KeyboardInterrupt:  # before there was anything to end in order
        code = 130
    sys.exit(code)
