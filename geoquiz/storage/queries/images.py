"""The pictures of banks, under the digest of their bytes."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, literal, select

from geoquiz.storage.db import Database
from geoquiz.storage.models import Bank, BankImage
from geoquiz.storage.queries.visibility import editable_by, visible_to


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as it is sent to browsers."""

    digest: str
    mimetype: str
    width: int
    height: int
    alt: str
    data: bytes


def add_image(session: Database, bank_id: int, image: Image, now: datetime) -> None:
    """Insert a picture, unless the bank has it already."""
    known = select(BankImage.digest).where(BankImage.bank_id == bank_id, BankImage.digest == image.digest)
    if session.execute(known).scalar_one_or_none() is None:
        session.execute(insert(BankImage).values(
            bank_id=bank_id, digest=image.digest, mimetype=image.mimetype, width=image.width, height=image.height, alt=image.alt,
            data=image.data, created_at=now))


def image_of(session: Database, key: str, digest: str, viewer: int | None) -> Image | None:
    """Return a picture of a bank that the user ``viewer`` may see or edit; by the primary key."""
    allowed = visible_to(viewer) if viewer is None else visible_to(viewer) | editable_by(viewer)
    row = session.execute(
        select(BankImage.digest, BankImage.mimetype, BankImage.width, BankImage.height, BankImage.alt, BankImage.data)
        .join(Bank, Bank.id == BankImage.bank_id).where(Bank.key == key, BankImage.digest == digest, allowed)).one_or_none()
    return Image(*row) if row else None


def images_of(session: Database, bank_id: int) -> list[Image]:
    """Return a bank's pictures without their bytes, the newest first."""
    statement = (select(BankImage.digest, BankImage.mimetype, BankImage.width, BankImage.height, BankImage.alt)
                 .where(BankImage.bank_id == bank_id).order_by(BankImage.created_at.desc(), BankImage.digest))
    return [Image(*row, b"") for row in session.execute(statement)]


def bytes_of(session: Database, bank_id: int) -> int:
    """Return how many bytes the pictures of a bank have together."""
    total = select(func.coalesce(func.sum(func.length(BankImage.data)), 0)).where(BankImage.bank_id == bank_id)
    return int(session.execute(total).scalar_one())


def copy_images(session: Database, source_id: int, target_id: int) -> None:
    """Give a bank the pictures of another."""
    names = ["digest", "mimetype", "width", "height", "alt", "data", "created_at"]
    rows = select(literal(target_id), *(getattr(BankImage, name) for name in names)).where(BankImage.bank_id == source_id)
    session.execute(insert(BankImage).from_select(["bank_id", *names], rows))
