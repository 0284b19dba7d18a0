"""What the start prints: where the pages are, and who may sign in to the demo."""

from collections.abc import Iterator

from flask import current_app, url_for

from feedback import assessment, dashboard
from feedback.accounts import Role
from feedback.accounts.commands import demo_passwords
from feedback.accounts.queries import active_memberships
from feedback.brands import open_points


def lines() -> Iterator[str]:
    """Yield the addresses of a rating page, of the branch's and of the committee's page, then the accounts."""
    yield f"码上评已经启动，停止请按 Ctrl-C。  {current_app.config['PUBLIC_URL']}"
    with current_app.test_request_context(base_url=current_app.config["PUBLIC_URL"]):
        if points := open_points():
            address = url_for("collecting.rate", code=points[0].code, _external=True)
            yield f"  居民评价页（{points[0].brand.name} · {points[0].name}）  {address}"
        for label, endpoint, _roles in (*dashboard.MENU[:1], *assessment.MENU[:1]):
            yield f"  {label}  {url_for(endpoint, _external=True)}"
        yield f"  登录  {url_for('accounts.login', _external=True)}"
    yield from _accounts()


def _accounts() -> Iterator[str]:
    people, passwords = active_memberships(), demo_passwords()
    if not people:
        yield "  还没有账号。请运行：flask --app app accounts create-admin"
    if not passwords:
        return
    yield "  演示账号（每种角色一个，全部账号：flask --app app accounts list）"
    shown: set[str] = set()
    for username, role, unit in people:
        if role not in shown and username in passwords:
            shown.add(role)
            yield f"    {username:<12} {passwords[username]:<26} {Role(role).label}，{unit}"
