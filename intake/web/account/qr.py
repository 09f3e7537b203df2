"""QR codes, drawn into the page itself: they are fetched from nowhere and stored nowhere."""

import segno
from markupsafe import Markup


def picture_of(link: str) -> Markup:
    """The QR code of an address, as an image in markup."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(scale=4, dark="#000", light="#fff", svgclass="qr")
    return Markup(drawn)  # noqa: S704 - segno draws shapes; the address is in their form alone
