"""Runs the command `csdown`."""

import signal
import sys

from . import _csdown


def main() -> int:
    """Runs the command with the arguments of the process and returns its exit code."""
    # Python's handler would only run when the command has ended.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _csdown.run(["csdown", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
