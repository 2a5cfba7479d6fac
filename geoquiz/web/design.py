"""The living page of all components, for whoever works on the look; there is none but where the app runs in debug."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectChoice, SelectField, StringField  # type: ignore[attr-defined]  # The stubs know 3.2, which had no SelectChoice.

from geoquiz.web.charts import Bar, bar_chart

bp = Blueprint("design", __name__)

COLOURS = ("page", "panel", "sunken", "text", "muted", "line", "control", "accent", "accent-strong", "accent-soft", "on-accent",
           "right", "right-soft", "wrong", "wrong-soft", "almost", "almost-soft")
SIZES = ("3xl", "2xl", "xl", "l", "m", "s", "xs")


class SpecimenForm(FlaskForm):  # type: ignore[misc]  # flask-wtf has no types.
    """One field of each sort; the first has a mistake."""

    name = StringField("A field with a mistake", description="The help stands between label and box.")
    password = PasswordField("A password")
    choice = SelectField("A choice", choices=[SelectChoice("one", "One"), SelectChoice("two", "Two")])


@bp.get("/design")
def index() -> ResponseReturnValue:
    """Show every component in every state."""
    form: Any = SpecimenForm(None)
    form.name.errors = ["This sentence says what is wrong and what would be right."]
    chart = bar_chart([Bar("Mon", 3), Bar("Tue", 8), Bar("Wed", 5)], key="specimen", title="A bar chart",
                      description="3 on Monday, 8 on Tuesday, 5 on Wednesday.")
    return render_template("design.html", form=form, colours=COLOURS, sizes=SIZES, chart=chart)
