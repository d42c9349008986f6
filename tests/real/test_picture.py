"""The picture in README.md is the first page of a sample, as a reader of PDFs draws it."""

from io import BytesIO

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.report.samples import FOLDER, PICTURE, SHOWN, picture_of
from tests.report.test_samples import AGAIN

pytestmark = pytest.mark.real

LIKE = 0.02
"""Mean difference of a pixel, 0 to 255: the same poppler draws the same, and one bar in another
colour already differs by 0.03."""


def test_the_picture_is_that_of_the_sample() -> None:
    with (
        Image.open(FOLDER / PICTURE) as kept,
        Image.open(BytesIO(picture_of(FOLDER / SHOWN))) as now,
    ):
        assert kept.size == now.size
        difference = ImageStat.Stat(ImageChops.difference(kept.convert("L"), now.convert("L"))).mean

    assert difference[0] < LIKE, AGAIN
