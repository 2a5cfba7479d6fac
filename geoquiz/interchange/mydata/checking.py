"""Whether a package agrees with itself: every name is one that stands in it, and memory is what the log amounts to."""

import re
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from geoquiz.core.banks.model import BankHeader
from geoquiz.core.errors import ResponseError
from geoquiz.core.kinds import load_question
from geoquiz.core.question import Context, Question
from geoquiz.core.scheduling.memory import LogRow, Memory, Settings, State, fold, fuzz_seed, review
from geoquiz.core.scheduling.outlook import Rule
from geoquiz.core.scheduling.rating import Rating
from geoquiz.interchange.mydata.lines import (
    AccountLine,
    AnswerLine,
    AttemptLine,
    AttemptQuestionLine,
    BankLine,
    CardLine,
    FlagLine,
    Line,
    MemoryFields,
    OwnBankLine,
    OwnQuestionLine,
    QuestionLine,
    ReadyPlanLine,
    ReviewLine,
    RevisionLine,
    SessionLine,
    SettingsLine,
)
from geoquiz.interchange.mydata.package import DataFault, DataPackage, add_fault, file_of

# Bank, question and part.
CardName = tuple[str, str, str]
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")
_NEED_AN_ANSWER = ("review", "override")
# What arithmetic can raise of numbers that no server has ever stored.
_NONSENSE = (ArithmeticError, ValueError, TypeError, AssertionError)


@dataclass(slots=True)
class _Seen:
    """What has been read of a package so far, by the names under which later lines ask for it."""

    faults: list[str] = field(default_factory=list)
    handle: str = ""
    settings: dict[int, SettingsLine] = field(default_factory=dict)
    # What memory needs of the settings, by bank and version.
    versions: dict[str, dict[int, Settings]] = field(default_factory=dict)
    banks: set[str] = field(default_factory=set)
    kinds: dict[tuple[str, str], str] = field(default_factory=dict)
    revisions: dict[tuple[str, str, str], Question] = field(default_factory=dict)
    sessions: set[int] = field(default_factory=set)
    answers: dict[str, CardName] = field(default_factory=dict)
    # Answers in a quiz can be changed before it is handed in, and only the last one to a question has a review.
    changeable: set[str] = field(default_factory=set)
    reviewed: set[str] = field(default_factory=set)
    reviews: dict[int, CardName] = field(default_factory=dict)
    logs: dict[CardName, list[LogRow]] = field(default_factory=dict)
    cards: set[CardName] = field(default_factory=set)

    def fault(self, line: Line, number: int, sentence: str) -> None:
        """Note what is wrong with a line."""
        add_fault(self.faults, file_of(type(line)), number, sentence)


def check_data(package: DataPackage) -> None:
    """Raise DataFault, with a line for each thing that is wrong, for a package that no server has written.

    Afterwards every line can be stored as it is: what it names is there, every response can be shown, and each card's
    memory is, bit for bit, the fold of its reviews.
    """
    seen = _Seen()
    _check_account(package, seen)
    _check_own_banks(package, seen)
    _check_content(package, seen)
    # What follows leans on what came before, so faults there would only be told once more.
    if not seen.faults:
        _check_answers(package, seen)
    if not seen.faults:
        _check_reviews(package, seen)
    if not seen.faults:
        _check_cards(package, seen)
        _check_plan(package, seen)
        _check_quizzes(package, seen)
        _check_flags(package, seen)
    if seen.faults:
        raise DataFault(*seen.faults)


def _check_account(package: DataPackage, seen: _Seen) -> None:
    accounts = [line for _, line in package.lines(AccountLine, seen.faults)]
    seen.handle = accounts[0].handle if accounts else ""
    for number, line in package.lines(SettingsLine, seen.faults):
        if line.number != len(seen.settings) + 1:
            seen.fault(line, number, f"versions count up from 1, and this is {line.number}.")
        try:
            review(Memory(), Rating.GOOD, at=line.created_at, settings=settings_of(line), seed="")
        except _NONSENSE:
            seen.fault(line, number, "these weights and steps are none that FSRS can work with.")
        seen.settings[line.number] = line
    for name, there in (("account.jsonl", accounts), ("settings.jsonl", seen.settings)):
        if not there and not seen.faults:
            raise DataFault(f"{name} has no line: choose the zip that was downloaded from the settings.")


