import gzip
import json
import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geoquiz import resources
from geoquiz.core.geo import FINGER_PX, FRAMES, Frame, haversine_km

MAPS = resources.static_folder() / "maps"
SVG = "{http://www.w3.org/2000/svg}"
CORRIDOR = {
    "Saint Petersburg": (59.94, 30.31), "Moscow": (55.75, 37.62), "Astrakhan": (46.35, 48.04), "Baku": (40.41, 49.87),
    "Tehran": (35.69, 51.39), "Bandar Abbas": (27.18, 56.27), "Mumbai": (19.08, 72.88),
}
every_map = pytest.mark.parametrize("name", sorted(FRAMES))


@pytest.mark.parametrize(
    ("first", "second", "kilometres"),
    [
        ((0, 0), (0, 1), 111.195), ((0, 0), (1, 0), 111.195), ((0, 0), (0, 180), 20015.115), ((90, 0), (-90, 77), 20015.115),
        ((36.12, -86.67), (33.94, -118.40), 2886.448),  # Nashville to Los Angeles, the example of Rosetta Code
        ((0, 179.9), (0, -179.9), 22.239), ((40.41, 49.87), (40.41, 49.87), 0),
    ],
)
def test_great_circle_distances(first: tuple[float, float], second: tuple[float, float], kilometres: float) -> None:
    assert haversine_km(*first, *second) == pytest.approx(kilometres, abs=0.001)
    assert haversine_km(*second, *first) == pytest.approx(haversine_km(*first, *second))


_latitudes, _longitudes = st.floats(-90, 90), st.floats(-180, 180)


@given(lat1=_latitudes, lon1=_longitudes, lat2=_latitudes, lon2=_longitudes)
def test_the_distance_is_the_angle_between_two_vectors(lat1: float, lon1: float, lat2: float, lon2: float) -> None:
    def vector(lat: float, lon: float) -> tuple[float, float, float]:
        phi, theta = math.radians(lat), math.radians(lon)
        return math.cos(phi) * math.cos(theta), math.cos(phi) * math.sin(theta), math.sin(phi)

    chord = math.dist(vector(lat1, lon1), vector(lat2, lon2))
    assert haversine_km(lat1, lon1, lat2, lon2) == pytest.approx(2 * 6371.0088 * math.asin(min(1, chord / 2)), abs=0.5)


@every_map
@given(across=st.floats(0, 1), down=st.floats(0, 1))
def test_pixels_to_degrees_and_back(name: str, across: float, down: float) -> None:
    frame = FRAMES[name]
    x, y = frame.width * across, frame.height * down
    lat, lon = frame.degrees(x, y)
    assert frame.pixels(lat, lon) == pytest.approx((x, y), abs=1e-6)


@every_map
def test_the_corners_of_a_map_are_the_bounds_of_its_frame(name: str) -> None:
    frame = FRAMES[name]
    assert frame.degrees(0, 0) == pytest.approx((frame.north, frame.west))
    assert frame.degrees(frame.width, frame.height) == pytest.approx((frame.south, frame.east), abs=1e-5)
    assert frame.degrees(-50, 10**9) == pytest.approx((frame.south, frame.west), abs=1e-5)


def test_the_frames_are_those_of_the_drawn_maps() -> None:
    described = json.loads((MAPS / "maps.json").read_text(encoding="utf-8"))
    fields = ("title", "west", "east", "south", "north", "width", "height")
    assert {name: Frame(**{field: about[field] for field in fields}) for name, about in described.items()} == FRAMES
    assert {about["projection"] for about in described.values()} == {"miller"}


def test_the_corridor_map_covers_the_region_of_the_design() -> None:
    frame = FRAMES["corridor.svg"]
    assert (frame.west, frame.east, round(frame.south), frame.north) == (20, 95, 5, 62)


@pytest.mark.parametrize("city", CORRIDOR)
def test_the_seven_cities_of_the_corridor_lie_within_its_map(city: str) -> None:
    frame = FRAMES["corridor.svg"]
    assert frame.holds(*CORRIDOR[city])
    x, y = frame.pixels(*CORRIDOR[city])
    assert FINGER_PX < x < frame.width - FINGER_PX
    assert FINGER_PX < y < frame.height - FINGER_PX


