import math

import pytest

from geoquiz.core.errors import ResponseError
from geoquiz.core.geo import FRAMES, haversine_km
from geoquiz.core.question import Context, Form, Place
from tests.core.kinds.examples import faults, make

BAKU, TEHRAN, RASHT = ({"name": "Baku", "lat": 40.41, "lon": 49.87}, {"name": "Tehran", "lat": 35.69, "lon": 51.39},
                       {"name": "Rasht", "lat": 37.28, "lon": 49.58})
FIELDS = {"map": "corridor.svg", "answer": BAKU, "within_km": "200", "choices": [TEHRAN, RASHT]}
MAP = make("map", **FIELDS)


def _north(kilometres: float) -> str:
    """The response that points so many kilometres north of Baku."""
    return f"{40.41 + math.degrees(kilometres / 6371.0088)},49.87"


@pytest.mark.parametrize(
    ("kilometres", "score", "verdict"),
    [(0, 1, "right"), (199.9, 1, "right"), (300, 0.75, "partly"), (400, 0.5, "partly"), (599, 0.0025, "partly"),
     (600.1, 0, "wrong"), (3000, 0, "wrong")],
)
def test_a_point_scores_1_within_the_radius_and_falls_to_0_at_three_times_as_far(
    kilometres: float, score: float, verdict: str,
) -> None:
    outcome = MAP.grade((_north(kilometres),), Context())
    assert outcome.score == pytest.approx(score, abs=1e-6)
    assert outcome.verdict == verdict


def test_the_distance_is_told_and_the_nearer_neighbour() -> None:
    assert MAP.grade((_north(150),), Context()).note == "Your point is 150 km from Baku."
    assert MAP.grade(("37.3,49.6",), Context()).note == "Your point is 347 km from Baku, and nearer to Rasht."


def test_the_key_the_point_and_the_neighbours_are_there_to_be_drawn() -> None:
    places = MAP.grade(("37.5,50.5",), Context()).places
    assert places == (
        Place("Baku", 40.41, 49.87), Place("", 37.5, 50.5), Place("Tehran", 35.69, 51.39), Place("Rasht", 37.28, 49.58),
    )


def test_a_named_choice_scores_1_or_0() -> None:
    right, wrong = MAP.grade(("Baku",), Context()), MAP.grade(("Rasht",), Context())
    assert (right.score, right.verdict, right.note) == (1, "right", "")
    assert (wrong.score, wrong.verdict, wrong.key) == (0, "wrong", "Baku")
    assert wrong.note == "Rasht is 349 km from Baku."
    assert wrong.places[1] == Place("Rasht", 37.28, 49.58)
    assert MAP.right_response() == ("Baku",)


@pytest.mark.parametrize(
    "response",
    [(), ("",), ("Moscow",), ("40.41",), ("40.41;49.87",), ("nan,nan",), ("inf,0",), ("91,0",), ("0,181",), ("a,b",), ("1,2,3",),
     ("1", "2")],
)
def test_anything_else_is_refused(response: tuple[str, ...]) -> None:
    with pytest.raises(ResponseError) as caught:
        MAP.grade(response, Context())
    assert str(caught.value) == "Point at a place on the map, or choose one from the list."


def test_a_pixel_becomes_degrees_on_the_server() -> None:
    x, y = FRAMES["corridor.svg"].pixels(40.41, 49.87)
    response = MAP.read(Form(x=round(x), y=round(y)), MAP.shown("main", ""))
    lat, lon = map(float, response[0].split(","))
    assert haversine_km(lat, lon, 40.41, 49.87) < 10
    assert MAP.grade(response, Context()).verdict == "right"


@pytest.mark.parametrize("pixel", [(-5, -5), (0, 5), (10**6, 10**6)])
def test_a_pixel_outside_the_picture_counts_as_its_edge(pixel: tuple[int, int]) -> None:
    response = MAP.read(Form(x=pixel[0], y=pixel[1]), MAP.shown("main", ""))
    assert MAP.grade(response, Context()).verdict == "wrong"


def test_a_name_of_the_list_is_read_and_a_pixel_comes_first() -> None:
    shown = MAP.shown("main", "")
    assert MAP.read(Form((" Rasht ",)), shown) == ("Rasht",)
    assert MAP.read(Form(("Rasht",), x=300, y=300), shown) != ("Rasht",)


