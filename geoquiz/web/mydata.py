"""All that the server keeps of a member, to take along."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue

from geoquiz.core.stages import OnStage
from geoquiz.services import audit, mydata
from geoquiz.services.works import Made
from geoquiz.storage.db import Database, db
from geoquiz.storage.queries.works import MadeFile
from geoquiz.web import works
from geoquiz.web.access import learner, member_required
from geoquiz.web.clock import utc_now
from geoquiz.web.files import send_written

bp = Blueprint("mydata", __name__)

_NAME, _TYPE = "geoquiz-my-data.zip", "application/zip"


@bp.get("/settings/data")
@member_required
def download() -> ResponseReturnValue:
    """Hand the member everything that is kept of them, as a zip of JSON lines."""
    user_id = learner().id
    audit.note(db.session, "data exported", learner().name or "", now=utc_now())
    if mydata.is_large(db.session, user_id):
        return works.start("my data", {})
    return send_written(lambda target: mydata.write(db.session, user_id, target, now=utc_now()), _NAME, _TYPE)


def _make(session: Database, user_id: int, _asked: Mapping[str, Any], on_stage: OnStage) -> Made:
    """Write much data, beside the page."""
    target = BytesIO()
    mydata.write(session, user_id, target, now=utc_now(), on_stage=on_stage)
    return Made({}, MadeFile(_NAME, _TYPE, target.getvalue()))


works.KINDS["my data"] = works.Kind("Writing all your data", _make, lambda _: url_for("settings.edit"))
