"""Keep attempts at quizzes"""

import sqlalchemy as sa
from alembic import op

from geoquiz.storage.db import Id, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the database to this version."""
    op.create_table(
        "quiz_attempts",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=36), nullable=False),
        sa.Column("spec", sa.JSON(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("hidden_keys", sa.Boolean(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=True),
        sa.Column("assignment_id", Id, nullable=True),
        sa.Column("handed_in_at", Instant(), nullable=True),
        sa.Column("points", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quiz_attempts_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id", "number"], ["study_sessions.user_id", "study_sessions.number"],
                                name=op.f("fk_quiz_attempts_user_id_number")),
        sa.PrimaryKeyConstraint("user_id", "number", name=op.f("pk_quiz_attempts")),
        sa.UniqueConstraint("user_id", "key", name=op.f("uq_quiz_attempts_user_id_key")),
    )
    op.create_index("ix_quiz_attempts_user_assignment", "quiz_attempts", ["user_id", "assignment_id"])
    op.create_table(
        "quiz_questions",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question_id", Id, nullable=False),
        sa.Column("question_revision_id", Id, nullable=False),
        sa.Column("bank_revision_id", Id, nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("marked", sa.Boolean(), nullable=False),
        sa.Column("answer_key", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_quiz_questions_user_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id", "number"], ["quiz_attempts.user_id", "quiz_attempts.number"],
                                name=op.f("fk_quiz_questions_user_id_number")),
        sa.ForeignKeyConstraint(["user_id", "answer_key"], ["answers.user_id", "answers.key"],
                                name=op.f("fk_quiz_questions_user_id_answer_key")),
        sa.ForeignKeyConstraint(["question_id"], ["questions.id"], name=op.f("fk_quiz_questions_question_id")),
        sa.ForeignKeyConstraint(["question_revision_id"], ["question_revisions.id"],
                                name=op.f("fk_quiz_questions_question_revision_id")),
        sa.ForeignKeyConstraint(["bank_revision_id"], ["bank_revisions.id"], name=op.f("fk_quiz_questions_bank_revision_id")),
        sa.PrimaryKeyConstraint("user_id", "number", "place", name=op.f("pk_quiz_questions")),
    )
    op.create_index("ix_quiz_questions_user_question", "quiz_questions", ["user_id", "question_id"])


def downgrade() -> None:
    """Take it back to the version before."""
    op.drop_table("quiz_questions")
    op.drop_table("quiz_attempts")
