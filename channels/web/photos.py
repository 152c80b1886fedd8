"""Photos as we keep them: upright, no larger than needed, and without the place where they were taken.

A phone writes its position into each picture. Decoding and drawing the picture anew leaves everything behind but the
picture. HEIC and PDF are kept as they came, to be downloaded and never shown. What a file is, its bytes say and not its
name; a JPEG, PNG or WebP that cannot be drawn anew is refused, since its place could not be taken out.
"""

import re
import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

MOST = 5
LARGEST = 10 * 1024 * 1024  # bytes of one file
ENDINGS = ("jpg", "jpeg", "png", "heic", "heif", "webp", "pdf")
_FORMATS = ("JPEG", "PNG", "WEBP")  # Pillow reads the MPO that some phones write as JPEG too
_PIXELS = 25_000_000  # more than this is not decoded
_PASSES = 300_000_000  # pixels, times the scans that draw them: a small file may ask for every pixel a thousand times
_END_OF_JPEG = b"\xff\xd9"
_CANNOT_BE_DRAWN = (OSError, ValueError, SyntaxError, ArithmeticError, MemoryError, Image.DecompressionBombError,
                    Image.DecompressionBombWarning)  # fmt: skip
_SIDE = 2560  # pixels of the longer side that we keep


class NotAPhoto(ValueError):
    """Raised for a file that is neither a photo nor a PDF, by its name or by its bytes, or that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class Photo:
    """A file ready to be kept. `shown` is False when it may only be downloaded."""

    name: str
    content_type: str
    content: bytes
    shown: bool


def take_in(name: str, content: bytes) -> Photo:
    """The photo drawn anew; HEIC and PDF as they came. Raises NotAPhoto."""
    name = file_name(name)
    stem, _, ending = name.rpartition(".")
    if not stem or ending.lower() not in ENDINGS:
        raise NotAPhoto
    if kept := _kept_as_it_came(content):
        return Photo(name, kept, content, shown=False)
    try:
        drawn, kind = _draw_what_there_is(content)
    except _CANNOT_BE_DRAWN as trouble:
        raise NotAPhoto from trouble
    return Photo(f"{stem}.{'png' if kind == 'PNG' else 'jpg'}", f"image/{kind.lower()}", drawn, shown=True)


def file_name(name: str) -> str:
    """The last part of a name, without anything that could lead elsewhere or break a header; at most 80 characters."""
    last = re.split(r"[/\\]", name)[-1]
    clean = re.sub(r'[\x00-\x1f\x7f"<>:|?*\u202a-\u202e\u2066-\u2069\ud800-\udfff]', "", last).strip(" .") or "photo"
    stem, dot, ending = clean.rpartition(".")
    return f"{stem[: 79 - len(ending)]}{dot}{ending}" if dot and len(ending) < 8 else clean[:80]


def _draw_anew(content: bytes) -> tuple[bytes, str]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image: Image.Image = Image.open(BytesIO(content), formats=_FORMATS)
    scans = content.count(b"\xff\xda") if image.format == "JPEG" else 1
    if image.width * image.height * scans > _PASSES:
        raise ValueError("drawn over too often")
    # A JPEG can be decoded at a half, a quarter or an eighth of its size, which spares the memory.
    scale = max(1.0, max(image.size) / _SIDE)
    image.draft("RGB", (int(image.width / scale), int(image.height / scale)))
    if image.width * image.height > _PIXELS:
        raise ValueError("more pixels than we decode")
    was_png = image.format == "PNG"
    image = ImageOps.exif_transpose(image)
    see_through = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    kind = "PNG" if was_png or see_through else "JPEG"
    image = image.convert("RGBA" if see_through else "RGB")
    image.thumbnail((_SIDE, _SIDE))
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    out = BytesIO()
    clean.save(out, kind, **({"quality": 85} if kind == "JPEG" else {}))
    return out.getvalue(), kind


def _draw_what_there_is(content: bytes) -> tuple[bytes, str]:
    """The same of a JPEG that was cut short on its way: what is missing is grey."""
    try:
        return _draw_anew(content)
    except OSError:
        if not content.startswith(b"\xff\xd8\xff"):
            raise
        return _draw_anew(content + _END_OF_JPEG)


def _kept_as_it_came(content: bytes) -> str:
    """The type of what we do not draw ourselves; '' for anything else."""
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"mif1", b"hevc", b"heim", b"msf1"):
        return "image/heic"
    return ""