def test_enter_on_the_image_points_nowhere_and_leaves_the_list() -> None:
    assert MAP.read(Form(("Rasht",), x=0, y=0), MAP.shown("main", "")) == ("Rasht",)


@pytest.mark.parametrize(
    "form", [Form(), Form(("40.41,49.87",)), Form(("Moscow",)), Form(("Baku", "Rasht")), Form(x=5), Form(x=0, y=0)],
)
def test_no_degrees_and_no_unlisted_name_are_taken_from_the_browser(form: Form) -> None:
    with pytest.raises(ResponseError) as caught:
        MAP.read(form, MAP.shown("main", ""))
    assert str(caught.value) == "Point at a place on the map, or choose one from the list."


def test_the_radius_is_never_smaller_than_a_finger() -> None:
    narrow = make("map", **(FIELDS | {"within_km": "1"}))
    finger = FRAMES["corridor.svg"].finger_km(40.41, 49.87)
    assert narrow.radius_km == finger
    assert 90 < finger < 150
    assert MAP.radius_km == 200
    assert narrow.grade((_north(finger - 1),), Context()).verdict == "right"


def test_the_page_gets_the_names_in_alphabetical_order_and_no_place() -> None:
    shown = MAP.shown("main", "any seed")
    assert (shown.map, shown.choices, shown.places) == ("corridor.svg", ("Baku", "Rasht", "Tehran"), ())


def test_the_face_is_the_map_with_the_list_and_the_name() -> None:
    face = MAP.face()
    assert (face.front, face.back, face.form, face.map) == ("What?", "Baku", "map", "corridor.svg")
    assert (face.options, face.places) == (("Baku", "Rasht", "Tehran"), (Place("Baku", 40.41, 49.87),))


def test_a_wider_radius_and_other_choices_are_rewording() -> None:
    assert not make("map", **(FIELDS | {"within_km": "250", "choices": [TEHRAN], "map": "eurasia.svg"})).key_changed_from(MAP)


@pytest.mark.parametrize("change", [{"within_km": "150"}, {"answer": RASHT, "choices": [BAKU]}, {"answer": BAKU | {"lat": 41}}])
def test_a_narrower_radius_and_another_place_are_another_key(change: dict[str, object]) -> None:
    assert make("map", **(FIELDS | change)).key_changed_from(MAP)


def test_every_place_is_a_known_answer() -> None:
    assert list(MAP.known_forms()) == ["Baku", "Tehran", "Rasht"]


def test_faults_of_a_map_question_are_told() -> None:
    whole = {"map": "corridor.svg", "answer": "{name: Baku, lat: 40.41, lon: 49.87}", "within_km": "200",
             "choices": "[{name: Rasht, lat: 37.28, lon: 49.58}]"}
    assert faults("map", **whole) == []
    assert faults("map", **(whole | {"map": "mars.svg"})) == [
        "8:8: map: There is no map 'mars.svg': write one of corridor.svg, eurasia.svg.",
    ]
    assert faults("map", **(whole | {"answer": "{name: Rome, lat: 41.9, lon: 12.5}"})) == [
        "9:11: Rome (41.9, 12.5) lies outside corridor.svg: check its lat and lon.",
    ]
    assert faults("map", **(whole | {"choices": "[{name: Baku, lat: 1, lon: 2}]"})) == [
        "11:12: 'Baku' stands twice in the answer and choices: every entry needs its own text.",
    ]
    assert faults("map", **(whole | {"choices": "[{name: A, lat: 37, lon: 50}, {name: Rome, lat: 41.9, lon: 12.5}]"})) == [
        "11:42: Rome (41.9, 12.5) lies outside corridor.svg: check its lat and lon.",
    ]
    assert faults("map", **(whole | {"choices": "[]"})) == ["11:12: choices has too few entries (0): it needs at least 1."]
    assert faults("map", **(whole | {"within_km": "0"})) == ["10:14: within_km is '0'; it must be more than 0."]
    assert faults("map", **(whole | {"within_km": "9000"})) == ["10:14: within_km is '9000'; it must be at most 5000."]
    assert faults("map", **(whole | {"answer": "{name: Baku, lat: 95, lon: east}"})) == [
        "9:29: answer.lat is '95'; it must be at most 90.",
        "9:38: answer.lon: 'east' is not a plain number: write digits with a decimal point, such as 7200 or 17.5.",
    ]
