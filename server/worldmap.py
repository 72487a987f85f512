"""Maps without a tile server: Natural Earth's shapes, projected at build time, drawn as SVG by the page."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from server.assets import VENDOR, built

# Equal Earth (Šavrič, Patterson, Jenny 2018), as d3-geo has it, so that points lie on the shapes.
A1, A2, A3, A4 = 1.340264, -0.081106, 0.000893, 0.003796
TOP, BOTTOM = 10, 425
"""Where the inhabited world begins and ends on the map."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A country's outline with its centre and bounding box on the map."""

    code: str
    name: str
    path: str
    centre: tuple[float, float]
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class World:
    """All shapes, and how degrees become points of the map."""

    width: float
    height: float
    scale: float
    translate: tuple[float, float]
    shapes: dict[str, Shape]

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the map's point for a place."""
        theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
        square = theta * theta
        sixth = square**3
        slope = A1 + 3 * A2 * square + sixth * (7 * A3 + 9 * A4 * square)
        x = 2 / math.sqrt(3) * math.radians(longitude) * math.cos(theta) / slope
        y = theta * (A1 + A2 * square + sixth * (A3 + A4 * square))
        return (round(self.translate[0] + self.scale * x, 1), round(self.translate[1] - self.scale * y, 1))

    def centre(self, code: str) -> tuple[float, float] | None:
        """Return the point in the middle of a state's main land."""
        shape = self.shapes.get(code)
        return self.project(*shape.centre) if shape else None

    def around(self, codes: Iterable[str], points: Iterable[tuple[float, float]], margin: float = 26) -> View:
        """Return the part of the map that shows the states and points with some of their neighbourhood."""
        boxes = [self.shapes[code].box for code in codes if code in self.shapes] + [
            (x, y, x, y) for x, y in points
        ]
        if not boxes:
            return View(0, 0, self.width, self.height, tuple(self.shapes.values()))
        left, top = min(box[0] for box in boxes) - margin, min(box[1] for box in boxes) - margin
        right, bottom = max(box[2] for box in boxes) + margin, max(box[3] for box in boxes) + margin
        # A strip is hard to read: at least three parts high to five wide.
        width = max(right - left, (bottom - top) * 5 / 3, 80)
        height = width * 3 / 5
        if height > BOTTOM - TOP:  # the whole world, as wide as it is
            return View(0, TOP, self.width, BOTTOM - TOP, tuple(self.shapes.values()), True)
        left = min(max((left + right - width) / 2, 0), self.width - width)
        top = min(max((top + bottom - height) / 2, TOP), BOTTOM - height)
        inside = tuple(shape for shape in self.shapes.values() if _meet(shape.box, left, top, width, height))
        return View(round(left, 1), round(top, 1), round(width, 1), round(height, 1), inside)


@dataclass(frozen=True, slots=True)
class View:
    """A rectangle of the map with the shapes in it."""

    left: float
    top: float
    width: float
    height: float
    shapes: tuple[Shape, ...]
    wide: bool = False
    """Whether it is the whole world."""

    def grow(self, size: float) -> float:
        """Return the length on the map of so many thousandths of the view's width."""
        return round(self.width * size / 1000, 2)


def _meet(
    box: tuple[float, float, float, float], left: float, top: float, width: float, height: float
) -> bool:
    return box[0] <= left + width and box[2] >= left and box[1] <= top + height and box[3] >= top


@cache
def world() -> World | None:
    """Read the shapes that the build left, or nothing where scripts and shapes were not built."""
    name = built().get("world.json")
    return _read(VENDOR / name) if name else None


def _read(path: Path) -> World:
    found = json.loads(path.read_text(encoding="utf-8"))
    shapes = {
        code: Shape(code, entry["name"], entry["path"], tuple(entry["centre"]), tuple(entry["box"]))
        for code, entry in found["countries"].items()
    }
    return World(found["width"], found["height"], found["scale"], tuple(found["translate"]), shapes)
