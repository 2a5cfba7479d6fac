"""`python -m geoquiz` is the same as `geoquiz`."""

from geoquiz.cli import main

main(prog_name="geoquiz")
