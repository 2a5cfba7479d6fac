"""The web application: one module a feature, each a blueprint with its forms and views."""

from geoquiz.web.app import create_app

__all__ = ["create_app"]
