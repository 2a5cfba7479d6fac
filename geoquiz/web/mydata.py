"""All that the server keeps of a member, to take along."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from geoquiz.services import mydata
from geoquiz.storage.db import db
from geoquiz.web.access import learner, member_required
from geoquiz.web.files import send_written

bp = Blueprint("mydata", __name__)


@bp.get("/settings/data")
@member_required
def download() -> ResponseReturnValue:
    """Hand the member everything that is kept of them, as a zip of JSON lines."""
    user_id = learner().id
    return send_written(lambda target: mydata.write(db.session, user_id, target), "geoquiz-my-data.zip", "application/zip")
