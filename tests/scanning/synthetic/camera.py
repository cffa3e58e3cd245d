"""A cheap telephone, simulated: the sheet on a table, askew, in bad light, smeared, noisy, a poor JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Shot:
    """How one photograph is taken. `size` in pixels (wide, tall); `turned` in degrees; `leaning` is the share
    of the page's width by which a far corner is drawn in; `shadow` 0 (none) to 1 (black); `smear`, `noise` in
    pixels and grey levels; `quality` of JPEG.
    """

    size: tuple[int, int] = (1512, 2016)
    turned: float = 0.0
    leaning: float = 0.0
    shadow: float = 0.0
    smear: float = 0.0
    noise: float = 0.0
    light: float = 1.0
    quality: int = 90
    fills: float = 0.92


def drawn_shot(chance: np.random.Generator) -> Shot:
    """A photograph as bad as they come on the night: everything at once, each to its own degree."""
    size = [(1512, 2016), (2268, 3024), (3024, 4032)][chance.integers(3)]
    upside_down = 180.0 if chance.random() < 0.15 else 0.0
    return Shot(
        size=size,
        turned=float(chance.uniform(-20, 20)) + upside_down,
        leaning=float(chance.uniform(0, 0.08)),
        shadow=float(chance.uniform(0, 0.6)),
        smear=float(chance.uniform(0, 1.1)) * size[0] / 1512,
        noise=float(chance.uniform(0, 10)),
        light=float(chance.uniform(0.55, 1.1)),
        quality=int(chance.choice([40, 40, 60, 85])),
        fills=float(chance.uniform(0.8, 0.95)),
    )


def photograph(sheet: np.ndarray, shot: Shot, chance: np.random.Generator) -> bytes:
    """The sheet (blue, green, red) as a JPEG file."""
    picture = _laid_on_a_table(sheet, shot, chance)
    lit = picture.astype(np.float32) * _light(shot, chance)[..., None]
    if shot.smear > 0:
        lit = cv2.GaussianBlur(lit, (0, 0), shot.smear)
    if shot.noise > 0:
        lit += chance.normal(0, shot.noise, lit.shape[:2])[..., None].astype(np.float32)
    done, data = cv2.imencode(
        ".jpg", np.clip(lit, 0, 255).astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, shot.quality]
    )
    assert done
    return data.tobytes()


def _laid_on_a_table(sheet, shot: Shot, chance) -> np.ndarray:
    wide, tall = shot.size
    table = np.full((tall, wide, 3), (60, 90, 120), np.uint8)
    table = cv2.add(table, chance.integers(0, 30, (tall, wide, 1), dtype=np.uint8).repeat(3, axis=2))
    sheet_tall, sheet_wide = sheet.shape[:2]
    corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]], np.float64) * [sheet_wide / 2, sheet_tall / 2]
    leaned = corners * (1 - shot.leaning * chance.uniform(0, 1, (4, 1)))
    angle = np.deg2rad(shot.turned)
    turned = leaned @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    scale = shot.fills * min(wide / np.ptp(turned[:, 0]), tall / np.ptp(turned[:, 1]))
    seen = turned * scale
    seen += [wide / 2, tall / 2] - (seen.max(axis=0) + seen.min(axis=0)) / 2
    flat = np.array([[0, 0], [sheet_wide, 0], [sheet_wide, sheet_tall], [0, sheet_tall]], np.float32)
    turn = cv2.getPerspectiveTransform(flat, seen.astype(np.float32))
    soft = cv2.GaussianBlur(sheet, (0, 0), max(0.3, 0.4 / scale))
    return cv2.warpPerspective(
        soft, turn, (wide, tall), dst=table, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_TRANSPARENT
    )


def _light(shot: Shot, chance) -> np.ndarray:
    wide, tall = shot.size
    across, down = np.meshgrid(np.linspace(-1, 1, wide), np.linspace(-1, 1, tall))
    angle = chance.uniform(0, 2 * np.pi)
    edge = across * np.cos(angle) + down * np.sin(angle) - chance.uniform(-0.4, 0.4)
    fall = 1 - shot.shadow / (1 + np.exp(-edge * chance.uniform(3, 12)))
    return (shot.light * fall).astype(np.float32)
