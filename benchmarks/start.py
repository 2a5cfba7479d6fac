"""How long the command line and the server take to start, against Python that imports what they rest on.

- help: `geoquiz --help`, against `python -c "import click"`; at most twice
- check: `geoquiz bank check` of one file, against `python -c "import flask, sqlalchemy"`; at most 2.5 times
- server: until `geoquiz run` answers /readyz, its data being there already; at most 2 seconds

Commands are timed in CPU seconds of their process, so that a busy machine favours nobody; the server in seconds on the clock and
of CPU, of all its processes until it is ready.

Run: python -m benchmarks.start [--rounds 9] [--commands]
"""

import argparse
import http.client
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PORT = 8763
FILE = Path(__file__).resolve().parent.parent / "questions"
WANTED = {"help": 2.0, "check": 2.5, "server": 2.0}


def _cpu(command: list[str], environment: dict[str, str] | None = None) -> float:
    """Run a command and return the CPU seconds that it took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env={**os.environ, **(environment or {})})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _compared(name: str, ours: list[str], floor: str, rounds: int) -> dict[str, object]:
    """Run ours and the floor in turn, print the medians and return them."""
    pairs = [(_cpu([sys.executable, "-m", "geoquiz", *ours]), _cpu([sys.executable, "-c", floor])) for _ in range(rounds + 1)][1:]
    mine, theirs = (statistics.median(pair[place] for pair in pairs) for place in (0, 1))
    spread = f"{min(pair[0] for pair in pairs):.2f} to {max(pair[0] for pair in pairs):.2f}"
    print(f"{name:<8}{mine:>6.2f} s of CPU ({spread})   {floor}: {theirs:.2f} s   ratio {mine / theirs:.2f}, "
          f"wanted: at most {WANTED[name]}")
    return {"name": name, "seconds": [pair[0] for pair in pairs], "floor": [pair[1] for pair in pairs], "ratio": mine / theirs,
            "wanted": WANTED[name]}


def _is_ready() -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _server(folder: str) -> tuple[float, float]:
    """Start a server, wait until it is ready, stop it; return the seconds until then, and the CPU seconds of all of it."""
    environment = {"GEOQUIZ_DATA": folder, "GEOQUIZ_PORT": str(PORT), "GEOQUIZ_WORKERS": "1"}
    used, before = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "geoquiz", "run"], env={**os.environ, **environment},
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready():
            if process.poll() is not None or time.perf_counter() - before > 120:
                raise SystemExit("The server does not start.")
            time.sleep(0.02)
        took = time.perf_counter() - before
    finally:
        process.terminate()
        process.wait(timeout=30)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - used.ru_utime - used.ru_stime


def main() -> None:
    """Print the table and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--commands", action="store_true", help="leave out the server, which takes a while")
    given = parser.parse_args()
    bank = str(min(FILE.glob("*.yaml")))
    results = [_compared("help", ["--help"], "import click", given.rounds),
               _compared("check", ["bank", "check", bank], "import flask, sqlalchemy", given.rounds)]
    if not given.commands:
        with tempfile.TemporaryDirectory() as folder:
            times = [_server(folder) for _ in range(given.rounds + 1)][1:]  # The first one makes the data.
        seconds = statistics.median(took for took, _ in times)
        print(f"server  {seconds:>6.2f} s until ready ({min(times)[0]:.2f} to {max(times)[0]:.2f}), "
              f"{statistics.median(cpu for _, cpu in times):.2f} s of CPU, wanted: at most {WANTED['server']} s")
        results.append({"name": "server", "seconds": [took for took, _ in times], "cpu": [cpu for _, cpu in times],
                        "wanted": WANTED["server"]})
    print(json.dumps(results))


if __name__ == "__main__":
    main()
