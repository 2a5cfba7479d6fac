"""Ends with one sentence when this Python is too old for geoquiz; written so that an old one can still read it."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036  # An older Python is just what is looked for here.
    sys.exit("geoquiz needs Python 3.11 or newer; this is " + ".".join(map(str, sys.version_info[:2]))
             + ". Install one, then run `make PYTHON=python3.11 run`.")
