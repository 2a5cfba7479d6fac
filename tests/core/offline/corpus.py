"""Cases of (question, form, outcome), made by the kinds' own grading: what a device says must agree with each of them."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from geoquiz.core.errors import ResponseError
from geoquiz.core.kinds import load_question
from geoquiz.core.kinds.numeric import _SYNONYMS
from geoquiz.core.numbers import MULTIPLIERS
from geoquiz.core.offline.device import device_key
from geoquiz.core.question import Context, Form, Question
from geoquiz.core.scheduling.rating import Rating
from geoquiz.core.text import normalise

CONTEXT = Context(known=frozenset(map(normalise, (
    "Bosporus", "Bosphorus", "Dardanelles", "Austria", "Australia", "Laos", "Lagos", "Iran", "Iraq", "Tajikistan", "Turkistan",
    "emigration", "immigration", "São Tomé", "North-South Corridor", "north", "Nordic", "Astrakhan", "Caspian"))))
GERMAN = Context(known=CONTEXT.known, language="de")


@dataclass(frozen=True, slots=True)
class Case:
    """One response to one question: what a device is given, and the score and verdict that Python has for it.

    ``verdict`` is "malformed" where the response cannot be read; ``readings`` are then the ways to mean it, if two.
    """

    name: str
    key: dict[str, Any]
    form: dict[str, Any]
    score: float | None
    verdict: str
    readings: tuple[str, ...] = ()


def corpus() -> list[Case]:
    """Return all cases, the same ones in the same order every time."""
    graded = [case for question, part, context, forms in _questions() for case in _cases(question, part, context, forms)]
    return [*graded, *_rated()]


def _rated() -> Iterator[Case]:
    """Cards are judged by their learner: whatever is more than Again was known, as the service counts it."""
    card = load_question({"id": "word", "type": "card", "front": "INSTC?", "back": "A corridor."})
    key = device_key(card, "main", CONTEXT, card.shown("main", "a seed"))
    for rating in Rating:
        known = rating > Rating.AGAIN
        yield Case(f"card {rating!r}", key, {"response": [], "rating": int(rating)}, float(known), "right" if known else "wrong")
    yield Case("card without a rating", key, {"response": [], "rating": None}, None, "malformed")


def _cases(question: Question, part: str, context: Context, forms: Iterable[Form]) -> Iterator[Case]:
    shown = question.shown(part, "a seed")
    key = device_key(question, part, context, shown)
    for form in forms:
        name = f"{question.kind} {question.id}: {form}"
        sent = {"response": list(form.response), "x": form.x, "y": form.y}
        try:
            outcome = question.grade(question.read(form, shown), context, part)
        except ResponseError as error:
            yield Case(name, key, sent, None, "malformed", getattr(error, "readings", ()))
        else:
            yield Case(name, key, sent, outcome.score, outcome.verdict)


def _texts(*texts: str) -> list[Form]:
    return [Form((text,)) for text in texts]


_MALFORMED = [Form(), Form(("",)), Form(("  ",)), Form(("one", "two"))]


def _questions() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    yield from _choices()
    yield from _typed()
    yield from _numbers()
    yield from _dates()
    yield from _orders()
    yield from _maps()


def _choices() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    options = ["Tbilisi", "Baku", "Yerevan", "None of **these**"]
    single = load_question({"id": "capital", "type": "single", "stem": "?", "options": options, "answer": "Tbilisi"})
    yield single, "main", CONTEXT, [*_texts(*options, " Baku ", "baku", "Kars"), *_MALFORMED]
    multiple = load_question({"id": "shores", "type": "multiple", "stem": "?", "options": ["Iran", "Turkmenistan", "Georgia",
                                                                                           "Armenia"],
                              "answers": ["Iran", "Turkmenistan", "Georgia"]})
    some = [Form(chosen) for size in range(5) for chosen in itertools.combinations(["Iran", "Turkmenistan", "Georgia",
                                                                                    "Armenia"], size)]
    yield multiple, "main", CONTEXT, [*some, *_MALFORMED, Form(("Iran", "Iran")), Form(("Iran", "Kars")), Form(("Iran", ""))]
    for answer in (True, False):
        truth = load_question({"id": "coast", "type": "true_false", "stem": "?", "answer": answer})
        yield truth, "main", CONTEXT, [*_texts("true", "false", "TRUE", " false ", "yes", "1"), *_MALFORMED]


_NEAR = {
    "Bosporus": ("Bosporus", "the Bosporus", "BOSPORUS!", "Bosphorus", "Bosporuss", "Bsoporus", "Bospours", "Posporus", "Bosporu",
                 "Bospor", "Bosporus 1", "Bosp0rus", "Dardanelles", "Bosphoros", "Bosborus", "Bo sporus", "Bospo-rus",
                 "a Bosporus"),
    "Austria": ("Austria", "austria", "Australia", "Autsria", "Austri", "Aüstria", "Ostria", "Austria.", "Austrria", "Austrai",
                "the austria", "an Austria", "Aus tria"),
    "Laos": ("Laos", "Lagos", "Laso", "Laosa", "LAOS", "la os", "Láos", "(Laos)"),
    "Tajikistan": ("Tajikistan", "Tadjikistan", "Tajikstan", "Tajikistn", "Turkistan", "Tadschikistan", "Tajikistann", "Tajkiistan",
                   "Takijistan", "Tajikisatn", "Taijkisatn", "Tajikistan Tajikistan"),
    "emigration": ("emigration", "immigration", "emmigration", "emigratoin", "emigrations", "migration", "emigartoin",
                   "eimgration"),
    "São Tomé": ("São Tomé", "Sao Tome", "sao  tomé", "Sao Tomee", "Saoo Tome", "SaoTome", "São\u00a0Tomé", "Sa\u0303o Tome\u0301"),
    "North–South Corridor": ("North–South Corridor", "north south corridor", "North-South-Corridor", "northsouth corridor",
                             "North/South corridor", "Nroth South Corridor", "North South Coridor", "North South Corrdior",
                             "North & South Corridor", "Nord South Corridor"),
    "Straße": ("Straße", "Strasse", "STRASSE", "Strase", "Strassse", "STRAẞE", "Stra\u00dfe "),
    "Σίσυφος": ("Σίσυφος", "ΣΊΣΥΦΟΣ", "Σισυφος", "Σίσιφος", "Σισυφοσ"),
    "Łódź": ("Łódź", "Lodz", "lódz", "Łodź", "Lodsz"),
    "İstanbul": ("İstanbul", "Istanbul", "istanbul", "ıstanbul", "Istambul"),
    "Москва": ("Москва", "москва", "Москва́", "Масква", "Moskva"),
    "इस्तांबुल": ("इस्तांबुल", "इस्तंबुल", "इस्तांबुल।"),
    "&": ("&", "and", "and ", "%", " & "),
    "1.5": ("1.5", "15", "1 5", "1,5", "1.5.", "1.6"),
    "G20 summit": ("G20 summit", "G 20 summit", "G20 sumit", "G21 summit", "g20-summit", "the G20 summit"),
    "x²": ("x²", "x2", "X2", "x³"),
    "ﬁscal policy": ("ﬁscal policy", "fiscal policy", "fiscal polciy", "fisacl policy"),
}


def _typed() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    for number, (answer, given) in enumerate(_NEAR.items()):
        long = ["x" * 1000, "x" * 1001, f"{answer} " * 60]
        forms = [*_texts(*given, *long), *_MALFORMED]
        fields: dict[str, object] = {"id": f"word-{number}", "type": "typed", "stem": "?", "answer": answer}
        yield load_question(fields), "main", CONTEXT, forms
        yield load_question(fields), "main", Context(), forms
        exact = {**fields, "accept": ["Bosphorus", "the North", "Deutsch-Land"], "spelling": "exact"}
        yield load_question(exact), "main", CONTEXT, forms
        gapped = f"It is {{{{c1::{answer}}}}} and not {{{{c2::Caspian}}}}."
        gap = load_question({"id": f"gap-{number}", "type": "cloze", "text": gapped, "accept": {"c1": ["Nordic"]}})
        yield gap, "c1", CONTEXT, forms
    sea = load_question({"id": "sea", "type": "cloze", "text": "The {{c1::Caspian}} and the {{c2::Black}} Sea."})
    yield sea, "c2", CONTEXT, _texts("Black", "black", "Blakc", "Caspian", "the Black")


_AMOUNTS = (
    "7200", "7,200", "7.200", "7 200", "7'200", "7\u202f200", "7200.0", "+7200", "-7200", "−7200", "7200 km", "7200km", "7200 kms",
    "7200 kilometres", "4474 mi", "4474 miles", "7.2 thousand", "7.2k", "7200 m", "7344", "7344.0001", "7056", "7055.9", "7055",
    "about 7200", "approx. 7200", "ca. 7200", "~7200", "≈ 7200 km", "seven thousand two hundred", "Seven thousand, two hundred km",
    "seven thousand and two hundred", "seventy-two hundred", "a thousand", "nineteen ninety-five", "zero", "minus five",
    "two million",
    "two hundred and five", "five twenty", "7e3", "7.2e3", "72E2 km", "7e31", "1e-31", "1e30", "1e31", "7,2", "7.2", "7,20,0",
    "7.200,5", "7,200.5", "7,200,5",
    "0.7200", "0,720", ".5", "5.", "5..", "1.2.3", "1,234,567", "1.234.567", "12,34", "٧٢٠٠", "７２００", "७२००",
    "10²", "7200²", "7 200 300", "7200 / 2", "7200-7300", "7200 km 5", "km", "lots", "7200 furlongs", "7200 %", "$7200", "7200 $",
    "USD 7200", "usd 7200", "us$ 7200", "€7200", "£ 7200", "-$7200", "7200 dollars", "7200 US dollars", "9" * 99, "9" * 101,
    "0." + "3" * 60, "1" * 31, "17.5", "17,5", "$17.5", "17.5 billion", "17.5 bn", "17500000000", "17500 million",
    "17.5 billion USD",
    "17,500,000,000 dollars", "17.5 trillion", "0.3", "0.4", "0.40000000000000000000000000000001", "0.2", "0.19", "1/3", "3 m",
    "3 M", "3 metres",
    "3 meters", "300 cm", "5 percent", "5 per cent", "5%", "5 pct", "5 percentage points", "1.005", "1,005", "1.5 kilos",
    "\u00a07200\u00a0",
)
_QUANTITIES: tuple[dict[str, Any], ...] = (
    {"answer": "7200", "unit": "km", "tolerance": "2%", "units": {"mi": "1.609344"}},
    {"answer": "7200"}, {"answer": "7.2"}, {"answer": "0.3", "tolerance": "0.1"}, {"answer": "17.5", "unit": "billion USD"},
    {"answer": "17500000000", "unit": "USD", "tolerance": "1%"}, {"answer": "3", "unit": "m", "units": {"cm": "0.01"}},
    {"answer": "5", "unit": "%"}, {"answer": "1.5", "unit": "kg"}, {"answer": "-5", "tolerance": "0.5"}, {"answer": "1005",
                                                                                                          "tolerance": "1"},
    {"answer": "3", "unit": "million"}, {"answer": "0.72"}, {"answer": "2", "unit": "million people",
                                                             "units": {"thousand people": "0.001"}},
)


def _numbers() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    forms = [*_texts(*_AMOUNTS), *_MALFORMED]
    for number, fields in enumerate(_QUANTITIES):
        question = load_question({"id": f"amount-{number}", "type": "numeric", "stem": "?", **fields})
        yield question, "main", CONTEXT, forms
        yield question, "main", GERMAN, forms
    units = sorted({*_SYNONYMS, *_SYNONYMS.values()})
    for unit in ("km", "h", "kg", "per cent", "usd", "year", "people", "t"):
        question = load_question({"id": f"in-{normalise(unit).replace(' ', '-')}", "type": "numeric", "stem": "?", "answer": "5",
                                  "unit": unit})
        yield question, "main", CONTEXT, _texts(*(f"5 {other}" for other in units), *(f"5 {other}s" for other in units))
    plain = load_question({"id": "plain", "type": "numeric", "stem": "?", "answer": "5000000", "tolerance": "90%"})
    yield plain, "main", CONTEXT, _texts(*(f"5 {word}" for word in MULTIPLIERS), *(f"5 {word}s million" for word in MULTIPLIERS))


_DAYS = (
    "1995", "995", "95", "May 1995", "may 1995", "1995 May", "1995-05", "1995/5", "05/1995", "5.1995", "9 May 1995", "May 9, 1995",
    "May 9th, 1995", "the 9th of May 1995", "9th May 1995", "Tuesday, 9 May 1995", "Tue. 9 May 1995", "tues 9 may 1995",
    "1995-05-09",
    "1995/5/9", "1995.05.09", "09.05.1995", "9.5.1995", "05.09.1995", "09/05/1995", "05/09/1995", "9/5/1995", "13/05/1995",
    "05/13/1995", "9-5-1995",
    "9 - 5 - 1995", "9. 5. 1995", "31 February 1995", "30.02.1995", "29 Feb 1996", "29 Feb 1900", "29 Feb 2000", "32 May 1995",
    "0 May 1995",
    "9 May 95", "9.5.95", "May '95", "9/5/95", "Sept 1995", "Sep. 1995", "sept. 9, 1995", "9. May 1995", "9.May.1995", "9-May-1995",
    "9 Mai 1995", "May", "May 9", "on 9 May 1995.", "in May 1995", "May May 1995", "1995 1996", "9 9 May 1995", "0000", "0001",
    "12345",
    "٩ May ١٩٩٥", "１９９５", "yesterday", "x" * 101, "9 MAY 1995", "9  May   1995", "Dec 31 1999", "12/12/1995",
    "sunday 9 may 1995", "sun may 9 1995",
    "satur 9 may 1995", "december 1995", "1995-13", "1995-00", "13/1995", "1995-05-32",
)


def _dates() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    for answer in ("1995", "1995-05", "1995-05-09", "1995-09-05", "2000-02-29", "1995-12-12"):
        question = load_question({"id": f"on-{answer}", "type": "date", "stem": "?", "answer": answer})
        yield question, "main", CONTEXT, [*_texts(*_DAYS), *_MALFORMED]


def _orders() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    order = load_question({"id": "rivers", "type": "ordering", "stem": "?", "items": ["Ob", "Lena", {"text": "Ural",
                                                                                                     "label": "short"}, "Don"]})
    ranks = [Form(ranks) for ranks in itertools.permutations(("1", "2", "3", "4"))]
    yield order, "main", CONTEXT, [*ranks, *_MALFORMED, Form(("1", "2", "3", "3")), Form((" 1", "2 ", "3", "4")), Form(("1", "2",
                                                                                                                        "3", "5"))]
    pairs = [{"left": "Iran", "right": "Tehran"}, {"left": "India", "right": "New Delhi"}, {"left": "Iraq", "right": "Baghdad"}]
    matching = load_question({"id": "capitals", "type": "matching", "stem": "?", "pairs": pairs, "distractors": ["Islamabad"]})
    rights = ("Tehran", "New Delhi", "Baghdad", "Islamabad", "", "Kars")
    yield matching, "main", CONTEXT, [*(Form(given) for given in itertools.product(rights, repeat=3)), *_MALFORMED]


def _maps() -> Iterator[tuple[Question, str, Context, list[Form]]]:
    places = [{"name": "Karachi", "lat": 24.86, "lon": 67.0}, {"name": "Chabahar", "lat": 25.29, "lon": 60.64}]
    for number, (file, within) in enumerate((("corridor.svg", 400), ("eurasia.svg", 1200), ("corridor.svg", 1))):
        port = load_question({"id": f"port-{number}", "type": "map", "stem": "?",
                              "map": file, "within_km": within, "choices": places,
                              "answer": {"name": "Mumbai", "lat": 19.08, "lon": 72.88}})
        points = [Form((), x, y) for x in range(0, 760, 40) for y in range(0, 700, 40)]
        fine = [Form((), x, y) for x in range(480, 540, 5) for y in range(440, 500, 10)]
        named = _texts("Mumbai", "Karachi", " Chabahar ", "mumbai", "19.08,72.88", "Kars")
        yield port, "main", CONTEXT, [*points, *fine, *named, *_MALFORMED, Form(("Mumbai",), 0, 0), Form(("Mumbai",), 5, None)]
