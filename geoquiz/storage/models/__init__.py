"""The tables. Content (banks) and memory (learning) have separate writers."""

from geoquiz.storage.models.accounts import LoginSession, SettingsVersion, User
from geoquiz.storage.models.banks import Bank, BankRevision, Part, Question, QuestionRevision
from geoquiz.storage.models.learning import Answer, Card, ReadyPlan, Review, StudySession
from geoquiz.storage.models.uploads import Upload

__all__ = [
    "Answer", "Bank", "BankRevision", "Card", "LoginSession", "Part", "Question", "QuestionRevision", "ReadyPlan", "Review",
    "SettingsVersion", "StudySession", "Upload", "User",
]
