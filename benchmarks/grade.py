"""What grading one response costs, kind by kind, against the least it could be: a dict look-up.

Run it as ``python -m benchmarks.grade``; with ``--json`` it prints JSON instead of a table. Every response is
another text, so that no cache answers; kinds and look-up take turns, so that a busy machine slows all of them alike.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from geoquiz.core.kinds import load_question
from geoquiz.core.question import Context, Response

ROUNDS = 30
RESPONSES = 200
TARGETS = {"typed": 50.0}
TARGET = 100.0
CITIES = ("Moscow", "Astrakhan", "Baku", "Tehran", "Bandar Abbas", "Mumbai", "Saint Petersburg", "Rasht", "Chabahar", "Delhi")
LATS = (55.75, 46.35, 40.41, 35.69, 27.18, 19.08, 59.94, 37.28, 25.29, 28.61)
LONS = (37.62, 48.04, 49.87, 51.39, 56.27, 72.88, 30.31, 49.58, 60.64, 77.21)
SPOTS = [{"name": name, "lat": lat, "lon": lon} for name, lat, lon in zip(CITIES, LATS, LONS, strict=True)]
KNOWN = frozenset(f"city {number}" for number in range(2000)) | {city.lower() for city in CITIES}


@dataclass(frozen=True, slots=True)
class Case:
    """A question and how its ``number``-th response is made."""

    name: str
    kind: str
    content: dict[str, object]
    response: Callable[[int], Response]
    part: str = "main"


def _turned(texts: tuple[str, ...], number: int) -> tuple[str, ...]:
    turn = number % len(texts)
    return (*texts[turn:], *texts[:turn])


def _in_cases(text: str, number: int) -> str:
    """Return ``text`` with those letters in capitals whose bits ``number`` has: 200 numbers make 200 texts."""
    return "".join(letter.upper() if number >> index % 8 & 1 else letter for index, letter in enumerate(text))


CASES = (
    Case("card", "card", {"front": "Capital of Azerbaijan?", "back": "Baku"}, lambda _: ()),
    Case("single", "single", {"options": list(CITIES), "answer": "Baku"}, lambda n: (CITIES[n % 10],)),
    Case("multiple", "multiple", {"options": list(CITIES), "answers": list(CITIES[:4])}, lambda n: _turned(CITIES, n)[:4]),
    Case("true_false", "true_false", {"answer": "true"}, lambda n: (("true", "false")[n % 2],)),
    Case("typed, right", "typed", {"answer": "Saint Petersburg", "accept": ["St Petersburg", "Leningrad"]},
         lambda n: (_in_cases("saint pétersburg", n),)),
    Case("typed, almost", "typed", {"answer": "Saint Petersburg", "accept": ["St Petersburg", "Leningrad"]},
         lambda n: (_in_cases("saint petresburg", n),)),
    Case("typed, wrong", "typed", {"answer": "Saint Petersburg", "accept": ["St Petersburg", "Leningrad"]},
         lambda n: (f"Nizhny Novgorod {n}",)),
    Case("numeric", "numeric", {"answer": "7200", "unit": "km", "tolerance": "2%", "units": {"mi": "1.609344"}},
         lambda n: (f"{7000 + n} km",)),
    Case("numeric, words", "numeric", {"answer": "17.5", "unit": "billion USD", "tolerance": "1%"},
         lambda n: (f"${n}.5 billion",)),
    Case("date, ISO", "date", {"answer": "2024-07-15"}, lambda n: (f"{1900 + n}-07-15",)),
    Case("date, words", "date", {"answer": "2024-07-15"}, lambda n: (f"{1 + n % 28} July {1900 + n}",)),
    Case("cloze", "cloze", {"text": "The {{c1::Volga}} flows into the {{c2::Caspian Sea}}."}, lambda n: (f"Caspian lake {n}",),
         "c2"),
    Case("ordering, 10 items", "ordering", {"items": list(CITIES)}, lambda n: _turned(CITIES, n)),
    Case("matching, 10 pairs", "matching", {"pairs": [{"left": str(n), "right": city} for n, city in enumerate(CITIES)]},
         lambda n: _turned(CITIES, n)),
    Case("map, a point", "map", {"map": "corridor.svg", "within_km": "100", "answer": SPOTS[0], "choices": SPOTS[1:]},
         lambda n: (f"{20 + n / 10:.3f},{50 + n / 10:.3f}",)),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """Microseconds for one grading: the least of the rounds, and how often the look-up fits into it."""

    name: str
    microseconds: float
    look_ups: float
    target: float

    @property
    def is_met(self) -> bool:
        """Whether the cost is within its target."""
        return self.microseconds <= self.target


def measure() -> list[Cost]:
    """Return the cost of every case, kinds and look-up interleaved."""
    words = {city.casefold(): index for index, city in enumerate(CITIES)}
    texts = [f"{city} {number}" for number in range(RESPONSES // len(CITIES)) for city in CITIES]
    questions = [load_question({"id": "q", "type": case.kind, "stem": "A stem?"} | case.content) for case in CASES]
    responses = [[case.response(number) for number in range(RESPONSES)] for case in CASES]
    context = Context(known=KNOWN)
    took: list[list[float]] = [[] for _ in CASES]
    look_up: list[float] = []
    for number in range(ROUNDS):
        start = time.perf_counter()
        for text in texts:
            words.get(text.casefold())
        look_up.append((time.perf_counter() - start) / len(texts))
        for question, given, case, times in zip(questions, responses, CASES, took, strict=True):
            # Invisible hyphens, another number of them in each round, make every typed text new to the cache.
            fresh = [(text[0] + "\u00ad" * number + text[1:],) for (text,) in given] if _is_kept(case.kind) else given
            start = time.perf_counter()
            for response in fresh:
                question.grade(response, context, case.part)
            times.append((time.perf_counter() - start) / len(fresh))
    base = min(look_up)  # As timeit does: whatever makes a round slower is something else on the machine.
    return [
        Cost(case.name, round(min(times) * 1e6, 2), round(min(times) / base, 1), TARGETS.get(case.kind, TARGET))
        for case, times in zip(CASES, took, strict=True)
    ]


def _is_kept(kind: str) -> bool:
    return kind in ("typed", "cloze")


def main() -> None:
    """Print the costs; exit 1 where one misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    costs = measure()
    if options.json:
        print(json.dumps([asdict(cost) for cost in costs], indent=2))
    else:
        print(f"{'kind':<20} {'µs':>8} {'look-ups':>9} {'target':>7}")
        for cost in costs:
            missed = "" if cost.is_met else "  missed"
            print(f"{cost.name:<20} {cost.microseconds:>8.2f} {cost.look_ups:>9.1f} {cost.target:>7.0f}{missed}")
    sys.exit(not all(cost.is_met for cost in costs))


if __name__ == "__main__":
    main()
