"""Photos lose the place where they were taken, and nothing that is sent can hurt."""

from io import BytesIO

import pytest
from PIL import Image

from channels.web import photos


def jpeg_with_position(size: tuple[int, int] = (400, 300), turned: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x010F] = "A camera maker"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N", (51.0, 30.0, 0.0)
    gps[3], gps[4] = "W", (0.0, 7.0, 0.0)
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif, comment=b"taken at home")
    return out.getvalue()


def test_position_maker_and_comment_are_left_behind() -> None:
    before = jpeg_with_position()
    assert Image.open(BytesIO(before)).getexif().get_ifd(0x8825)
    photo = photos.take_in("leak.JPG", before)
    assert (photo.name, photo.content_type, photo.shown) == ("leak.jpg", "image/jpeg", True)
    after = Image.open(BytesIO(photo.content))
    assert not after.getexif()
    assert b"camera maker" not in photo.content
    assert b"taken at home" not in photo.content


def test_a_photo_taken_sideways_is_put_upright() -> None:
    photo = photos.take_in("a.jpg", jpeg_with_position((400, 300), turned=6))
    assert Image.open(BytesIO(photo.content)).size == (300, 400)


def test_a_large_photo_is_made_smaller() -> None:
    photo = photos.take_in("a.jpg", jpeg_with_position((6000, 4500)))  # 27 Mpx: decoded at half its size
    assert Image.open(BytesIO(photo.content)).size == (2560, 1920)


def test_a_png_keeps_what_is_clear_and_loses_its_text() -> None:
    from PIL.PngImagePlugin import PngInfo

    notes = PngInfo()
    notes.add_text("Location", "12 Mill Lane")
    out = BytesIO()
    Image.new("RGBA", (20, 20), (255, 0, 0, 0)).save(out, "PNG", pnginfo=notes)
    photo = photos.take_in("plan.png", out.getvalue())
    after = Image.open(BytesIO(photo.content))
    assert (after.mode, photo.content_type) == ("RGBA", "image/png")
    assert b"Mill Lane" not in photo.content


def test_a_bomb_is_not_decoded() -> None:
    out = BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(photos.NotAPhoto):
        photos.take_in("bomb.png", out.getvalue())


def jpeg_in_scans(more: int) -> bytes:
    """A progressive photo of 25 Mpx that draws its last scan again and again: a few bytes each, and minutes of work."""
    out = BytesIO()
    Image.new("L", (5000, 5000), 128).save(out, "JPEG", progressive=True)
    content = out.getvalue()
    scan = content[content.rfind(b"\xff\xc4") : content.rfind(b"\xff\xd9")]
    return content[:-2] + scan * more + content[-2:]


def test_a_photo_drawn_over_and_over_is_not_decoded() -> None:
    assert photos.take_in("a.jpg", jpeg_in_scans(0)).shown
    with pytest.raises(photos.NotAPhoto):
        photos.take_in("a.jpg", jpeg_in_scans(60))


def test_a_photo_cut_short_keeps_what_can_be_seen_and_no_place() -> None:
    whole = jpeg_with_position((1200, 900))
    photo = photos.take_in("leak.jpg", whole[: len(whole) * 2 // 3])
    after = Image.open(BytesIO(photo.content))
    assert (photo.shown, after.size, dict(after.getexif())) == (True, (1200, 900), {})
    assert b"camera maker" not in photo.content


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("plan.pdf", b"%PDF-1.4 anything", "application/pdf"),
        ("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0", "image/heic"),
        ("photo.jpg", b"%PDF-1.4 anything", "application/pdf"),
    ],
)
def test_what_is_not_drawn_is_kept_to_be_downloaded(name: str, content: bytes, kind: str) -> None:
    photo = photos.take_in(name, content)
    assert (photo.content_type, photo.content, photo.shown) == (kind, content, False)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.jpg", jpeg_with_position()[:200]),
        ("p.jpg", b"MZ\x90\x00 a program"),
        ("page.png", b"<html><script>alert(1)</script>"),
        ("gif.jpg", b"GIF89a" + b"\0" * 40),
        ("one.webp", b"RIFF\xff\xff\xff\xffWEBPVP8 "),
        ("plan.pdf", b"<html>"),
    ],
)
def test_a_name_makes_no_photo(name: str, content: bytes) -> None:
    with pytest.raises(photos.NotAPhoto):
        photos.take_in(name, content)


@pytest.mark.parametrize("name", ["run.exe", "photo", "page.html", "x.svg", "", "jpg"])
def test_other_kinds_are_not_taken(name: str) -> None:
    with pytest.raises(photos.NotAPhoto):
        photos.take_in(name, b"anything")


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd.jpg", "passwd.jpg"),
        ("C:\\photos\\leak.jpg", "leak.jpg"),
        ('a"b\r\nSet-Cookie: x.jpg', "abSet-Cookie x.jpg"),
        ("gpj.\u202egpj.exe", "gpj.gpj.exe"),
        ("n" * 200 + ".jpg", "n" * 76 + ".jpg"),
        (" . ", "photo"),
    ],
)
def test_names_lead_nowhere(name: str, clean: str) -> None:
    assert photos.file_name(name) == clean
