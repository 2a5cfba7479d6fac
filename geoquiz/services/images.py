"""Pictures for the questions of a bank: checked before they are decoded, drawn anew without what else a file carries."""

import hashlib
import warnings
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image as Pillow
from PIL import ImageOps, UnidentifiedImageError

from geoquiz.core.errors import GeoquizError, NotFound
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import authoring, images
from geoquiz.storage.queries.authoring import OwnBank
from geoquiz.storage.queries.images import Image

# Of a file as it is sent, of all pictures of a bank as they are kept, and of a picture's area before it is decoded.
MAX_BYTES = 8 * 1024 * 1024
MAX_BANK_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 40_000_000
# No screen shows more of a question.
LONGEST_SIDE = 1600
LONGEST_ALT = 500
# How each format that is taken is written.
_OPTIONS: dict[str, dict[str, Any]] = {
    "PNG": {"optimize": True}, "JPEG": {"quality": 85, "optimize": True}, "WEBP": {"quality": 85}}


def show(session: Database, user_id: int, key: str) -> tuple[OwnBank, list[Image]]:
    """Return a bank with its pictures; raise NotFound where the user may edit no such bank."""
    bank = authoring.editable_bank(session, key, user_id)
    return bank, images.images_of(session, bank.id)


def image(session: Database, key: str, digest: str, viewer: int | None) -> Image:
    """Return a picture; raise NotFound where ``viewer`` may see no such bank, or it has no such picture."""
    found = images.image_of(session, key, digest, viewer)
    if found is None:
        raise NotFound("There is no such picture.")
    return found


def add(session: Database, user_id: int, key: str, data: bytes, alt: str, *, now: datetime) -> Image:
    """Keep a picture for a bank, and return it as it is kept.

    Raises NotFound as `show` does, and GeoquizError for what is no picture, is too large, or has no words for those who cannot
    see it.
    """
    alt = " ".join(alt.translate({ord("["): "(", ord("]"): ")"}).split())
    if not alt or len(alt) > LONGEST_ALT:
        raise GeoquizError(f"Say in words what the picture shows, in at most {LONGEST_ALT} characters: some hear it instead.")
    authoring.editable_bank(session, key, user_id)  # Decoding takes a while: not for strangers.
    found = _drawn_anew(data, alt)
    begin_write(session)
    try:
        bank = authoring.editable_bank(session, key, user_id)
        if images.bytes_of(session, bank.id) + len(found.data) > MAX_BANK_BYTES:
            raise GeoquizError(f"The pictures of this bank would have more than {MAX_BANK_BYTES // 2**20} MiB together.")
        images.add_image(session, bank.id, found, now)
        session.commit()
    finally:
        session.rollback()
    return found


def _drawn_anew(data: bytes, alt: str) -> Image:
    """Return a picture of the same pixels alone: upright, at most `LONGEST_SIDE` long, without metadata."""
    if len(data) > MAX_BYTES:
        raise GeoquizError(f"The picture has more than {MAX_BYTES // 2**20} MiB: make it smaller.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)  # Our own limit is lower.
            with Pillow.open(BytesIO(data), formats=tuple(_OPTIONS)) as picture:
                width, height = picture.size
                if width * height > MAX_PIXELS:
                    raise GeoquizError(f"The picture has {width:,} × {height:,} pixels: at most {MAX_PIXELS:,} in all are taken.")
                kind = picture.format or ""
                drawn = ImageOps.exif_transpose(picture)
                drawn.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _encoded(drawn, kind, alt)
    except UnidentifiedImageError as error:
        raise GeoquizError("This is no picture of a kind that is taken: send a PNG, JPEG or WebP file.") from error
    except (OSError, ValueError, SyntaxError) as error:
        raise GeoquizError("The picture cannot be read to its end: save it anew, and send it again.") from error


def _encoded(drawn: Pillow.Image, kind: str, alt: str) -> Image:
    has_alpha = "A" in drawn.getbands() or "transparency" in drawn.info
    plain = drawn.convert("RGBA" if has_alpha and kind != "JPEG" else "RGB")
    target = BytesIO()
    Pillow.frombytes(plain.mode, plain.size, plain.tobytes()).save(target, kind, **_OPTIONS[kind])
    data = target.getvalue()
    return Image(hashlib.sha256(data).hexdigest(), f"image/{kind.lower()}", plain.width, plain.height, alt, data)