@pytest.mark.parametrize(("lat", "lon"), [(62.1, 50), (4.8, 50), (30, 19.9), (30, 95.1)])
def test_a_point_outside_the_bounds_is_not_held(lat: float, lon: float) -> None:
    assert not FRAMES["corridor.svg"].holds(lat, lon)


@every_map
@given(across=st.floats(0, 1), down=st.floats(0, 1))
def test_a_finger_covers_what_lies_its_pixels_away_in_the_middle_and_at_the_edges(name: str, across: float, down: float) -> None:
    frame = FRAMES[name]
    x, y = frame.width * across, frame.height * down
    lat, lon = frame.degrees(x, y)
    aside = FINGER_PX / frame.width * (frame.east - frame.west)
    assert frame.finger_km(lat, lon) >= haversine_km(lat, lon, lat, lon + aside) - 1e-6
    assert frame.finger_km(lat, lon) < 450


@every_map
def test_a_map_is_small_and_carries_its_texts(name: str) -> None:
    data = (MAPS / name).read_bytes()
    assert len(gzip.compress(data, 9, mtime=0)) <= 20 * 1024
    root = ET.fromstring(data)
    described = json.loads((MAPS / "maps.json").read_text(encoding="utf-8"))[name]
    assert root.attrib["role"] == "img"
    assert root.attrib["viewBox"] == f"0 0 {FRAMES[name].width} {FRAMES[name].height}"
    assert [root.find(f"{SVG}{tag}").text for tag in ("title", "desc")] == [  # type: ignore[union-attr]  # A missing one fails too.
        described["title"], f"{described['description']} {described['credit']}",
    ]
    assert described["credit"].endswith("Borders are as Natural Earth draws them.")
    assert "prefers-color-scheme:dark" in data.decode()


def test_the_licence_is_kept_beside_the_maps() -> None:
    text = (MAPS / "LICENSE.md").read_text(encoding="utf-8")
    assert all(name in text for name in ("Natural Earth", "world-atlas", "public", "domain"))


def _countries(name: str) -> dict[str, tuple[str | None, str]]:
    """ISO code and outline of each country drawn, by its name."""
    root = ET.fromstring((MAPS / name).read_bytes())
    land = next(group for group in root.iter(f"{SVG}g") if group.get("id") == "land")
    return {path.findtext(f"{SVG}title", ""): (path.get("id"), path.get("d", "")) for path in land}


def test_countries_carry_their_names_and_iso_codes() -> None:
    corridor, eurasia = _countries("corridor.svg"), _countries("eurasia.svg")
    wanted = {"RUS": "Russia", "AZE": "Azerbaijan", "IRN": "Iran", "IND": "India", "KAZ": "Kazakhstan", "TKM": "Turkmenistan"}
    for countries in (corridor, eurasia):
        assert {code: countries[name][0] for code, name in wanted.items()} == {code: code for code in wanted}
        codes = [code for code, _ in countries.values() if code]
        assert len(codes) == len(set(codes))
        assert all(re.fullmatch("[A-Z]{3}", code) for code in codes)
    assert {"JPN", "PRK", "KOR", "VNM", "MNG"} <= {code for code, _ in eurasia.values()}


Ring = list[tuple[float, float]]


def _rings(outline: str, scale: float) -> list[Ring]:
    """The rings of a path of relative lines, in pixels."""
    rings: list[Ring] = []
    x = y = start_x = start_y = 0.0
    for command, numbers in re.findall(r"([mlzM])([^mlzM]*)", outline):
        values = [float(number) for number in re.findall(r"-?\d+", numbers)]
        if command == "z":
            x, y = start_x, start_y
            continue
        for index in range(0, len(values), 2):
            dx, dy = values[index] * scale, values[index + 1] * scale
            x, y = (dx, dy) if command == "M" else (x + dx, y + dy)
            if index == 0 and command in "mM":
                rings.append([])
                start_x, start_y = x, y
            rings[-1].append((round(x, 3), round(y, 3)))
    return rings


