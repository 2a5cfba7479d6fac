"""Bank files about a land that does not exist, as many as wanted: something to fill a made-up school with."""

LANDS = 2000
"""So many lands have a name of their own."""
_FIRST = ("Al", "Bor", "Cas", "Dor", "El", "Fen", "Gal", "Har", "Is", "Jas", "Kor", "Lor", "Mar", "Nor", "Or", "Pel", "Ros", "Sel",
          "Tor", "Val")
_MIDDLE = ("a", "de", "ga", "la", "mi", "na", "ro", "sta", "ti", "ve")
_LAST = ("dia", "land", "mark", "nia", "ria", "stan", "thia", "vania", "via", "wick")
_TOWN = ("burg", "ford", "grad", "haven", "minster", "mouth", "polis", "port", "stad", "ton")
_GOODS = ("amber", "barley", "copper", "flax", "glass", "honey", "iron", "linen", "olives", "paper", "salt", "silk", "timber")


def key_of(number: int) -> str:
    """Return the permanent id of a bank: "demo-001" for the first, number 0."""
    return f"demo-{number + 1:03}"


def bank_file(number: int) -> bytes:
    """Return the file of a bank of twenty questions of eight kinds; the same number is the same file. Needs number < LANDS."""
    land, rivers, towns = _land(number), _names(number, "ava", 6), [_name(number * 7 + place, _TOWN) for place in range(8)]
    goods = [_GOODS[(number + place) % len(_GOODS)] for place in range(6)]
    year, length = 1400 + number * 37 % 500, 120 + number * 53 % 900
    lines = [
        "format: 1", f"id: {key_of(number)}", f"title: The land of {land}", "language: en", "tags: [demo]", "as_of: 2026-01",
        "source: {title: A made-up atlas}", "questions:",
        *(_single(f"town-{place}", f"Which town of {land} lies on the river {rivers[place]}?", towns[place:place + 4])
          for place in range(5)),
        *(f"  - {{id: river-{place}, type: typed, stem: 'Which river of {land} runs through {towns[place]}?', "
          f"answer: {rivers[place]}}}" for place in range(5)),
        *(f"  - {{id: length-{place}, type: numeric, stem: How long is the river {rivers[place]} of {land} in kilometres?, "
          f"answer: {length + 61 * place}, unit: km, tolerance: 5%}}" for place in range(3)),
        f"  - {{id: founded, type: date, stem: In which year was {land} founded?, answer: {year}}}",
        f"  - {{id: joined, type: true_false, stem: '{towns[0]} is older than {land}.', answer: {str(number % 2 == 0).lower()}}}",
        f"  - {{id: exports, type: multiple, stem: What does {land} sell abroad?, options: [{', '.join(goods[:5])}], "
        f"answers: [{goods[1]}, {goods[3]}]}}",
        f"  - {{id: order, type: ordering, stem: 'Order these towns of {land} from north to south.', "
        f"items: [{', '.join(towns[2:6])}]}}",
        f"  - {{id: match, type: matching, stem: Match each town of {land} with its river., pairs: ["
        + ", ".join(f"{{left: {towns[place]}, right: {rivers[place]}}}" for place in range(3)) + "]}",
        f"  - {{id: word, type: card, front: 'What are the people of {land} called?', back: {land}ers}}",
        f"  - {{id: capital, type: typed, stem: 'What is the capital of {land}?', answer: {towns[7]}}}",
    ]
    return ("\n".join(lines) + "\n").encode()


def _single(id_: str, stem: str, options: list[str]) -> str:
    return f"  - {{id: {id_}, type: single, stem: '{stem}', options: [{', '.join(options)}], answer: {options[0]}}}"


def _land(number: int) -> str:
    return _name(number, _LAST)


def _name(number: int, endings: tuple[str, ...]) -> str:
    """Return a name; different numbers below 2,000 give different ones."""
    rest, first = divmod(number % LANDS, len(_FIRST))
    end, middle = divmod(rest, len(_MIDDLE))
    return f"{_FIRST[first]}{_MIDDLE[middle]}{endings[(end + first + middle) % len(endings)]}"


def _names(number: int, ending: str, count: int) -> list[str]:
    return [f"{_FIRST[(number + place * 3) % len(_FIRST)]}{_MIDDLE[(number // len(_FIRST) + place) % len(_MIDDLE)]}{ending}"
            for place in range(count)]
