"""Alembic's entry: runs migrations on the connection that geoquiz.storage.migrate hands over."""

from alembic import context

from geoquiz.storage import models  # noqa: F401  # Importing the models fills the metadata.
from geoquiz.storage.db import Model

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    compare_type=True,
    user_module_prefix="geoquiz.storage.db.",
)
with context.begin_transaction():
    context.run_migrations()
