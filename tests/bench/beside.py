"""`burgernet serve` with an empty Flask application under /empty in the same process: what a request costs at least.

Run as a process of its own by `hosting.py`, with the settings in its environment."""

import logging
import os


def main() -> None:
    """Serves until a signal ends it."""
    if os.environ["BURGERNET_DATABASE_URL"].startswith("postgresql"):
        # As `burgernet serve` does, and as early: psycopg chooses its way of waiting when it is imported.
        from gevent import monkey

        monkey.patch_all()
    from flask import Flask
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    from backend import logs, settings
    from backend.serving.gunicorn import Server

    class Beside(Server):
        """The server as it is, and beside it nothing at all."""

        def load(self) -> Flask:
            app, empty = super().load(), Flask("empty", static_folder=None)
            empty.add_url_rule("/", view_func=lambda: "")
            app.wsgi_app = DispatcherMiddleware(app.wsgi_app, {"/empty": empty.wsgi_app})  # type: ignore[method-assign]
            return app

    logs.configure(logging.WARNING)
    Beside(settings.load(os.environ)).run()


if __name__ == "__main__":
    main()
