"""One blueprint a noun; each route says who may call it, what comes in and what goes out."""

from flask import Flask

from backend.routes import (
    account,
    actions,
    addresses,
    alerts,
    areas,
    dispatch,
    halts,
    kiosks,
    municipalities,
    operations,
    participants,
    photos,
    push_services,
    room,
    sessions,
    stream,
    tips,
    vapid_key,
)
from backend.routes.public import app_files as screens
from backend.routes.public import feeds, pages
from backend.web.openapi import Api


def init_app(app: Flask, api: Api) -> None:
    """Everything that answers, in one list."""
    for noun in (
        participants,
        alerts,
        actions,
        tips,
        photos,
        halts,
        dispatch,
        room,
        push_services,
        areas,
        sessions,
        account,
        stream,
        addresses,
        kiosks,
        municipalities,
        vapid_key,
    ):
        api.register_blueprint(noun.blp)
    stream.init_app(app)
    api.register_blueprint(feeds.blp)
    api.register_blueprint(feeds.compatible)
    app.register_blueprint(operations.operations)
    app.register_blueprint(screens.app_files)
    app.register_blueprint(pages.pages)
    app.register_blueprint(municipalities.pages)
    app.register_blueprint(photos.photo_files)
