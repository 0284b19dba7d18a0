"""What is done to questionnaires; a version that residents have seen is never touched again."""

import copy
from typing import Any

from sqlalchemy import Delete, Update, delete, update
from sqlalchemy.exc import IntegrityError

from feedback.accounts import Person, record
from feedback.brands import Brand
from feedback.clock import now
from feedback.db import db
from feedback.pages import Refused
from feedback.questionnaire import queries
from feedback.questionnaire.draft import fingerprint
from feedback.questionnaire.models import Questionnaire, Version
from feedback.questionnaire.rules import problems

PUBLISHED = "这一版已经发布，居民可能正在用它，不能再改。要改动，请起草新的一版。"


def add_questionnaire(who: Person, name: str, source: Questionnaire) -> Version:
    """Add a questionnaire whose first draft is a copy of another's newest version; raise Refused for a taken name."""
    body = copy.deepcopy(queries.newest(source).body)
    added = Questionnaire(name=name)
    draft = Version(questionnaire=added, number=1, body=body, created_at=now())
    db.session.add(draft)
    _commit(who, "questionnaire.add", draft, Refused(f"已经有一份问卷叫“{name}”，请换一个名称。", "name"))
    return draft


def start_draft(who: Person, questionnaire: Questionnaire) -> Version:
    """Return the draft of a questionnaire; if there is none, a new one like the newest version."""
    _own(who, questionnaire)
    last = queries.newest(questionnaire)
    if last.published_at is None:
        return last
    draft = Version(
        questionnaire=questionnaire,
        number=last.number + 1,
        body=copy.deepcopy(last.body),
        created_at=now(),
    )
    db.session.add(draft)
    _commit(who, "questionnaire.draft", draft, Refused("刚才有人起草了新的一版，请打开它接着改。"))
    return draft


def save_draft(who: Person, draft: Version, body: dict[str, Any]) -> None:
    """Keep what a draft says; the caller has looked for problems. Raise Refused for a published version."""
    _own(who, draft.questionnaire)
    _done(_change(draft).values(body=body))
    record(who, "questionnaire.edit", _subject(draft), body=fingerprint(body))
    db.session.commit()


def publish(who: Person, draft: Version, seen: str) -> None:
    """Show a draft to residents from now on, for good; `seen` is the fingerprint of what was looked through."""
    _own(who, draft.questionnaire)
    if found := problems(draft.body):
        raise Refused(f"草稿还有要改的地方：{next(iter(found.values()))}")
    if draft.published_at is None and fingerprint(draft.body) != seen:
        raise Refused("草稿刚才有改动，请再看一遍以后发布。")
    _done(_change(draft).values(published_at=now()))
    record(who, "questionnaire.publish", _subject(draft), body=seen)
    db.session.commit()


def discard(who: Person, draft: Version) -> None:
    """Throw a draft away, and with a first draft its questionnaire; raise Refused for a published version."""
    _own(who, draft.questionnaire)
    subject, number, questionnaire_id = _subject(draft), draft.number, draft.questionnaire_id
    _done(delete(Version).where(Version.id == draft.id, Version.published_at.is_(None)))
    if number == 1:
        db.session.execute(delete(Questionnaire).where(Questionnaire.id == questionnaire_id))
    record(who, "questionnaire.discard", subject)
    db.session.commit()


def choose(who: Person, brand: Brand, questionnaire: Questionnaire) -> None:
    """Ask the residents of a brand with another questionnaire from now on."""
    before = brand.questionnaire_id
    brand.questionnaire_id = questionnaire.id
    brand.changed_at = now()
    db.session.flush()
    record(
        who, "questionnaire.choose", f"{brand.name}（{brand.code}）", questionnaire=[before, questionnaire.id]
    )
    db.session.commit()


def _own(who: Person, questionnaire: Questionnaire) -> None:
    if queries.others_use(who, questionnaire):
        raise Refused("别的单位的品牌也在用这份问卷，不能由您改。请另建一份问卷，再让您的品牌改用它。")


def _change(draft: Version) -> Update:
    return update(Version).where(Version.id == draft.id, Version.published_at.is_(None))


def _done(change: Update | Delete) -> None:
    # The condition in it, not our look before it, decides: somebody may be publishing at this moment.
    if db.session.execute(change.returning(Version.id)).first() is None:
        db.session.rollback()
        raise Refused(PUBLISHED)


def _subject(version: Version) -> str:
    return f"{version.questionnaire.name}第 {version.number} 版"


def _commit(who: Person, verb: str, version: Version, taken: Refused) -> None:
    try:
        db.session.flush()
        record(who, verb, _subject(version))
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        raise taken from None