def _scale(name: str) -> float:
    return float(re.search(r"scale\(([\d.]+)\)", (MAPS / name).read_text(encoding="utf-8"))[1])  # type: ignore[index]  # Fails too.


def _covers(rings: list[Ring], x: float, y: float) -> bool:
    inside = False
    for ring in rings:
        for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                inside = not inside
    return inside


def _country_at(name: str, lat: float, lon: float) -> str | None:
    point = FRAMES[name].pixels(lat, lon)
    found = (country for country, (_, d) in _countries(name).items() if _covers(_rings(d, _scale(name)), *point))
    return next(found, None)


@every_map
@pytest.mark.parametrize(
    ("country", "lat", "lon"),
    [("Russia", 55.75, 37.62), ("Russia", 61, 90), ("Iran", 35.69, 51.39), ("Azerbaijan", 40.6, 47.5), ("India", 23, 78),
     ("Kazakhstan", 48, 68)],
)
def test_a_point_lies_in_its_country(name: str, country: str, lat: float, lon: float) -> None:
    assert _country_at(name, lat, lon) == country


@every_map
@pytest.mark.parametrize(("lat", "lon"), [(41.5, 50.8), (38, 52), (43.5, 34), (15, 65)])
def test_the_caspian_the_black_sea_and_the_ocean_are_water(name: str, lat: float, lon: float) -> None:
    assert _country_at(name, lat, lon) is None


@pytest.mark.parametrize(
    ("name", "lat", "lon"),
    [("corridor.svg", 61, 31.5), ("corridor.svg", 46.3, 74.5), ("eurasia.svg", 53.5, 108.2), ("eurasia.svg", -1, 33)],
)
def test_lakes_are_drawn_as_water(name: str, lat: float, lon: float) -> None:
    root = ET.fromstring((MAPS / name).read_bytes())
    lakes = next(path for path in root.iter(f"{SVG}path") if path.get("class") == "lake")
    assert _covers(_rings(lakes.get("d", ""), _scale(name)), *FRAMES[name].pixels(lat, lon))


@every_map
def test_no_line_runs_across_the_map(name: str) -> None:
    frame, scale = FRAMES[name], _scale(name)
    for country, (_, outline) in _countries(name).items():
        for ring in _rings(outline, scale):
            for (ax, ay), (bx, by) in zip(ring, [*ring[1:], ring[0]], strict=True):
                on_edge = any(a == b and a in (0, edge) for a, b, edge in ((ax, bx, frame.width), (ay, by, frame.height)))
                # Straight borders, such as those in the Sahara, are the longest there are.
                length = math.dist((ax, ay), (bx, by))
                assert on_edge or length < 0.2 * frame.width, f"{country}: {ax:.0f},{ay:.0f} to {bx:.0f},{by:.0f}"


@every_map
def test_everything_drawn_lies_within_the_frame(name: str) -> None:
    frame, scale = FRAMES[name], _scale(name)
    points = [point for _, outline in _countries(name).values() for ring in _rings(outline, scale) for point in ring]
    assert min(x for x, _ in points) >= 0
    assert max(x for x, _ in points) <= frame.width
    assert min(y for _, y in points) >= 0
    assert max(y for _, y in points) <= frame.height


@every_map
@given(points=st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=6))
def test_the_part_of_a_map_around_points_holds_them_all_in_the_shape_of_the_map(
        name: str, points: list[tuple[float, float]]) -> None:
    frame = FRAMES[name]
    places = [frame.degrees(frame.width * across, frame.height * down) for across, down in points]
    left, top, width, height = frame.around([lat for lat, _ in places], [lon for _, lon in places])
    assert 0.4 * frame.width <= width <= frame.width
    assert width / height == pytest.approx(frame.width / frame.height)
    assert 0 <= left <= frame.width - width + 1e-6
    assert 0 <= top <= frame.height - height + 1e-6
    for lat, lon in places:
        x, y = frame.pixels(lat, lon)
        assert left - 1e-6 <= x <= left + width + 1e-6
        assert top - 1e-6 <= y <= top + height + 1e-6
