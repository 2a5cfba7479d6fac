"""What docs/scaling.md says of the tables is so: the catalogue of a real PostgreSQL is asked with the page's own statement."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from geoquiz import resources
from geoquiz.storage.db import Model

ROOT = resources.checkout()
assert ROOT is not None  # The tests run from a checkout.


def spread_by_user() -> set[str]:
    """Return the tables whose primary key begins with the user."""
    return {name for name, table in Model.metadata.tables.items() if next(iter(table.primary_key.columns)).name == "user_id"}


@pytest.mark.only_on("postgresql")
def test_the_statement_of_the_page_finds_the_tables_to_spread(session: Session) -> None:
    page = (ROOT / "docs" / "scaling.md").read_text("utf-8")
    statement = re.search(r"```sql\n-- The tables to spread\n(.*?);\n```", page, re.DOTALL)
    assert statement
    assert set(session.scalars(text(statement[1]))) == spread_by_user()
    assert {"answers", "cards", "reviews", "study_sessions", "sessions", "settings_versions"} <= spread_by_user()


def test_links_between_spread_tables_lead_to_the_same_user() -> None:
    for name in spread_by_user():
        for link in Model.metadata.tables[name].foreign_key_constraints:
            target = link.referred_table.name
            pairs = {(element.parent.name, element.column.name) for element in link.elements}
            if target in spread_by_user():
                assert ("user_id", "user_id") in pairs, f"{name} → {target}"
            elif target == "users":
                assert pairs == {("user_id", "id")}, f"{name} → users"
