"""The factory of the Flask application."""

from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.storage.db import db, prepare_engine
from geoquiz.web import (
    access,
    accounts,
    banks,
    cards,
    downloads,
    errors,
    export,
    fitting,
    home,
    imports,
    mydata,
    practice,
    progress,
    ready,
    security,
    settings,
    statics,
    study,
    templating,
    visits,
)

FEATURES = (home, accounts, settings, banks, study, practice, cards, progress, visits, fitting, ready, export, mydata, downloads,
            imports)


def create_app(config: Config) -> Flask:
    """Return the application for ``config``; its database must be migrated already."""
    app = Flask(__name__, static_folder=str(resources.static_folder()), static_url_path=statics.url_path(resources.static_folder()))
    app.config.update(
        SECRET_KEY=config.secret_key,
        SQLALCHEMY_DATABASE_URI=config.database_url,
        REGISTRATION=config.registration,
        SESSION_COOKIE_NAME="geoquiz",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # An answer is a few texts; nothing larger is ever posted.
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    CSRFProtect(app)
    access.init(app)
    security.init(app)
    errors.init(app)
    templating.init(app)
    statics.init(app, config.data)
    for feature in FEATURES:
        app.register_blueprint(feature.bp)
    return app
