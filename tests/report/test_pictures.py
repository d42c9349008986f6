"""What is drawn on a page goes to the press as pictures, and comes out as it was."""

import pytest
from lxml import html

from jobs.model import LEAD
from jobs.report.pdf import ORIGIN
from jobs.report.pictures import apart
from tests.report.scenes import edition_of
from tests.report.test_pdf import printed, sheet_of

DRAWN = (
    '<svg xmlns="http://www.w3.org/2000/svg" class="bars" width="9pt" height="9pt"><title>'
    "5 &lt; 6 &amp; &#34;zo&#34;</title><rect/></svg>"
)


def test_a_drawing_becomes_a_picture_with_its_class_and_its_sentence() -> None:
    page, drawings = apart(f"<p>voor</p>{DRAWN}<p>na</p>", ORIGIN)
    (picture,) = html.fragment_fromstring(page, create_parent=True).iter("img")

    assert dict(picture.attrib) == {
        "class": "bars",
        "src": "asset:drawing-0",
        "alt": '5 < 6 & "zo"',
    }
    assert drawings == {"asset:drawing-0": DRAWN.encode()}
    assert page.startswith("<p>voor</p><img ")
    assert page.endswith("><p>na</p>")


@pytest.mark.parametrize(
    "drawn",
    [
        DRAWN.replace("<rect/>", "<rect>"),
        DRAWN.replace("<rect/>", f"<g>{DRAWN}</g>"),
        DRAWN.replace("<title>", "<desc>").replace("</title>", "</desc>"),
    ],
    ids=["not well-formed", "one in another", "without a sentence"],
)
def test_what_cannot_be_taken_apart_stays(drawn: str) -> None:
    assert apart(drawn, ORIGIN) == (drawn, {})


@pytest.mark.parametrize("reader", ["publieke-ruimte", LEAD])
def test_no_drawing_of_ours_is_read_as_text(reader: str) -> None:
    sheet = sheet_of(edition_of(reader))
    page, drawings = apart(sheet.html, ORIGIN)

    assert "<svg" not in page
    assert len(drawings) == sheet.html.count("<svg ") > 2
    assert printed(edition_of(reader)).complaints == ()
