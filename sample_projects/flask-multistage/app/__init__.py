"""A guest book: one page, one JSON endpoint, SQLite behind them."""

import os

from flask import Flask

from . import book, pages


def create_app(database=None):
    app = Flask(__name__)
    app.config["DATABASE"] = database or os.environ.get("DATABASE", "/tmp/guests.sqlite")
    app.teardown_appcontext(book.close)
    app.register_blueprint(pages.blueprint)
    return app