def settings_of(line: SettingsLine, bank: str = "") -> Settings:
    """Return what memory needs of a version of the settings, for the cards of a bank."""
    settings = Settings(tuple(line.weights), tuple(line.learning_steps), tuple(line.relearning_steps), line.desired_retention,
                        line.maximum_interval, line.zone, line.day_start)
    return replace(settings, desired_retention=line.retentions.get(bank, line.desired_retention))


def _check_own_banks(package: DataPackage, seen: _Seen) -> None:
    ids: dict[str, set[str]] = {}
    for number, bank in package.lines(OwnBankLine, seen.faults):
        owner, _, name = bank.bank.partition(".")
        if owner != seen.handle or not _ID.match(name):
            seen.fault(bank, number, f"the key {bank.bank!r} is not the user's handle, a dot and the id of a bank.")
        if bank.bank in ids:
            seen.fault(bank, number, f"the bank {bank.bank!r} stands there twice.")
        ids[bank.bank] = set()
        try:
            BankHeader.model_validate(bank.header)
        except ValidationError as error:
            seen.fault(bank, number, f"the header is none of a bank ({error.errors()[0]['msg']}).")
    for number, line in package.lines(OwnQuestionLine, seen.faults):
        question = _loaded(line, number, seen)
        if line.bank not in ids:
            seen.fault(line, number, f"there is no bank {line.bank!r} in own_banks.jsonl.")
        elif question is not None and question.id in ids[line.bank]:
            seen.fault(line, number, f"the question {_named(line.bank, question.id)} stands there twice.")
        elif question is not None:
            ids[line.bank].add(question.id)


def _loaded(line: OwnQuestionLine | RevisionLine, number: int, seen: _Seen) -> Question | None:
    """Return the question of a line; None, with the fault told, where its content is none."""
    try:
        return load_question(line.content)
    except (ValidationError, KeyError) as error:
        said = error.errors()[0]["msg"] if isinstance(error, ValidationError) else "there is no such type"
        seen.fault(line, number, f"the content is no question ({said}).")
        return None


def _check_content(package: DataPackage, seen: _Seen) -> None:
    for number, bank in package.lines(BankLine, seen.faults):
        if bank.bank in seen.banks:
            seen.fault(bank, number, f"the bank {bank.bank!r} stands there twice.")
        seen.banks.add(bank.bank)
    for number, question in package.lines(QuestionLine, seen.faults):
        name = (question.bank, question.question)
        if question.bank not in seen.banks:
            seen.fault(question, number, f"there is no bank {question.bank!r} in banks.jsonl.")
        if name in seen.kinds:
            seen.fault(question, number, f"the question {_named(*name)} stands there twice.")
        seen.kinds[name] = question.kind
    for number, revision in package.lines(RevisionLine, seen.faults):
        _check_revision(revision, number, seen)


def _check_revision(line: RevisionLine, number: int, seen: _Seen) -> None:
    name = (line.bank, line.question)
    if name not in seen.kinds:
        seen.fault(line, number, f"there is no question {_named(*name)} in questions.jsonl.")
        return
    question = _loaded(line, number, seen)
    if question is None:
        return
    if (question.id, question.kind) != (line.question, seen.kinds[name]):
        seen.fault(line, number, f"the content is a {question.kind} {question.id!r}, not the {seen.kinds[name]} {line.question!r}.")
    if (*name, line.revision) in seen.revisions:
        seen.fault(line, number, f"this revision of {_named(*name)} stands there twice.")
    seen.revisions[*name, line.revision] = question


def _check_answers(package: DataPackage, seen: _Seen) -> None:
    for number, line in package.lines(SessionLine, seen.faults):
        if line.number in seen.sessions:
            seen.fault(line, number, f"the session {line.number} stands there twice.")
        seen.sessions.add(line.number)
        if line.bank is not None and line.bank not in seen.banks:
            seen.fault(line, number, f"there is no bank {line.bank!r} in banks.jsonl.")
        for bank, question, _ in line.cards or ():
            if (bank, question) not in seen.kinds:
                seen.fault(line, number, f"there is no question {_named(bank, question)} in questions.jsonl.")
    for number, answer in package.lines(AnswerLine, seen.faults):
        if answer.key in seen.answers:
            seen.fault(answer, number, f"the answer {answer.key!r} stands there twice.")
        seen.answers[answer.key] = (answer.bank, answer.question, answer.part)
        seen.changeable.update({answer.key} if answer.mode == "quiz" else ())
        if answer.session is not None and answer.session not in seen.sessions:
            seen.fault(answer, number, f"there is no session {answer.session} in sessions.jsonl.")
        sentence = _what_is_wrong_with(answer, seen.revisions.get((answer.bank, answer.question, answer.revision)))
        if sentence:
            seen.fault(answer, number, sentence)


