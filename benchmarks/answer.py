"""How many answers and how many next questions one worker serves, against a bare Flask on the same machine.

Run: python -m benchmarks.answer [--rounds 12] [--size 25]

The two servers are asked in turn, round by round, by one client on a kept connection; medians over rounds.

- answer: POST of a response (login session, CSRF, grading, memory and log committed with synchronous=FULL) and GET of
  the verdict's page, against one POST of a bare Flask that selects, updates and inserts in one transaction of the same
  synchronous=FULL; at least 0.35 of its rate is wanted
- next: GET of the page that asks, against a bare Flask that returns the same bytes; at least 0.35 is wanted
"""

import argparse
import json
import time

from benchmarks.serving import BANK, Client, bare_flask, geoquiz, hidden, table


def _ours(client: Client, size: int) -> tuple[float, float]:
    """Return the mean seconds of an answer and of a next question."""
    client.connection.close()  # A server lets go of a connection that was quiet in the meantime.
    client.page("/banks")
    answering = asking = 0.0
    for _ in range(size):
        before = time.perf_counter()
        page = client.page(f"/study/{BANK}?more=1")
        asking += time.perf_counter() - before
        number = page.partition("is number ")[2].partition(" ")[0]
        form = [(name, hidden(page, name)) for name in ("csrf_token", "asked", "key")] + [("response", f"Place {number}")]
        before = time.perf_counter()
        status, verdict, text = client.send(f"/study/{BANK}", form)
        if status != 303:
            raise SystemExit(f"The answer was answered {status}: {text[:300]}")
        client.page(verdict)
        answering += time.perf_counter() - before
    return answering / size, asking / size


def _floor(client: Client, size: int) -> tuple[float, float]:
    client.connection.close()
    client.page("/")
    answering = asking = 0.0
    for number in range(size):
        before = time.perf_counter()
        client.page("/")
        asking += time.perf_counter() - before
        before = time.perf_counter()
        client.send("/", [("card", str(number)), ("response", f"Place {number}")])
        answering += time.perf_counter() - before
    return answering / size, asking / size


def main() -> None:
    """Print both tables and a line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--size", type=int, default=25)
    given = parser.parse_args()
    with geoquiz(given.rounds * given.size + 50) as ours:
        page = ours.page(f"/study/{BANK}")
        with bare_flask(page) as floor:
            _ours(ours, 20), _floor(floor, 20)  # Caches and statements warm up.
            rounds = [(_ours(ours, given.size), _floor(floor, given.size)) for _ in range(given.rounds)]
    results = [table(name, [mine[place] for mine, _ in rounds], [theirs[place] for _, theirs in rounds], 0.35)
               for place, name in enumerate(("answer", "next"))]
    print(json.dumps(results))


if __name__ == "__main__":
    main()
