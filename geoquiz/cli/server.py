"""gunicorn around the application, on a socket that is bound already."""

import os
import shutil
import socket
from pathlib import Path

import click
import gunicorn.http.wsgi
from flask import Flask
from gunicorn.app.base import Application

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.web import create_app, requestlog


class _Server(Application):  # type: ignore[misc]  # gunicorn has no types.
    """gunicorn with the settings of gunicorn.conf.py and those of the environment."""

    def __init__(self, config: Config, listener: socket.socket) -> None:
        self._config = config
        self._listener = listener
        super().__init__()

    def load_config(self) -> None:
        """Take gunicorn.conf.py, then the address and the number of workers."""
        self.load_config_from_file(str(resources.gunicorn_config()))
        self.cfg.set("bind", f"fd://{self._listener.fileno()}")
        self.cfg.set("workers", self._config.workers)
        self.cfg.set("proc_name", "geoquiz")
        self.cfg.set("logconfig_dict", requestlog.configuration(self._config.log, self._config.log_level))

    def load(self) -> Flask:
        """Return the application; each worker makes its own, with database connections of its own."""
        return create_app(self._config)


def serve(config: Config, listener: socket.socket) -> None:
    """Answer requests on ``listener`` until told to stop."""
    if config.metrics == "on":
        _keep_figures(config.data / "metrics")
    gunicorn.http.wsgi.SERVER = "geoquiz"  # The header "Server" need not tell strangers what to look for.
    host = f"[{config.host}]" if ":" in config.host else config.host
    server = _Server(config, listener)
    server.cfg.set("when_ready", lambda _server: click.echo(f"geoquiz is ready at http://{host}:{config.port} (Ctrl-C stops it)"))
    server.run()


def _keep_figures(folder: Path) -> None:
    """Give the workers a folder in which they add up what they count; what an earlier start counted goes."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