def _what_is_wrong_with(answer: AnswerLine, question: Question | None) -> str:
    """Return why an answer could not be shown again under the question that it was given to, or ""."""
    if question is None:
        return f"there is no revision of {_named(answer.bank, answer.question)} in revisions.jsonl with this digest."
    if answer.part not in question.parts():
        return f"{_named(answer.bank, answer.question)} has no part {answer.part!r}."
    try:
        if not answer.gave_up:
            question.grade(tuple(answer.response), Context(), answer.part)
    except ResponseError:
        return f"the response {str(answer.response)[:60]} is none that this question can be given."
    return ""


def _check_reviews(package: DataPackage, seen: _Seen) -> None:
    last = 0
    for number, line in package.lines(ReviewLine, seen.faults):
        card = (line.bank, line.question, line.part)
        if line.id <= last:
            seen.fault(line, number, f"the ids count up, and {line.id} comes after {last}.")
        last = max(last, line.id)
        sentence = _what_it_misses(line, card, seen)
        if sentence:
            seen.fault(line, number, sentence)
            continue
        if line.cause == "review" and line.answer is not None:
            seen.reviewed.add(line.answer)
        seen.reviews[line.id] = card
        seen.logs.setdefault(card, []).append(log_row(line))
    unreviewed = sorted(seen.answers.keys() - seen.reviewed - seen.changeable)
    if unreviewed and not seen.faults:
        raise DataFault(f"There is no review of the answer {unreviewed[0]!r} in reviews.jsonl.")


def _what_it_misses(line: ReviewLine, card: CardName, seen: _Seen) -> str:
    """Return what a review needs and does not have, or ""."""
    faults = (
        (card[:2] not in seen.kinds, f"there is no question {_named(*card[:2])} in questions.jsonl."),
        (line.settings not in seen.settings, f"there is no version {line.settings} in settings.jsonl."),
        (line.answer is not None and seen.answers.get(line.answer) != card,
         f"there is no answer {line.answer!r} to this part in answers.jsonl."),
        (line.cause == "review" and line.answer in seen.reviewed, f"the answer {line.answer!r} has a review already."),
        (line.voids is not None and seen.reviews.get(line.voids) != card, f"there is no review {line.voids} of this card above."),
        (line.cause in _NEED_AN_ANSWER and (line.rating is None or line.answer is None),
         f"a row of the cause {line.cause!r} names an answer and has a rating."),
        (line.cause == "import" and line.rating is None and (line.imported is None or line.imported.memory is None),
         "an imported row has a rating, or the memory that the card came with."),
    )
    return next((sentence for is_wrong, sentence in faults if is_wrong), "")


def log_row(line: ReviewLine) -> LogRow:
    """Return a line as the fold needs it."""
    arrived = line.imported.memory if line.imported else None
    return LogRow(line.id, line.part, line.cause, line.answered_at, line.received_at, line.settings,
                  Rating(line.rating) if line.rating else None, line.moves_memory, line.voids,
                  arrived=memory_of(arrived) if arrived else None, chosen_due=line.chosen_due)


def memory_of(fields: MemoryFields) -> Memory:
    """Return the memory that a card has."""
    values = {name: getattr(fields, name) for name in MemoryFields.model_fields}
    return Memory(**values | {"state": State(fields.state)})


