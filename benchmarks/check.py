"""How long `geoquiz bank check` takes on a full bank, against PyYAML's C loader composing the same text.

Run: python -m benchmarks.check [--questions 10000] [--rounds 5]

The four measurements are taken in turn, round by round, so that a slow minute of the machine meets them
all; each is CPU time, and the table shows medians. A second bank is made to be hard for the lints that
compare questions (one answer for all, stems that share nearly every word): its cost must stay of the same kind.
"""

import argparse
import gc
import json
import random
import re
import statistics
import time
from collections.abc import Callable
from datetime import date

import yaml

from geoquiz.core.banks.lint import lint_bank
from geoquiz.core.banks.parse import read_bank

TARGET = 3.0
TODAY = date(2025, 6, 1)
WORDS = re.findall(r"\w+", """
    river mountain harbour engine planet orchard violin copper marble lantern glacier bridge valley comet tower garden meadow canyon
    desert island forest temple market castle anchor beacon cradle dagger ember falcon granite hammer icicle jungle kettle ladder
    mirror needle oyster pepper quarry ribbon saddle timber umbrella velvet walnut yellow zephyr almond basket candle""")
HEAD = "format: 1\nid: big\ntitle: A big bank\nlanguage: en\nas_of: 2024-05\nquestions:\n"


def ordinary(count: int) -> str:
    """Return a bank of many kinds with stems and explanations of usual length, no two alike."""
    draw = random.Random(1)
    return HEAD + "".join(_question(number, draw) for number in range(count))


def _phrase(draw: random.Random, length: int) -> str:
    return " ".join(draw.choices(WORDS, k=length))


def _question(number: int, draw: random.Random) -> str:
    key = f"{_phrase(draw, 2)} {number}"
    distractors = [f"{_phrase(draw, 2)} {number}{letter}" for letter in "abc"]
    fields = {
        "single": f"options: [{', '.join(draw.sample([key, *distractors], 4))}]\n    answer: {key}",
        "multiple": f"options: [{', '.join([key, *distractors])}]\n    answers: [{key}, {distractors[0]}]",
        "true_false": "answer: true",
        "typed": f"answer: {key}\n    accept: [{distractors[0]}, {distractors[1]}]",
        "numeric": f"answer: {number + 20}\n    unit: km\n    tolerance: 2%",
        "date": f"answer: {1000 + number % 1000}-{1 + number % 12:02d}",
        "cloze": (f"text: >-\n      The {_phrase(draw, 5)} is {{{{c1::{key}::a hint}}}} and the {_phrase(draw, 5)}.\n"
                  f"    accept: {{c1: [{distractors[0]}]}}"),
        "ordering": "items:\n" + "\n".join(f"      - {{text: {text}, label: {_phrase(draw, 1)}}}" for text in [key, *distractors]),
        "matching": "pairs:\n" + "\n".join(f"      - {{left: {_phrase(draw, 1)} {letter}, right: {text}}}"
                                           for letter, text in zip("abc", distractors, strict=True)),
        "card": f"front: The {_phrase(draw, 6)} of {number}\n    back: {key}",
    }
    kind = list(fields)[number % len(fields)]
    stem = f"    stem: >-\n      Which {_phrase(draw, 9)}\n      belongs to the {_phrase(draw, 3)} of number {number}?\n"
    reason = f"It is {key} and {distractors[0]}, as the {_phrase(draw, 8)} shows,\n      although {_phrase(draw, 10)}."
    return (f"  - id: question-{number}\n    type: {kind}\n{'' if kind in ('cloze', 'card') else stem}    {fields[kind]}\n"
            f"    explanation: >-\n      {reason}\n    source: {{paragraph: {1 + number % 9}}}\n\n")


def adversarial(count: int) -> str:
    """Return a bank in which every question has one answer and shares all but two words with the others."""
    draw = random.Random(2)
    shared = "falcon of the granite tower guards the copper"
    return HEAD + "".join(
        f"  - id: question-{number}\n    type: typed\n"
        f"    stem: Which {shared} {draw.choice(WORDS)} and the {draw.choice(WORDS)}?\n    answer: anchor\n"
        f"    explanation: >-\n      The anchor is the {shared} {draw.choice(WORDS)}.\n"
        for number in range(count))


def measure(jobs: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median CPU seconds of each job, all of them taken in turn."""
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(rounds):
        for name, job in jobs.items():
            gc.collect()
            start = time.process_time()
            job()
            times[name].append(time.process_time() - start)
    return {name: statistics.median(found) for name, found in times.items()}


def main() -> None:
    """Print the table and, below it, the same numbers as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    text, hard = ordinary(options.questions), adversarial(options.questions)

    def check(bank: str) -> object:
        return lint_bank(read_bank(bank.encode(), "big.yaml"), "big.yaml", today=TODAY)

    medians = measure({
        "compose (PyYAML, C)": lambda: yaml.compose(text, Loader=yaml.CLoader),
        "parse and schema": lambda: read_bank(text.encode(), "big.yaml"),
        "parse, schema and lints": lambda: check(text),
        "compose, hard bank": lambda: yaml.compose(hard, Loader=yaml.CLoader),
        "everything, hard bank": lambda: check(hard),
    }, options.rounds)
    ratios = {name: seconds / medians["compose, hard bank" if "hard" in name else "compose (PyYAML, C)"]
              for name, seconds in medians.items()}
    print(f"{options.questions:,} questions, {len(text) / 1e6:.1f} MB; medians of {options.rounds} rounds; target: at most "
          f"{TARGET:g} times\n")
    print(f"{'':<26}{'CPU s':>8}{'times compose':>16}")
    for name, seconds in medians.items():
        print(f"{name:<26}{seconds:>8.2f}{ratios[name]:>16.2f}")
    print("\n" + json.dumps({"questions": options.questions, "bytes": len(text), "rounds": options.rounds, "target": TARGET,
                             "seconds": {name: round(value, 4) for name, value in medians.items()},
                             "ratios": {name: round(value, 3) for name, value in ratios.items()}}))


if __name__ == "__main__":
    main()
