"""Rounds: what can be played with a bank, and keeping what came of it."""

from dataclasses import dataclass
from datetime import datetime

from geoquiz.core import rounds as games
from geoquiz.core.errors import Conflict, NotFound
from geoquiz.core.rounds import Pair
from geoquiz.storage.db import Database, begin_write
from geoquiz.storage.queries import accounts, banks, rounds, withheld
from geoquiz.storage.queries.banks import BankRow


@dataclass(frozen=True, slots=True)
class Table:
    """A bank with the pairs that can be played with now, and the learner's own (times played, best score) by game."""

    bank: BankRow
    pairs: tuple[Pair, ...]
    bests: dict[str, tuple[int, int]]

    @property
    def is_enough(self) -> bool:
        """Whether there are pairs enough for a round."""
        return len(self.pairs) >= games.CHOICES


def table(session: Database, user_id: int, bank_key: str, *, now: datetime) -> Table:
    """Return what a learner can play with a bank; raise NotFound where it is not theirs to see.

    Questions of a quiz whose keys are hidden from the learner are left out.
    """
    bank = banks.find_bank(session, bank_key, user_id)
    if bank is None:
        raise NotFound(f"There is no bank {bank_key!r} here.")
    hidden = withheld.questions(session, user_id, now)
    pairs = games.pairs_of(row.question for row in banks.questions_of(session, bank.id)
                           if not row.retired and row.id not in hidden)
    return Table(bank, pairs, rounds.bests(session, user_id, bank.id))


def keep(session: Database, user_id: int, key: str, bank_id: int, game: str, score: int, mistakes: int, *, now: datetime) -> None:
    """Store a finished round, in one transaction; the same key again is the same round."""
    begin_write(session)
    try:
        if accounts.lock(session, user_id) is None:
            raise NotFound("This account is no longer here.")
        stored = rounds.of_key(session, user_id, key)
        if stored is None:
            rounds.add(session, user_id, key, bank_id, game, score, mistakes, now)
            session.commit()
        elif stored[0] != game:
            raise Conflict("This round is over already, and was another game.")
    finally:
        session.rollback()
