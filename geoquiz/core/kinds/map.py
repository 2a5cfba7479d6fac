"""`map`: a place to be pointed at, or chosen from the list beside the map."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from geoquiz.core.errors import ResponseError
from geoquiz.core.fields import Degrees, Number, Text, fault, number_schema
from geoquiz.core.geo import FRAMES, Frame, haversine_km
from geoquiz.core.options import check_distinct
from geoquiz.core.question import MAIN, Context, Face, Form, Outcome, Place, Question, Response, Shown, one, verdict_of
from geoquiz.core.text import normalise

HOW = "Point at a place on the map, or choose one from the list."


class Spot(BaseModel):
    """A named place in degrees."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Text
    lat: Annotated[Degrees, Field(ge=-90, le=90), number_schema(minimum=-90, maximum=90)]
    lon: Annotated[Degrees, Field(ge=-180, le=180), number_schema(minimum=-180, maximum=180)]

    def place(self) -> Place:
        """Return the place as a plain value."""
        return Place(self.name, self.lat, self.lon)


def _known_map(name: str) -> str:
    if name not in FRAMES:
        raise fault(f"There is no map {name!r}: write one of {', '.join(sorted(FRAMES))}.")
    return name


class Map(Question):
    """``answer`` is right within ``within_km``; ``choices`` are the other places of the list."""

    order: ClassVar = ("id", "type", "stem", "map", "answer", "within_km", "choices")

    type: Literal["map"]
    map: Annotated[Text, AfterValidator(_known_map), Field(json_schema_extra={"enum": sorted(FRAMES)})]
    answer: Spot
    within_km: Annotated[Number, Field(gt=0, le=5000), number_schema(exclusiveMinimum=0, maximum=5000)]
    choices: Annotated[tuple[Spot, ...], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        check_distinct((spot.name for spot in self._spots()), "the answer and choices", "choices")
        for spot, place in zip(self._spots(), (("answer",), *(("choices", n) for n in range(len(self.choices)))), strict=True):
            if not self.frame.holds(spot.lat, spot.lon):
                raise fault(f"{spot.name} ({spot.lat}, {spot.lon}) lies outside {self.map}: check its lat and lon.", at=place)
        return self

    @property
    def frame(self) -> Frame:
        """The map's bounds and size."""
        return FRAMES[self.map]

    @property
    def radius_km(self) -> float:
        """Within how many kilometres a point is right: never less than a finger covers."""
        return max(float(self.within_km), self.frame.finger_km(self.answer.lat, self.answer.lon))

    def _spots(self) -> tuple[Spot, ...]:
        return (self.answer, *self.choices)

    def grade(self, response: Response, context: Context, part: str = MAIN) -> Outcome:
        """Score 1 within the radius, falling to 0 at three times as far; a named choice 1 or 0."""
        given = one(response, HOW)
        for spot in self._spots():
            if given == spot.name:
                return self._named(spot)
        point = self._point(given)
        distance = haversine_km(self.answer.lat, self.answer.lon, point.lat, point.lon)
        score = min(1.0, max(0.0, (3 * self.radius_km - distance) / (2 * self.radius_km)))
        nearest = min(self._spots(), key=lambda spot: haversine_km(spot.lat, spot.lon, point.lat, point.lon))
        note = f"Your point is {distance:,.0f} km from {self.answer.name}"
        note += "." if nearest is self.answer else f", and nearer to {nearest.name}."
        return Outcome(score, verdict_of(score), self.answer.name, note=note, places=self._places(point))

    def _named(self, spot: Spot) -> Outcome:
        """Return the outcome of a place chosen from the list."""
        places = self._places(spot.place())
        if spot is self.answer:
            return Outcome(1.0, "right", self.answer.name, places=places)
        distance = haversine_km(self.answer.lat, self.answer.lon, spot.lat, spot.lon)
        return Outcome(0.0, "wrong", self.answer.name, note=f"{spot.name} is {distance:,.0f} km from {self.answer.name}.",
                       places=places)

    def _places(self, given: Place) -> tuple[Place, ...]:
        """Return the key, what was given, then the neighbours."""
        return (self.answer.place(), given, *(spot.place() for spot in self.choices))

    def _point(self, given: str) -> Place:
        lat, comma, lon = given.partition(",")
        try:
            point = Place("", float(lat), float(lon))
        except ValueError as error:
            raise ResponseError(HOW) from error
        if not comma or not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
            raise ResponseError(HOW)
        return point

    def right_response(self, part: str = MAIN) -> Response:
        """Return the answer's name."""
        return (self.answer.name,)

    def face(self, part: str = MAIN) -> Face:
        """Return the stem with the places of the list, and the answer's name and point."""
        return Face(self.stem, self.answer.name, form="map", options=self.shown(part, "").choices, map=self.map,
                    places=(self.answer.place(),))

    def grading_key(self, part: str = MAIN) -> tuple[str, ...]:
        """Return the answer's name and position."""
        return (normalise(self.answer.name), f"{self.answer.lat:.2f}", f"{self.answer.lon:.2f}")

    def accepts_all_of(self, old: Self, part: str = MAIN) -> bool:
        """Tell whether the radius is as wide as it was."""
        return old.within_km <= self.within_km

    def shown(self, part: str, seed: str) -> Shown:
        """Return the map and the names of its list in alphabetical order."""
        return Shown(stem=self.stem, hint=self.hint, map=self.map, choices=tuple(sorted(s.name for s in self._spots())))

    def read(self, form: Form, shown: Shown) -> Response:
        """Return the named choice, or the point under the pixel as `lat,lon`."""
        # An image input sends 0,0 when Enter is pressed on it: nobody pointed anywhere.
        if form.x is None or form.y is None or (form.x, form.y) == (0, 0):
            name = one(form.response, HOW)
            if name not in shown.choices:  # Degrees that were typed into the form, above all.
                raise ResponseError(HOW)
            return (name,)
        lat, lon = self.frame.degrees(form.x, form.y)
        return (f"{lat:.3f},{lon:.3f}",)

    def filled(self, response: Response, shown: Shown) -> Form:
        """Return the named choice, or the pixel of a point."""
        if response[0] in shown.choices:
            return Form(response)
        point = self._point(response[0])
        x, y = self.frame.pixels(point.lat, point.lon)
        return Form((), round(x), round(y))

    def known_forms(self) -> Iterable[str]:
        """Return the names of the places."""
        return (spot.name for spot in self._spots())
