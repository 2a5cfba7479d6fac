"""`geoquiz demo`: a made-up class, or a whole school, to look at and to measure with."""

import json
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

import click
from sqlalchemy.orm import Session

from geoquiz import passwords
from geoquiz.cli.faults import tells_faults
from geoquiz.cli.session import open_session
from geoquiz.core import madeup
from geoquiz.core.banks.parse import parse_bank
from geoquiz.core.scheduling.calendar import zone_names
from geoquiz.services import banks, demo
from geoquiz.services.demo import Made, School, Taught

SCHOOL = School(classes=60, students=2_000, reviews=2_000_000)
BANKS = 100


@click.command("demo")
@click.option("--days", type=click.IntRange(1, 3650), default=365, show_default=True, help="How long the class has studied.")
@click.option("--students", type=click.IntRange(1, 20_000), help="How many they are.  [default: 30, of a school 2,000]")
@click.option("--school", is_flag=True, help="Make a school instead of a class, with banks of its own.")
@click.option("--classes", type=click.IntRange(1, demo.MOST_CLASSES), help="Of a school: how many classes.  [default: 60]")
@click.option("--banks", "bank_count", type=click.IntRange(1, 999), help="Of a school: how many banks.  [default: 100]")
@click.option("--reviews", type=click.IntRange(1, 100_000_000),
              help="Of a school: about how many answers in all.  [default: 2,000,000]")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number is another class.")
@click.option("--zone", default="UTC", show_default=True, metavar="ZONE", help="Time zone, such as Europe/Berlin.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@tells_faults
def command(days: int, students: int | None, school: bool, classes: int | None, bank_count: int | None, reviews: int | None,
            seed: int, zone: str, as_json: bool) -> None:
    """Make up a class that has studied the banks here, and its teacher; not where real people study."""
    if zone not in zone_names():
        raise click.UsageError(f"There is no time zone {zone!r}: write one such as Europe/Berlin or UTC.")
    size = _size(students, classes, bank_count, reviews, school=school)
    password, started, now = passwords.temporary(), time.perf_counter(), datetime.now(UTC)
    with open_session() as session:
        if school:
            made = _school(session, size, bank_count or BANKS, seed, password, zone, now, quiet=as_json)
        else:
            made = [_class(session, days, students or 30, seed, password, zone, now, quiet=as_json)]
    _tell(made, password, time.perf_counter() - started, as_json=as_json, school=school)


def _size(students: int | None, classes: int | None, bank_count: int | None, reviews: int | None, *, school: bool) -> School:
    """Return how large the school is; raise UsageError for what no school or class can be."""
    size = School(classes or SCHOOL.classes, students or SCHOOL.students, reviews or SCHOOL.reviews)
    most = demo.MOST_STUDENTS * (size.classes if school else 1)
    for is_wrong, sentence in (
        (not school and (classes or bank_count or reviews),
         "--classes, --banks and --reviews say how large a school is: add --school."),
        ((size.students if school else students or 0) > most,
         f"A class has at most {demo.MOST_STUDENTS} students: give at most {most:,}{', or more classes' if school else ''}."),
        (school and size.students < size.classes, f"There are fewer students ({size.students}) than classes ({size.classes})."),
    ):
        if is_wrong:
            raise click.UsageError(sentence)
    return size


def _class(session: Session, days: int, students: int, seed: int, password: str, zone: str, now: datetime, *, quiet: bool
           ) -> Taught:
    def tell(made: Made) -> None:
        if not quiet:
            click.echo(f"{made.name:<16}{made.answers:>8,} answers")

    made = demo.make_class(session, days=days, students=students, seed=seed, password=password, now=now, zone=zone, tell=tell)
    return demo.teach(session, made, days=days, password=password, now=now, zone=zone)


def _school(session: Session, size: School, bank_count: int, seed: int, password: str, zone: str, now: datetime, *, quiet: bool
            ) -> list[Taught]:
    def tell(made: Taught) -> None:
        if not quiet:
            click.echo(f"{made.name:<16}{len(made.students):>5} students{made.answers:>10,} answers   {made.teacher}")

    for number in range(bank_count):
        banks.apply(session, parse_bank(madeup.bank_file(number), f"{madeup.key_of(number)}.yaml"), now=now - timedelta(days=3650))
    return demo.make_school(session, size, [madeup.key_of(number) for number in range(bank_count)], seed=seed, password=password,
                            now=now, zone=zone, tell=tell)


def _tell(made: list[Taught], password: str, seconds: float, *, as_json: bool, school: bool) -> None:
    answers = sum(room.answers for room in made)
    if as_json:
        click.echo(json.dumps({
            "password": password, "answers": answers, "seconds": round(seconds, 1),
            "classes": [{"key": room.key, "name": room.name, "teacher": room.teacher, "answers": room.answers} for room in made],
            "learners": [asdict(one) for room in made for one in room.students]}, indent=2))
        return
    people = "Teachers and students" if school else f"The teacher, {made[0].teacher!r}, and the students"
    click.echo(f"{answers:,} answers in {seconds:.0f} s, {answers / seconds:,.0f} a second.\n"
               + ("" if school else f"Their class is {made[0].name!r}, at /classes/{made[0].key}.\n")
               + f"{people} log in with the password: {password}")
