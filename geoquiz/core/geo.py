"""Points on the globe and on our maps: distances, and pixels to degrees and back."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import asin, atan, cos, exp, log, pi, radians, sin, sqrt, tan

EARTH_RADIUS_KM = 6371.0088
# Half of the 24 px that WCAG 2.2 (2.5.8, target size) asks for: no finger aims better.
FINGER_PX = 12


def haversine_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the great-circle distance in kilometres between two points given in degrees."""
    phi1, phi2 = radians(lat1), radians(lat2)
    half = sin((phi2 - phi1) / 2) ** 2 + cos(phi1) * cos(phi2) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def _miller(lat: float) -> float:
    """Return Miller's y, in radians of longitude. Source: Snyder, Map Projections, p. 88."""
    return 1.25 * log(tan(pi / 4 + 0.4 * radians(lat)))


@dataclass(frozen=True, slots=True)
class Frame:
    """A map under static/maps in Miller's projection: its bounds in degrees, its size in pixels."""

    title: str
    west: float
    east: float
    south: float
    north: float
    width: int
    height: int

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return (lat, lon) of a pixel; pixels outside the picture count as its edge."""
        x, y = min(max(x, 0.0), self.width), min(max(y, 0.0), self.height)
        lon = self.west + (self.east - self.west) * x / self.width
        top, bottom = _miller(self.north), _miller(self.south)
        lat = 2.5 * (atan(exp(0.8 * (top - (top - bottom) * y / self.height))) - pi / 4)
        return lat * 180 / pi, lon

    def pixels(self, lat: float, lon: float) -> tuple[float, float]:
        """Return (x, y) of a point in degrees."""
        top, bottom = _miller(self.north), _miller(self.south)
        x = self.width * (lon - self.west) / (self.east - self.west)
        return x, self.height * (top - _miller(lat)) / (top - bottom)

    def holds(self, lat: float, lon: float) -> bool:
        """Tell whether a point in degrees lies within the frame."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def around(self, lats: Iterable[float], lons: Iterable[float]) -> tuple[float, float, float, float]:
        """Return (x, y, width, height) of the part of the picture, in the picture's shape, that shows points with room.

        It is never less than two fifths of the picture wide, so that one can tell where one is.
        """
        xs, ys = zip(*(self.pixels(lat, lon) for lat, lon in zip(lats, lons, strict=True)), strict=True)
        share = min(1.0, max(0.4, (max(xs) - min(xs)) / self.width + 0.25, (max(ys) - min(ys)) / self.height + 0.25))
        width, height = self.width * share, self.height * share
        x = min(max((min(xs) + max(xs) - width) / 2, 0.0), self.width - width)
        y = min(max((min(ys) + max(ys) - height) / 2, 0.0), self.height - height)
        return x, y, width, height

    def finger_km(self, lat: float, lon: float) -> float:
        """Return the radius in kilometres that a fingertip covers around a point."""
        x, y = self.pixels(lat, lon)
        # Measured towards the middle of the map, since pixels beyond its edge count as the edge.
        aside = self.degrees(x + (FINGER_PX if x < self.width / 2 else -FINGER_PX), y)
        above = self.degrees(x, y + (FINGER_PX if y < self.height / 2 else -FINGER_PX))
        return max(haversine_km(lat, lon, *aside), haversine_km(lat, lon, *above))


# The same numbers as static/maps/maps.json, which the script that draws the maps writes (a test compares them).
FRAMES = {
    "eurasia.svg": Frame("Eurasia", -12, 180, -11.137291, 78, 720, 419),
    "corridor.svg": Frame("The North–South Corridor region", 20, 95, 4.939614, 62, 720, 640),
}
