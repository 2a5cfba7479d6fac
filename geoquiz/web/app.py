"""The factory of the Flask application."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.storage.db import db, prepare_engine
from geoquiz.web import (
    access,
    accounts,
    admin,
    assignments,
    authoring,
    banks,
    banktext,
    board,
    calibration,
    cards,
    classes,
    design,
    downloads,
    errors,
    export,
    feeds,
    figures,
    fitting,
    flags,
    gradebook,
    home,
    hosts,
    images,
    imports,
    items,
    logins,
    mydata,
    offline,
    passkeys,
    passwords,
    people,
    practice,
    privacy,
    progress,
    quiz,
    ready,
    reports,
    requestlog,
    reset,
    roster,
    rounds,
    second_factor,
    security,
    settings,
    sharing,
    statics,
    study,
    taking,
    templating,
    versions,
    visits,
    week,
    welcome,
    works,
)

FEATURES = (home, accounts, welcome, settings, banks, study, quiz, taking, practice, cards, progress, calibration, week,
            figures, visits, fitting, ready, export, mydata, downloads, imports, rounds, authoring, banktext, versions, sharing,
            images, passwords, logins, reset, second_factor, passkeys, privacy, reports, admin, offline,
            classes, people, roster, assignments, gradebook, items, board, feeds, flags, works)


def create_app(config: Config) -> Flask:
    """Return the application for ``config``; its database must be migrated already."""
    app = Flask(__name__, static_folder=str(resources.static_folder()), static_url_path=statics.url_path(resources.static_folder()))
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        REGISTRATION=config.registration,
        DATA=config.data,
        SECOND_FACTOR=config.second_factor,
        AUDIT_LASTS=timedelta(days=config.audit_days),
        SESSION_LASTS=timedelta(days=config.session_days),
        URL=config.url,
        HOSTS=config.hosts,
        # A cookie of this prefix comes from this very host over https, and not from a neighbour in its domain.
        COOKIE_PREFIX="__Host-" if config.is_https else "",
        SESSION_COOKIE_NAME="__Host-geoquiz" if config.is_https else "geoquiz",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        # Else the answer to a question fetched ahead, overtaken by another, would put back the cookie of before.
        SESSION_REFRESH_EACH_REQUEST=False,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=config.session_days),
        # An answer is a few texts; nothing larger is ever posted.
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if config.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.proxies, x_proto=config.proxies)  # type: ignore[method-assign]
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    requestlog.init(app)  # First, so that whatever follows has the id of its request in the log.
    CSRFProtect(app).exempt(reports.policy)  # Browsers send these reports by themselves, without the token of a page.
    hosts.init(app)
    access.init(app)
    security.init(app)
    errors.init(app)
    templating.init(app)
    statics.init(app, config.data)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    if config.metrics == "on":
        # Imported here: where it keeps its figures is decided by then.
        from geoquiz.web import metrics  # noqa: PLC0415

        metrics.init(app)
    if app.debug:
        app.register_blueprint(design.bp)
    return app
