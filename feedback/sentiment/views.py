"""The words of the themes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import Role, only, person
from feedback.pages import Refused
from feedback.sentiment import actions, queries, rereading
from feedback.sentiment.forms import WordsForm
from feedback.sentiment.themes import typed

bp = Blueprint("sentiment", __name__)


@bp.get("/themes")
@only(Role.COMMITTEE_MANAGER)
def themes() -> ResponseReturnValue:
    """Show every theme with its words."""
    return render_template("sentiment/themes.html", lexicon=queries.lexicon(), waiting=rereading.waiting())


@bp.route("/themes/<theme>", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def themes_words(theme: str) -> ResponseReturnValue:
    """Change the words of a theme, or only look at what they would match."""
    row = queries.theme_named(theme) or abort(404)
    form = WordsForm(words="\n".join(row.words))
    words = typed(form.words.data or "")
    if form.validate_on_submit() and "save" in request.form:
        try:
            actions.change_words(person(), row, words)
            flash("主题词已经保存，以前的评语会在后台按新词重读。")
            return redirect(url_for("sentiment.themes_words", theme=theme), code=303)
        except Refused as refusal:
            form.blame(refusal)
    found, among = actions.look(person(), theme, words)
    page = render_template("sentiment/words.html", form=form, theme=row, found=found, among=among)
    return page, form.status
