"""The guests, in a SQLite file."""

import sqlite3

from flask import current_app, g

SCHEMA = "CREATE TABLE IF NOT EXISTS guests (name TEXT NOT NULL, said TEXT NOT NULL)"


def connect():
    if "database" not in g:
        g.database = sqlite3.connect(current_app.config["DATABASE"])
        g.database.execute(SCHEMA)
    return g.database


def close(_error=None):
    database = g.pop("database", None)
    if database is not None:
        database.close()


def add(name, said):
    with connect() as database:
        database.execute("INSERT INTO guests VALUES (?, ?)", (name, said))


def everyone():
    return connect().execute("SELECT name, said FROM guests ORDER BY rowid DESC").fetchall()
