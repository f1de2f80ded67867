"""上海工匠与技术能手评选: the application is put together here, and nothing else happens here."""

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from config import ROOT, Config
from models.sealed import keyring
from selection import access, compiled, database, errors, filters, jobs, pages, storage, subjects
from selection.commands import Commands
from selection.migrations import Migrations
from selection.pages import BLUEPRINTS

csrf = CSRFProtect()


def put_together(config: Config | None = None) -> Flask:
    """The application for this configuration; the environment's when none is given."""
    config = config or Config.from_environment()
    config.refuse_unsafe()
    app = Flask("selection", template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "selection" / "static"))
    app.config.from_object(config)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.wsgi_app = ProxyFix(app.wsgi_app, x_for=config.PROXIES, x_proto=config.PROXIES)  # type: ignore[method-assign]
    keyring.load(config.DATA_SECRET.encode())
    for part in (errors, database, storage, jobs, filters, subjects, pages, compiled):
        part.prepare(app)
    csrf.init_app(app)
    access.prepare(app)
    app.extensions["migrate"] = Migrations(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.cli = Commands(app.name)
    return app
