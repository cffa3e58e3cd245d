"""Digits drawn by ourselves, and what stands in a box and is no digit; each differs, all from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from training.digit_ways import WAYS

Chance = np.random.Generator
Inked = NDArray[np.float32]
Stroke = NDArray[np.float64]

_CANVAS = 72


def draw_digit(digit: int, chance: Chance) -> Inked:
    """One digit as some hand might write it: _CANVAS x _CANVAS, 0 paper to 1 ink."""
    return _drawn(_placed(_strokes(digit, chance), chance), chance)


def draw_no_digit(chance: Chance) -> Inked:
    """Something that no reader should take for a digit."""
    kind: Callable[[Chance], list[Stroke]] = _KINDS[int(chance.integers(len(_KINDS)))]
    return _drawn(kind(chance), chance)


def _any_digit(chance: Chance) -> list[Stroke]:
    return _placed(_strokes(int(chance.integers(10)), chance), chance)


def _struck_out(chance: Chance) -> list[Stroke]:
    left, right = chance.uniform(-0.6, -0.3), chance.uniform(0.3, 0.6)
    start, end = chance.uniform(-0.4, 0.4, 2)
    lines = [np.array([(left, start), (right, end)])]
    if chance.random() < 0.7:
        lines.append(np.array([(left, -start), (right, -end)]))
    return [*_any_digit(chance), *lines]


def _two_side_by_side(chance: Chance) -> list[Stroke]:
    narrow = np.array((0.55, 1.0))
    first = [stroke * narrow - (0.32, 0.0) for stroke in _any_digit(chance)]
    second = [stroke * narrow + (0.32, 0.0) for stroke in _any_digit(chance)]
    return first + second


def _written_over(chance: Chance) -> list[Stroke]:
    first, second = chance.choice(10, 2, replace=False)
    return _placed(_strokes(int(first), chance), chance) + _placed(_strokes(int(second), chance), chance)


def _dash(chance: Chance) -> list[Stroke]:
    height, reach = chance.normal(0, 0.1), chance.uniform(0.1, 0.5)
    bent = height + chance.normal(0, 0.05)
    return [np.array([(-reach, height), (0.0, bent), (reach, height + chance.normal(0, 0.08))])]


def _scribble(chance: Chance) -> list[Stroke]:
    return [chance.uniform(-0.5, 0.5, (int(chance.integers(7, 16)), 2))]


def _blot(chance: Chance) -> list[Stroke]:
    """Ink that ran: strokes to and fro so close that they become one patch."""
    lines = int(chance.integers(6, 14))
    tall, wide = chance.uniform(0.2, 0.5, 2)
    heights = np.linspace(-tall, tall, lines) + chance.normal(0, 0.01, lines)
    ends = np.where(np.arange(lines) % 2, wide, -wide) * chance.uniform(0.8, 1.0, lines)
    return [np.stack([ends, heights], axis=1)]


_KINDS = (_struck_out, _two_side_by_side, _written_over, _dash, _scribble, _blot)


def _strokes(digit: int, chance: Chance) -> list[Stroke]:
    way = WAYS[digit][int(chance.integers(len(WAYS[digit])))]
    unsteady = chance.uniform(0.0, 0.045)
    # Of a round stroke each point moves less, or it would be a scribble.
    return [
        np.asarray(stroke) + chance.normal(0, unsteady * (0.35 if len(stroke) > 6 else 1.0), (len(stroke), 2))
        for stroke in way
    ]


def _placed(strokes: Sequence[Stroke], chance: Chance) -> list[Stroke]:
    """Another width, slant, turn and bend for all the strokes of one digit; the middle becomes (0, 0)."""
    size = np.array((chance.uniform(0.45, 1.0), chance.uniform(0.8, 1.05)))
    slant, turn = chance.normal(0.12, 0.2), chance.normal(0, 0.12)
    bend = chance.normal(0, 0.08, 2)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    placed = []
    for stroke in strokes:
        points = (stroke - 0.5) * size
        points = points + np.sin(np.pi * points[:, ::-1] * 1.6) * bend
        points[:, 0] -= slant * points[:, 1]
        placed.append(points @ turned)
    return placed


def _drawn(strokes: Sequence[Stroke], chance: Chance) -> Inked:
    """The strokes with one pen: its width, its blur, its pressure, and sometimes where it failed."""
    picture = np.zeros((_CANVAS, _CANVAS), np.uint8)
    pen, scale = int(chance.integers(2, 8)), chance.uniform(30, 46)
    middle = chance.uniform(-4, 4, 2) + _CANVAS / 2
    for stroke in strokes:
        points = _smooth(stroke) if chance.random() < 0.85 else stroke
        fixed = np.round((points * scale + middle) * 8).astype(np.int32)
        cv2.polylines(picture, [fixed.reshape(-1, 1, 2)], False, 255, pen, cv2.LINE_AA, 3)
    ink = picture.astype(np.float32) / 255
    blur = chance.uniform(0, 1.6)
    if blur > 0.3:
        ink = cv2.GaussianBlur(ink, (0, 0), blur).astype(np.float32)
    if chance.random() < 0.3:
        grain = cv2.GaussianBlur(chance.normal(0, 1, ink.shape).astype(np.float32), (0, 0), 2.5)
        ink = ink * (grain > -0.28)
    return np.clip(ink * chance.uniform(0.8, 1.3), 0, 1).astype(np.float32)


def _smooth(points: Stroke) -> Stroke:
    """Corners cut twice (Chaikin); the ends stay."""
    for _ in range(2):
        cut = np.empty((2 * (len(points) - 1), 2))
        cut[0::2] = 0.75 * points[:-1] + 0.25 * points[1:]
        cut[1::2] = 0.25 * points[:-1] + 0.75 * points[1:]
        points = np.concatenate([points[:1], cut, points[-1:]])
    return points
