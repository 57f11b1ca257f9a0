"""What the browser sees."""

from flask import Blueprint, jsonify, redirect, render_template, request, url_for

from . import book

blueprint = Blueprint("pages", __name__)


@blueprint.get("/")
def index():
    return render_template("index.html", guests=book.everyone())


@blueprint.post("/")
def sign():
    book.add(request.form["name"], request.form["said"])
    return redirect(url_for("pages.index"))


@blueprint.get("/guests.json")
def guests():
    return jsonify([{"name": name, "said": said} for name, said in book.everyone()])
