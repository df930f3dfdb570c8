"""Pages for people."""

from flask import Blueprint, render_template

from backend.auth import anyone

pages = Blueprint("pages", __name__)


@pages.get("/")
@anyone
def start() -> str:
    """What is running here, until the app takes its place."""
    return render_template("index.html")
