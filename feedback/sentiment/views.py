"""The words of the themes."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import Role, only, person
from feedback.brands import one_line
from feedback.pages import Refused
from feedback.sentiment import actions, proposals, queries, rereading
from feedback.sentiment.forms import WordsForm
from feedback.sentiment.themes import LONGEST_WORD, typed

bp = Blueprint("sentiment", __name__)


@bp.get("/themes")
@only(Role.COMMITTEE_MANAGER)
def themes() -> ResponseReturnValue:
    """Show every theme with its words."""
    return render_template(
        "sentiment/themes.html",
        lexicon=queries.lexicon(),
        waiting=rereading.waiting(),
        proposed=proposals.proposed(person()),
        aside=proposals.aside(),
    )


@bp.get("/themes/add")
@only(Role.COMMITTEE_MANAGER)
def themes_add() -> ResponseReturnValue:
    """Go on to the theme that was chosen for a proposed word."""
    theme, word = request.args.get("theme", ""), request.args.get("word", "")
    if queries.theme_named(theme) is None:
        abort(404)
    return redirect(url_for("sentiment.themes_words", theme=theme, add=word), code=303)


@bp.post("/themes/aside")
@only(Role.COMMITTEE_MANAGER)
def themes_aside() -> ResponseReturnValue:
    """Propose a word no more, or again."""
    word, back = request.form.get("word", ""), "back" in request.form
    try:
        (proposals.put_back if back else proposals.put_aside)(person(), word)
        flash(f"“{word}”又会出现在提议里。" if back else f"“{word}”已放在一边，不再提议。")
    except Refused as refusal:
        flash(refusal.sentence, "problem")
    return redirect(url_for("sentiment.themes"), code=303)


@bp.route("/themes/<theme>", methods=["GET", "POST"])
@only(Role.COMMITTEE_MANAGER)
def themes_words(theme: str) -> ResponseReturnValue:
    """Change the words of a theme, or only look at what they would match."""
    row = queries.theme_named(theme) or abort(404)
    new = one_line(request.args.get("add", ""))[:LONGEST_WORD] if request.method == "GET" else ""
    new = new if new not in row.words else ""
    form = WordsForm(words="\n".join([*row.words, *([new] if new else [])]))
    words = typed(form.words.data or "")
    if form.validate_on_submit() and "save" in request.form:
        try:
            actions.change_words(person(), row, words)
            flash("主题词已经保存，以前的评语会在后台按新词重读。")
            return redirect(url_for("sentiment.themes_words", theme=theme), code=303)
        except Refused as refusal:
            form.blame(refusal)
    found, among = actions.look(person(), theme, row.words if new else words, new)
    page = render_template("sentiment/words.html", form=form, theme=row, found=found, among=among, new=new)
    return page, form.status
