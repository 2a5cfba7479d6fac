"""gunicorn around the application, on a socket that is bound already."""

import socket

import click
from flask import Flask
from gunicorn.app.base import Application

from geoquiz import resources
from geoquiz.config import Config
from geoquiz.web import create_app


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

    def load(self) -> Flask:
        """Return the application; each worker makes its own, with database connections of its own."""
        return create_app(self._config)


def serve(config: Config, listener: socket.socket) -> None:
    """Answer requests on ``listener`` until told to stop."""
    host = f"[{config.host}]" if ":" in config.host else config.host
    server = _Server(config, listener)
    server.cfg.set("when_ready", lambda _server: click.echo(f"geoquiz is ready at http://{host}:{config.port} (Ctrl-C stops it)"))
    server.run()
