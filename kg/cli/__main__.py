"""``python -m kg.cli``: the same as ``communique``."""

from kg.cli import main

main()
