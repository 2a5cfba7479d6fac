"""The benchmarks that take seconds and hold with a wide margin: fails where one is worse than half of what is asked of it.

Half, since other work on the machine must not fail it: this finds what has become several times slower. The ratios of the server
(`answer`, `queue`, `classroom`) are not among them: they fall short as it is, and docs/performance.md says why.

Run: python -m benchmarks.quick
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

WORSE = 2.0  # So many times what is asked still passes.


def _measured(*command: str) -> Any:
    """Run a benchmark and return its JSON: the last line, or all where it prints nothing else."""
    found = subprocess.run([sys.executable, "-m", *command], stdout=subprocess.PIPE, text=True, check=False)
    if not found.stdout.strip():
        raise SystemExit(f"{' '.join(command)} printed nothing.")
    return json.loads(found.stdout if "--json" in command else found.stdout.splitlines()[-1])


def rows() -> Iterator[tuple[str, float, float]]:
    """Yield (what is measured, its figure, the highest that is asked)."""
    for row in _measured("benchmarks.start", "--rounds", "3", "--commands"):
        yield f"start, {row['name']}", row["ratio"], row["wanted"]
    check = _measured("benchmarks.check", "--questions", "1000", "--rounds", "3")
    yield "check, parse and schema", check["ratios"]["parse and schema"], check["target"]
    for cost in _measured("benchmarks.grade", "--json"):
        yield f"grade, {cost['name']} (µs)", cost["microseconds"], cost["target"]


def main() -> None:
    """Print the table; end with 1 where a row is worse than half of what is asked."""
    slow = []
    for name, figure, asked in rows():
        is_slow = figure > WORSE * asked
        slow += [name] * is_slow
        print(f"{name:<34}{figure:>8.2f}   at most {asked:g}{'   TOO SLOW' if is_slow else '   missed' if figure > asked else ''}")
    if slow:
        raise SystemExit(f"Worse than half of what is asked: {'; '.join(slow)}. See docs/performance.md.")


if __name__ == "__main__":
    main()
