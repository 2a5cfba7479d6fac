"""The tables. Content (banks) and memory (learning) have separate writers."""

from geoquiz.storage.models.accounts import LoginSession, SettingsVersion, User
from geoquiz.storage.models.authoring import BankClassShare, BankDraft, BankImage, BankShare, BankVersion
from geoquiz.storage.models.banks import Bank, BankRevision, Part, Question, QuestionRevision
from geoquiz.storage.models.classes import (
    Announcement,
    Assignment,
    AssignmentBank,
    AssignmentQuestion,
    CalendarFeed,
    ClassLink,
    Classroom,
    Membership,
)
from geoquiz.storage.models.flags import Flag
from geoquiz.storage.models.learning import Answer, Card, ReadyPlan, Review, StudySession
from geoquiz.storage.models.progress import StudyDay, SummedLog
from geoquiz.storage.models.quizzes import QuizAttempt, QuizQuestion
from geoquiz.storage.models.rounds import Round
from geoquiz.storage.models.tallies import Tally
from geoquiz.storage.models.trust import AuditRow, Authenticator, KnownDevice, RecoveryCode, ResetLink, Tries
from geoquiz.storage.models.uploads import Upload
from geoquiz.storage.models.works import Work

__all__ = [
    "Announcement", "Answer", "Assignment", "AssignmentBank", "AssignmentQuestion", "AuditRow", "Authenticator", "Bank",
    "BankClassShare", "BankDraft", "BankImage", "BankRevision", "BankShare", "BankVersion", "CalendarFeed", "Card",
    "ClassLink", "Classroom", "Flag", "KnownDevice", "LoginSession", "Membership", "Part", "Question", "QuestionRevision",
    "QuizAttempt", "QuizQuestion", "ReadyPlan", "RecoveryCode", "ResetLink", "Review", "Round", "SettingsVersion", "StudyDay",
    "StudySession", "SummedLog", "Tally", "Tries", "Upload", "User", "Work",
]
