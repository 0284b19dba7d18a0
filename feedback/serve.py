"""`flask --app app serve`: looks whether everything is there, then keeps web and worker alive until told to stop."""

import http.client
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from urllib.parse import urlsplit

import click
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError

from feedback import append_only, defaults, demo, ledger, welcome
from feedback.backup import refuse_unfinished
from feedback.db import db, refuse_forgetful
from feedback.keys import unwritable
from feedback.settings import TOP
from feedback.supervise import Child, Supervisor, end_with_parent

ROOM_MB = 200


@click.command()
def serve() -> None:
    """Prepare, then run web and worker until stopped; each that dies is started again."""
    config = current_app.config
    refuse_no_room()
    with _listener(config["HOST"], config["PORT"]) as door:
        # In a process of its own: what the demo's comments need of memory would stay in this one for good.
        if failed := subprocess.run(_flask("prepare"), preexec_fn=end_with_parent).returncode:
            raise SystemExit(failed)
        greeting = "\n".join(welcome.lines())
        db.session.remove()
        db.engine.dispose()
        children = [_web(door), *(_worker(n + 1) for n in range(_workers()))]
        Supervisor(children, lambda line: click.echo(line, err=True)).run(_announcing(greeting))


@click.command()
def prepare() -> None:
    """Bring the database up to date; fill the demo world if this is the first start."""
    refuse_unfinished()
    refuse_no_database()
    if _up_to_date():
        # Before upgrade(), which would put them back without a word.
        refuse_unprotected()
    upgrade()
    refuse_unprotected()
    defaults.ensure()
    # Ratings from before there was a log.
    ledger.catch_up()
    demo.first_start()


def refuse_no_room() -> None:
    """Raise SystemExit when the data directory cannot be written to, or its disk is nearly full."""
    folder = current_app.config["DATA_DIR"]
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SystemExit(unwritable(folder, error)) from None
    free = shutil.disk_usage(folder).free // 2**20
    if free < ROOM_MB:
        raise SystemExit(
            f"磁盘空间不足：数据目录所在磁盘只剩 {free} MB，至少要 {ROOM_MB} MB。请清理磁盘，或用 DATA_DIR 换一个目录。\n"
            f"Disk almost full: free {ROOM_MB} MB, or set DATA_DIR to another disk."
        )


def refuse_no_database() -> None:
    """Raise SystemExit when the database cannot be opened, or may forget what it has acknowledged."""
    try:
        db.engine.connect().close()
    except DBAPIError as error:
        raise SystemExit(
            f"连不上数据库 {db.engine.url.render_as_string()}。请检查 DATABASE_URL，确认数据库已经启动。\n"
            f"Cannot open the database: {str(error.orig).strip().splitlines()[0]}"
        ) from None
    refuse_forgetful(db.engine)


def _up_to_date() -> bool:
    newest = ScriptDirectory(current_app.extensions["migrate"].directory).get_current_head()
    with db.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def refuse_unprotected() -> None:
    """Raise SystemExit when an append-only table has lost a trigger."""
    with db.engine.connect() as connection:
        if lost := append_only.missing(connection):
            raise SystemExit(
                f"数据库缺少防改触发器（{'、'.join(lost)}），有人动过数据库。"
                "请先查明原因，再运行 flask --app app db upgrade 装回去，然后启动。\n"
                "Triggers that keep ratings from being changed are gone: find out why, then run the upgrade."
            )


def _listener(host: str, port: int) -> socket.socket:
    """Return the socket that phones will knock at; it stays open here, so nobody is turned away by a restart."""
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(2048)
    except (OSError, OverflowError) as error:
        door.close()
        raise SystemExit(
            f"端口 {port} 用不了：可能已被别的程序占用。请换一个端口，例如 PORT={_next(port)} make run。\n"
            f"Port {port} cannot be used ({error}): choose another one with PORT=…"
        ) from None
    return door


def _next(port: int) -> int:
    return port + 1 if 1024 <= port < 65535 else 8001


def _web(door: socket.socket) -> Child:
    options = [
        "-c",
        str(TOP / "deploy" / "gunicorn.py"),
        "--chdir",
        str(TOP),
        "--bind",
        f"fd://{door.fileno()}",
    ]
    return Child("网页", [sys.executable, "-m", "gunicorn", *options, "app:app"], [door.fileno()])


def _worker(number: int) -> Child:
    return Child(f"后台 {number} 号", _flask("worker"))


def _flask(command: str) -> list[str]:
    return [sys.executable, "-m", "flask", "--app", str(TOP / "app.py"), command]


def _workers() -> int:
    # SQLite has one writer: a second worker would only wait for the first.
    return 1 if db.engine.dialect.name == "sqlite" else max(1, int(current_app.config["WORKERS"]))


def _announcing(greeting: str) -> Callable[[], bool]:
    """Return what prints the greeting once the site answers, and says whether it has."""
    config = current_app.config
    name = urlsplit(config["PUBLIC_URL"]).netloc

    def say() -> bool:
        if not _healthy(config["HOST"], config["PORT"], name):
            return False
        click.echo(greeting)
        return True

    return say


def _healthy(host: str, port: int, name: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=1)
    try:
        connection.request("GET", "/healthz", headers={"Host": name})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
