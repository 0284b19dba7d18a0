"""The screen of the audit administrator: what was done, and whether the trail is whole."""

from urllib.parse import urlencode

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback.accounts import entries
from feedback.accounts.entries import Search
from feedback.accounts.forms import TrailForm
from feedback.accounts.guard import only, person
from feedback.accounts.rules import Role, tidy
from feedback.accounts.trail import check
from feedback.accounts.views import bp

__all__ = ["bp"]


@bp.get("/trail")
@only(Role.AUDIT_ADMIN)
def trail() -> ResponseReturnValue:
    """Show the entries that were asked for, newest first."""
    form = TrailForm(request.args)
    form.action.choices = [
        ("", "全部"),
        *((action, entries.named(action)) for action in entries.known_actions()),
    ]
    search = Search()
    if good := form.validate():
        search = Search(form.username.data or "", tidy(form.action.data), form.since.data, form.until.data)
    page = min(max(request.args.get("page", 1, int), 1), 100_000)
    found, last = entries.found(search, page)
    shown = {"form": form, "found": found, "page": page, "last": last}
    return render_template(
        "accounts/trail.html", **shown, address=_page, entries=entries
    ), 200 if good else 422


def _page(number: int) -> str:
    asked = {**request.args, "page": number}
    return f"{url_for('accounts.trail')}?{urlencode(asked)}"


@bp.post("/trail/check")
@only(Role.AUDIT_ADMIN)
def trail_check() -> ResponseReturnValue:
    """Follow the chain from its first entry and say whether it is whole."""
    broken = check(person())
    if broken is None:
        flash("核对完成：从第一条到最后一条首尾相接，没有缺失或改动。")
    else:
        flash(f"核对发现问题：从第 {broken} 条起对不上，可能被改动或删除。请保留现场并报告上级。", "problem")
    return redirect(url_for("accounts.trail"), code=303)
