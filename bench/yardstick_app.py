"""The yardstick: what anyone would write. Flask + SQLAlchemy, GET a form, POST an insert and a commit.

`DB_URL` decides between PostgreSQL and SQLite (WAL, synchronous=FULL as in the product).
"""

import datetime as dt
import os

from flask import Flask, abort, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Text, create_engine, event, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

URL = os.environ["DB_URL"]
engine = create_engine(
    URL, pool_size=4, **({"connect_args": {"timeout": 30}} if URL.startswith("sqlite") else {})
)
if URL.startswith("sqlite"):

    @event.listens_for(engine, "connect")
    def _pragmas(connection, _record):  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")


Session = sessionmaker(engine)


class Base(DeclarativeBase):
    """The yardstick's only table hangs here."""


class Feedback(Base):
    """One answer in one row."""

    __tablename__ = "feedback"
    id: Mapped[int] = mapped_column(primary_key=True)
    point: Mapped[int]
    rating: Mapped[int]
    tags: Mapped[str]
    comment: Mapped[str] = mapped_column(Text)
    created: Mapped[dt.datetime] = mapped_column(default=dt.datetime.now)


if os.environ.get("INIT"):
    Base.metadata.create_all(engine)

PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>满意度反馈</title><h1>您对本次服务的满意程度如何？</h1><form method="post">
{% for i in range(1,6) %}<label><input type="radio" name="rating" value="{{i}}" required>{{i}}</label>{% endfor %}
{% for t in tags %}<label><input type="checkbox" name="tags" value="{{loop.index}}">{{t}}</label>{% endfor %}
<textarea name="comment" maxlength="1000"></textarea><button>提交</button></form></html>"""
TAGS = ["服务态度", "办事效率", "环境卫生", "排队时间", "指引清楚", "收费透明"]
app = Flask(__name__)
TEMPLATE = app.jinja_env.from_string(PAGE)  # compiled once, as a template file would be


@app.get("/f/<int:point>")
def form(point: int) -> ResponseReturnValue:
    """Show the form."""
    return render_template(TEMPLATE, tags=TAGS)


@app.post("/f/<int:point>")
def submit(point: int) -> ResponseReturnValue:
    """Keep the answer."""
    rating = request.form.get("rating", type=int)
    if rating not in (1, 2, 3, 4, 5):
        abort(400)
    with Session.begin() as session:
        session.add(
            Feedback(
                point=point,
                rating=rating,
                tags=",".join(request.form.getlist("tags")),
                comment=request.form.get("comment", "")[:1000],
            )
        )
    return redirect("/thanks", 303)


@app.get("/thanks")
def thanks() -> ResponseReturnValue:
    """Thank."""
    return "<!doctype html><meta charset=utf-8><h1>感谢您的反馈</h1>"


@app.get("/count")
def count() -> ResponseReturnValue:
    """Return how many answers there are."""
    with Session() as session:
        return str(session.scalar(select(func.count()).select_from(Feedback)))
