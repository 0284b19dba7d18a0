"""Every setting as data: name, default, kind, one sentence. docs/settings.md is made from this tuple."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

TOP = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Setting:
    """One thing an operator may set from the environment."""

    name: str
    default: str
    kind: type[str] | type[int] | type[bool] | type[float]
    says: str


SETTINGS = (
    Setting("DATA_DIR", "instance", str, "数据目录：内置数据库、密钥和模型都在这里。"),
    Setting("DATABASE_URL", "", str, "数据库地址；留空用数据目录里的 SQLite，也可以写 PostgreSQL 的地址。"),
    Setting(
        "ERASURES",
        "erasures.jsonl",
        str,
        "删除记录写在哪个文件，恢复备份时靠它不让居民删除的内容回来；最好放在另一块磁盘上，各台网页服务器共用。相对路径从数据目录算起。",
    ),
    Setting("PORT", "8000", int, "网页服务的端口。"),
    Setting("HOST", "127.0.0.1", str, "网页服务听哪个网卡；手机要从局域网打开时写 0.0.0.0。"),
    Setting("PUBLIC_URL", "", str, "居民看到的网址，二维码由它生成；留空为 http://127.0.0.1:端口。"),
    Setting("TIMEZONE", "Asia/Shanghai", str, "按哪个时区算一天、一个月；存的时间都是 UTC。"),
    Setting(
        "TRANSLATIONS",
        "feedback/translations",
        str,
        "居民页面的各语言译文所在的文件夹；放进一种语言的文件夹，页面上就有这种语言。",
    ),
    Setting("DEMO", "1", bool, "1 为首次启动填入演示数据；0 为空白启动，没有任何账号。"),
    Setting(
        "BRANCH_DELAY",
        "1",
        bool,
        "1 为支部和上级看到的数字、评语每天零点更新一次，只到昨天；0 为随时更新。演示数据总是随时更新。",
    ),
    Setting(
        "REDIS_URL", "", str, "可选的 Redis，用来唤醒后台进程、合计各网页进程收到的条数；断开时评价照常接收。"
    ),
    Setting("WEB_PROCESSES", "2", int, "网页进程数。"),
    Setting("WORKERS", "1", int, "后台进程数；内置 SQLite 时为 1，PostgreSQL 可以更多。"),
    Setting(
        "TRUSTED_PROXIES",
        "0",
        int,
        "前面有几层自己的反向代理：只信它们写的 X-Forwarded-For。代理在本机而不填，看不出谁是谁，下面两项就不起作用；代理在别的机器而不填，所有人会算作同一个地址。",
    ),
    Setting(
        "LIMIT_ADDRESS",
        "600",
        int,
        "同一个网络地址每个时段不加条件收多少条评价；再多也收，但要先算一道小题或等几秒。0 为不限。",
    ),
    Setting("LIMIT_POINT", "1200", int, "同一个评价点每个时段不加条件收多少条，其余同上。"),
    Setting("LIMIT_MINUTES", "60", int, "以上两项的时段有多少分钟。"),
    Setting(
        "LIMIT_WORK", "1200000", int, "小题最多要算多少次散列；人越多越难，最多三倍。旧手机一百万次约一两秒。"
    ),
    Setting("LIMIT_WAIT", "10", int, "不能算题的手机要等几秒。"),
    Setting("LEASE_SECONDS", "60", int, "后台进程领走一批任务后多久没做完算掉线，任务由别的进程接手。"),
    Setting("MAX_BODY_KB", "64", int, "居民一次提交的大小上限，超过回复 413。"),
    Setting("IDLE_MINUTES", "30", int, "工作人员多久没有操作就要重新登录。"),
    Setting("SESSION_HOURS", "12", int, "一次登录最长的有效时间。"),
    Setting(
        "LEDGER_WEBHOOK",
        "",
        str,
        "每天把签名的账本头发到这些网址（空格隔开），由上级党组织保存；留空什么也不发。",
    ),
    Setting("ANSWER_WORKDAYS", "15", int, "差评要在多少个工作日之内答复；按国家公布的节假日和调休计算。"),
    Setting(
        "CANARY_AN_HOUR", "5", int, "每小时发几条自检评价，证明计数还在动；不进任何名单和数字。0 为关闭。"
    ),
    Setting("CONTACT_DAYS", "180", int, "居民留的联系方式最多保存多少天，到期由后台进程删除。"),
    Setting("CONTACT_DAYS_AFTER", "30", int, "事情办结以后，居民留的联系方式再保存多少天。"),
    Setting("REVIEW_DAYS", "10", int, "可疑评价的复核和申诉，考核组要在几个工作日内办完。"),
    Setting("APPEAL_DAYS", "5", int, "评价被排除后，支部几个工作日内可以申诉。"),
    Setting("SENTIMENT_FLOOR", "0.70", float, "读评语的准确率低于这个数时，不显示评语情绪的数字。"),
    Setting("ARGON2", "strong", str, "口令散列的强度：strong 用于运行，quick 只用于测试。"),
)


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return every setting by name, read from the environment; raise SystemExit with a sentence for a bad one."""
    values: dict[str, Any] = {s.name: _read(s, environ.get(s.name, "") or s.default) for s in SETTINGS}
    data = Path(values["DATA_DIR"])
    values["DATA_DIR"] = data if data.is_absolute() else TOP / data
    values["PUBLIC_URL"] = (values["PUBLIC_URL"] or f"http://127.0.0.1:{values['PORT']}").rstrip("/")
    if urlsplit(values["PUBLIC_URL"]).scheme not in ("http", "https"):
        raise SystemExit("设置 PUBLIC_URL 要以 http:// 或 https:// 开头。")
    values["DATABASE_URL"] = _database(values["DATABASE_URL"], values["DATA_DIR"])
    return values


def _read(setting: Setting, text: str) -> Any:
    if setting.kind is bool:
        return text.strip().lower() not in ("0", "false", "no", "off")
    try:
        return setting.kind(text)
    except ValueError:
        number = "小数" if setting.kind is float else "整数"
        raise SystemExit(f"设置 {setting.name} 要填一个{number}，现在是“{text}”。") from None


def _database(url: str, data: Path) -> str:
    if not url:
        return f"sqlite:///{data / 'feedback.db'}"
    # SQLAlchemy would load psycopg2 for a bare postgresql://; we ship psycopg 3.
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


@click.command("settings")
def command() -> None:
    """Print every setting as the page docs/settings.md."""
    click.echo("# 设置 / Settings\n")
    click.echo("全部从环境变量读取，例如 `PORT=9000 make run`。本页由 `flask --app app settings` 生成。\n")
    click.echo("| 名称 | 默认值 | 说明 |\n|---|---|---|")
    for setting in SETTINGS:
        shown = f"`{setting.default}`" if setting.default else "（空）"
        click.echo(f"| `{setting.name}` | {shown} | {setting.says} |")
