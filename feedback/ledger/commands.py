"""`flask --app app verify`, and what an operator does with the log's key and witnesses."""

from collections.abc import Sequence
from pathlib import Path

import click

from feedback.clock import now
from feedback.db import db
from feedback.ledger import heads, signing, witnesses
from feedback.ledger.verdict import Verdict, snapshot, verify
from feedback.pages import Refused

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify")
@click.option("--heads", "files", type=_FILE, multiple=True, help="见证人在别处保存的账本头，可以写多次。")
def verify_command(files: tuple[Path, ...]) -> None:
    """Prove that no rating was changed, removed, put in or moved; exit 1 and name the first bad index."""
    _verify(files)


def _verify(files: Sequence[Path]) -> None:
    try:
        outside = [head for path in files for head in witnesses.read_heads(path)]
    except Refused as refusal:
        raise SystemExit(refusal.sentence) from None
    with snapshot() as connection:
        found = verify(connection, outside)
    for line in told(found):
        click.echo(line)
    if found.faults:
        raise SystemExit(1)


def told(found: Verdict) -> list[str]:
    """Return what is said about a verdict, a sentence a line."""
    lines = [f"第 {fault.index} 号记录起：{fault.what}" for fault in found.faults[:10]]
    if found.faults:
        lines.append(f"对不上。first bad index: {found.faults[0].index}")
    else:
        lines.append(f"账本 {found.leaves} 条记录与数据逐条相符，{found.heads} 个账本头的签名有效。")
    lines.append(
        f"对照了账外保存的 {found.outside} 个账本头（outside heads: {found.outside}）。"
        if found.outside
        else "没有可对照的账外账本头（no outside head）：谁掌握数据库，谁也掌握密钥，请用 --heads 加上见证人保存的文件。"
    )
    lines += [f"密钥 {key} 没有上一把密钥的担保，请向上级党组织核对。" for key in found.unvouched]
    lines.append(f"还有 {found.waiting} 条评价等候入账（waiting: {found.waiting}）。")
    return lines


@click.group("ledger")
def ledger() -> None:
    """The public log: its heads, its key, its witnesses."""


@ledger.command()
@click.argument("file", type=_FILE)
def witness(file: Path) -> None:
    """Compare the log with heads that a witness kept in FILE (JSON lines); exit 1 if one does not fit."""
    _verify([file])


@ledger.command()
def head() -> None:
    """Sign a head now, if the log has grown or the day has none yet, and print the newest."""
    heads.sign_head(now())
    newest = heads.last_head()
    if newest is None:
        raise SystemExit("账本头没有签成，请看日志。")
    click.echo(f"第 {newest.number} 号，共 {newest.size} 条，根 {newest.root}")


@ledger.command()
@click.option("--lost", is_flag=True, help="旧密钥已经丢失：新密钥没有担保，所有核对的人都会看到。")
def rotate(lost: bool) -> None:
    """Make a new signing key; the old one vouches for it and stays known for the heads it signed."""
    try:
        name = signing.rotate(now(), lost)
    except signing.UnknownKey as error:
        db.session.rollback()
        raise SystemExit(
            f"密钥文件不是最后公布的 {error}。请从备份恢复 keys/ledger.key；确实丢失，请加 --lost。"
        ) from None
    click.echo(f"新的签名密钥是 {name}。请把它告诉保存账本头的见证人。")
