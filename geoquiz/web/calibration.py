"""Predicted against measured recall, and the learner's own sureness."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from geoquiz.core.statistics.calibration import ENOUGH
from geoquiz.core.statistics.learner import CONFIDENCES
from geoquiz.services import progress
from geoquiz.services.progress import Calibration, Fit
from geoquiz.storage.db import db
from geoquiz.web.access import learner, learner_required
from geoquiz.web.sharechart import ShareRow, share_chart
from geoquiz.web.templating import KIND_NAMES

bp = Blueprint("calibration", __name__)


@bp.get("/progress/calibration")
@learner_required
def show() -> ResponseReturnValue:
    """Show whether what was predicted of a learner's memory came true, by prediction and by kind of question."""
    found = progress.calibrated(db.session, learner().id)
    return render_template(
        "progress/calibration.html", calibration=found, enough=ENOUGH, confidences=CONFIDENCES,
        bins_chart=_bins_chart(found.all) if found.all else None, kinds_chart=_kinds_chart(found) if found.kinds else None,
        sure_chart=_sure_chart(found) if found.sureness else None)


def _bins_chart(fit: Fit) -> Markup:
    rows = [ShareRow(f"{100 * b.low:.0f} to {100 * b.high:.0f} %", b.measured.part / b.measured.whole,
                     *(b.measured.interval or (0.0, 1.0)), expected=b.predicted, faint=not b.is_enough) for b in fit.bins]
    return share_chart(rows, key="bins", title="Measured recall by predicted recall",
                       description="Each dot is the share known of the answers with such a prediction, the line around it its 95 % "
                                   "interval, and the upright stroke the mean prediction.")


def _kinds_chart(found: Calibration) -> Markup:
    rows = [ShareRow(KIND_NAMES.get(kind, kind), fit.measured.part / fit.measured.whole, *(fit.measured.interval or (0.0, 1.0)),
                     expected=fit.predicted, faint=fit.measured.whole < ENOUGH) for kind, fit in found.kinds.items()]
    return share_chart(rows, key="kinds", title="Measured recall by kind of question",
                       description="Each dot is the share known, the line around it its 95 % interval, and the upright stroke what "
                                   "was predicted.")


def _sure_chart(found: Calibration) -> Markup:
    rows = [ShareRow(CONFIDENCES[confidence], share.part / share.whole, *(share.interval or (0.0, 1.0)), faint=share.whole < ENOUGH)
            for confidence, share in sorted(found.sureness.items(), reverse=True)]
    return share_chart(rows, key="sure", title="Right answers by how sure you were",
                       description="Each dot is the share of right answers, the line around it its 95 % interval.")
