"""Photos: what a photo is, is read from its content; where it was taken is lost.

Every photo is drawn anew from its pixels, so that neither place, time, device nor a thumbnail of
what was cut away stays in the file.
"""

from __future__ import annotations

import warnings
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from jikimi.access.errors import NotValid

LARGEST_BYTES = 8_000_000
MEDIA_TYPE = "image/jpeg"
_FORMATS = ("JPEG", "PNG", "WEBP")
_MOST_PIXELS = 60_000_000
_LONGEST_SIDE = 1600
_QUALITIES = (80, 60, 40, 20)


def strip(
    content: bytes, *, longest_side: int = _LONGEST_SIDE, most_bytes: int = LARGEST_BYTES
) -> bytes:
    """The photo drawn anew: turned as it was held, JPEG.

    longest_side: at most so many pixels wide or high.  most_bytes: coarser until it is that small.
    Raises NotValid under `photo` when it is too large or no JPEG, PNG or WebP by its content.
    """
    if len(content) > LARGEST_BYTES:
        raise NotValid("access.photo.size", {"photo": _("The photo is larger than 8 MB.")})
    try:
        return jpeg_of(_drawn(content, longest_side), most_bytes=most_bytes)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        says = _("This is no photo. Choose a JPEG, PNG or WebP file.")
        raise NotValid("access.photo.kind", {"photo": says}) from error


def _drawn(content: bytes, longest_side: int) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(BytesIO(content), formats=_FORMATS) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise ValueError("too many pixels")
            found.draft("RGB", (longest_side, longest_side))
            turned = ImageOps.exif_transpose(found).convert("RGB")
    turned.thumbnail((longest_side, longest_side))
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    return plain


def jpeg_of(plain: Image.Image, *, most_bytes: int = LARGEST_BYTES) -> bytes:
    """A drawn picture as JPEG, as fine as most_bytes allow. Raises ValueError when none fits."""
    for quality in _QUALITIES:
        out = BytesIO()
        plain.save(out, "JPEG", quality=quality, optimize=True)
        if out.tell() <= most_bytes:
            return out.getvalue()
    raise ValueError("too large however coarse")
