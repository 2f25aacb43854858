"""One reader for all tests of this folder: loading the models takes longer than reading a card."""

from collections.abc import Callable

import pytest
from PIL import Image

from backend.documents.ocr_engine import CardReader
from backend.documents.scan import Scan
from tests.backend.documents import cards

Look = Callable[[Image.Image], Scan]


@pytest.fixture(scope="session")
def look() -> Look:
    reader = CardReader()
    return lambda photo: Scan.from_wire(reader.read(cards.jpeg(photo)))