def _check_cards(package: DataPackage, seen: _Seen) -> None:
    for number, line in package.lines(CardLine, seen.faults):
        card = (line.bank, line.question, line.part)
        if card in seen.cards:
            seen.fault(line, number, f"the card {_named(*card)} stands there twice.")
        if card[:2] not in seen.kinds:
            seen.fault(line, number, f"there is no question {_named(*card[:2])} in questions.jsonl.")
        elif _folded(card, seen) != memory_of(line):
            seen.fault(line, number, f"the memory of {_named(*card)} is not what its reviews amount to.")
        seen.cards.add(card)
    for card in sorted(seen.logs.keys() - seen.cards):
        if _folded(card, seen) != Memory():
            raise DataFault(*seen.faults, f"There is no card {_named(*card)} in cards.jsonl, though it was reviewed.")


def _check_plan(package: DataPackage, seen: _Seen) -> None:
    first, banks = None, set()
    for number, line in package.lines(ReadyPlanLine, seen.faults):
        numbers = line.model_dump(exclude={"bank"})
        first = first or numbers
        if line.bank not in seen.banks:
            seen.fault(line, number, f"there is no bank {line.bank!r} in banks.jsonl.")
        if line.bank in banks:
            seen.fault(line, number, f"the bank {line.bank!r} stands there twice.")
        if numbers != first:
            seen.fault(line, number, "all banks of a plan have the same numbers.")
        try:
            Rule(line.day, line.retention, line.enough, line.last_days, tuple(line.weights)).next_day(1, line.made_on,
                                                                                                      today=line.made_on, place=0)
        except _NONSENSE:
            seen.fault(line, number, "these weights are none that FSRS can work with.")
        banks.add(line.bank)


def _check_quizzes(package: DataPackage, seen: _Seen) -> None:
    attempts, places = set(), set()
    for number, line in package.lines(AttemptLine, seen.faults):
        if line.number not in seen.sessions:
            seen.fault(line, number, f"there is no session {line.number} in sessions.jsonl.")
        if line.number in attempts:
            seen.fault(line, number, f"the attempt {line.number} stands there twice.")
        attempts.add(line.number)
    for number, asked in package.lines(AttemptQuestionLine, seen.faults):
        question = seen.revisions.get((asked.bank, asked.question, asked.revision))
        if asked.number not in attempts:
            seen.fault(asked, number, f"there is no attempt {asked.number} in attempts.jsonl.")
        elif (asked.number, asked.place) in places:
            seen.fault(asked, number, f"the place {asked.place} of the attempt {asked.number} stands there twice.")
        elif question is None:
            seen.fault(asked, number, f"there is no revision of {_named(asked.bank, asked.question)} with this digest.")
        elif asked.part not in question.parts():
            seen.fault(asked, number, f"{_named(asked.bank, asked.question)} has no part {asked.part!r}.")
        elif asked.answer is not None and seen.answers.get(asked.answer) != (asked.bank, asked.question, asked.part):
            seen.fault(asked, number, f"there is no answer {asked.answer!r} to this part in answers.jsonl.")
        places.add((asked.number, asked.place))


def _check_flags(package: DataPackage, seen: _Seen) -> None:
    last = 0
    open_ones: set[tuple[str, str]] = set()
    for number, line in package.lines(FlagLine, seen.faults):
        name = (line.bank, line.question)
        if line.number <= last:
            seen.fault(line, number, f"the numbers count up, and {line.number} comes after {last}.")
        if name not in seen.kinds:
            seen.fault(line, number, f"there is no question {_named(*name)} in questions.jsonl.")
        if line.answer is not None and seen.answers.get(line.answer, ())[:2] != name:
            seen.fault(line, number, f"there is no answer {line.answer!r} to this question in answers.jsonl.")
        if (line.resolved_at is None) is not (line.resolution is None):
            seen.fault(line, number, "a report has both what became of it and when, or neither.")
        if line.resolved_at is None and name in open_ones:
            seen.fault(line, number, f"there is another open report of {_named(*name)} above.")
        last = max(last, line.number)
        open_ones.update({name} if line.resolved_at is None else ())


def _folded(card: CardName, seen: _Seen) -> Memory | None:
    """Return what the log of a card amounts to; None where that cannot be worked out."""
    if card[0] not in seen.versions:
        seen.versions[card[0]] = {number: settings_of(line, card[0]) for number, line in seen.settings.items()}
    try:
        return fold(seen.logs.get(card, ()), seen.versions[card[0]], fuzz_seed(seen.handle, *card))
    except _NONSENSE:
        return None


def _named(*names: str) -> str:
    return repr("/".join(names))
