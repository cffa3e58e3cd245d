"""The handbooks' pictures are what the pages look like now."""

import io

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Browser

from hattama.web.handbooks.reading import picture_path
from tests.journeys.handbook_pictures import demonstration, take_pictures

MOST_DIFFERENCE = 12
"""Of 255, on average: hours and counts of a night differ from one to the next, a page drawn anew by more."""


@pytest.mark.endurance
def test_no_picture_of_the_handbooks_has_aged(browser: Browser) -> None:
    aged = []
    with demonstration() as site:
        for picture, language, packed in take_pictures(site, browser):
            now = Image.open(io.BytesIO(packed)).convert("L")
            kept = Image.open(picture_path(picture.name, language)).convert("L")
            difference = ImageStat.Stat(ImageChops.difference(now, kept)).mean[0]
            if now.size != kept.size or difference > MOST_DIFFERENCE:
                aged.append(f"{picture.name}.{language}: {difference:.1f} of 255")
    assert aged == [], "make pictures"
