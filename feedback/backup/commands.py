"""`flask --app app backup` and `flask --app app restore`."""

from collections.abc import Iterator
from pathlib import Path

import click

from feedback.backup import keyring, saving
from feedback.backup.restoring import Given, Restored
from feedback.backup.restoring import restore as bring_back
from feedback.clock import now
from feedback.pages import Refused

_NEW = click.Path(dir_okay=False, path_type=Path)
_OLD = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_NEW)
@click.option("--keys", type=_NEW, help="把密钥写进这个文件；不要和备份放在一起。")
def backup(file: Path, keys: Path | None) -> None:
    """Write everything, as it stands at one moment, to a new FILE; ratings may go on coming in."""
    try:
        made = saving.save(file, now())
        written = keyring.write(keys) if keys else 0
    except Refused as refusal:
        raise SystemExit(refusal.sentence) from None
    except OSError as error:
        raise SystemExit(f"备份没有做成：{error.filename or file}，{error.strerror or error}。") from None
    rows = sum(part.rows for part in made.parts)
    click.echo(f"备份 {made.id} 写好了：{rows} 行，{file.stat().st_size / 2**20:.1f} MB。")
    click.echo(f"账本 {made.size} 条，根 {made.root}")
    click.echo(
        f"{written} 把密钥写进了 {keys}，请另处保管。" if keys else "密钥不在里面，用 --keys 另存一份。"
    )


@click.command()
@click.argument("file", type=_OLD)
@click.option("--keys", type=_OLD, help="backup --keys 写的密钥文件；数据目录里的密钥还在就不用。")
@click.option(
    "--erasures", "journals", type=_OLD, multiple=True, help="删除记录 erasures.jsonl，可以写多次。"
)
@click.option("--without-erasures", is_flag=True, help="删除记录丢了也恢复：居民删除过的会重新出现。")
@click.option("--without-keys", is_flag=True, help="密钥丢了也恢复：封印对不上，取件码打不开。")
def restore(
    file: Path, keys: Path | None, journals: tuple[Path, ...], without_erasures: bool, without_keys: bool
) -> None:
    """Bring FILE back into an empty database, without what was erased after it."""
    try:
        done = bring_back(file, Given(keys, journals, without_erasures, without_keys), now())
    except Refused as refusal:
        raise SystemExit(refusal.sentence) from None
    for line in told(done):
        click.echo(line)


def told(done: Restored) -> Iterator[str]:
    """Yield what a restore came to, a sentence a line."""
    made, forgotten = done.manifest, done.forgotten
    yield f"恢复了 {made.at:%Y-%m-%d %H:%M}（UTC）的备份 {made.id}：{done.rows} 行。"
    yield f"账本 {made.size} 条，根 {made.root}，和备份时一样。"
    yield f"备份之后删除的没有恢复：文字 {len(forgotten.left_out)} 条，联系方式 {forgotten.contacts_left_out} 条；另有 {done.expired} 条联系方式已经到期，也删去了。"
    if forgotten.known:
        yield f"删除记录最后一次写于 {forgotten.last[:16].replace('T', ' ') or '备份之时'}（UTC）；在那以后的删除无从知道。"
    else:
        yield "注意：没有这份备份之后的删除记录，居民删除过的内容可能重新出现。 / WARNING: what was erased after this backup may be back."
    if forgotten.torn:
        yield f"删除记录里有 {forgotten.torn} 行没有写完，当时没有答应过居民，没有用上。"
    if done.foreign:
        yield f"有 {done.foreign} 条删除凭据和评价对不上，请运行 verify 查看。"
    if done.unreadable:
        yield f"有 {done.unreadable} 条联系方式的密钥不在了，读不出来。"
    if done.signer_lost:
        yield "签账本头的密钥不是做备份时的那一把；找不回来，请运行 flask --app app ledger rotate --lost。"
    yield "备份之后收到的评价没有了；账号和职务是备份时的样子，之后停用、收回的请重新办理。"
    yield "请用见证人手里最新的账本头核对：flask --app app verify --heads heads.jsonl"
