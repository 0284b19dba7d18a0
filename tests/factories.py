"""A small world for tests: two branches under one committee, and the three people of every test."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from feedback.accounts import Kind, Organisation, Person, Role
from feedback.accounts.actions import add_organisation, add_person
from feedback.brands import Brand, Channel, Point, new_code
from feedback.clock import now
from feedback.collecting import Rating, Sent, Source, receive
from feedback.db import db
from feedback.questionnaire import current_version

PASSWORD = "a long password for tests"


class World:
    """Alice manages the branch 桂花支部, Bob works there, Charlie manages 兰花支部 and must see nothing of theirs."""

    def __init__(self) -> None:
        self.committee = add_organisation("街道党委", Kind.COMMITTEE, None)
        general = add_organisation("社区党总支", Kind.GENERAL_BRANCH, self.committee)
        self.branch = add_organisation("桂花支部", Kind.BRANCH, general)
        self.other = add_organisation("兰花支部", Kind.BRANCH, general)
        self.alice = self.person("alice", Role.BRANCH_MANAGER, self.branch)
        self.bob = self.person("bob", Role.BRANCH_STAFF, self.branch)
        self.charlie = self.person("charlie", Role.BRANCH_MANAGER, self.other)
        self.brand = self.make_brand("红色代办", self.branch)
        self.point = self.make_point(self.brand, "2 号窗口")
        db.session.commit()

    def person(self, username: str, role: Role, organisation: Organisation) -> Person:
        """Add a person; the user name is the name, the password is PASSWORD."""
        return add_person(username, username.capitalize(), PASSWORD, role, organisation)

    def make_brand(self, name: str, organisation: Organisation) -> Brand:
        """Add a brand on the first questionnaire."""
        brand = Brand(
            code=new_code(),
            organisation=organisation,
            questionnaire_id=1,
            name=name,
            mark=name[0],
            positioning="居民的事，党员跑。",
            responsible="Alice",
            created_at=now(),
            changed_at=now(),
        )
        db.session.add(brand)
        db.session.flush()
        return brand

    def make_point(self, brand: Brand, name: str, channel: Channel = Channel.COUNTER) -> Point:
        """Add an open point."""
        point = Point(
            code=new_code(),
            brand=brand,
            name=name,
            place="桂花街道党群服务中心",
            channel=channel.value,
            created_at=now(),
            changed_at=now(),
        )
        db.session.add(point)
        db.session.flush()
        return point

    def rate(
        self,
        point: Point,
        grade: int | None,
        comment: str = "",
        at: datetime | None = None,
        device: str | None = None,
        source: Source = Source.SCAN,
        **more: Any,
    ) -> int:
        """Rate a point as a phone would; return the rating's id. `more`: tags, awareness, above."""
        sent = Sent(grade="none" if grade is None else str(grade), comment=comment, **more)
        version = current_version(point.brand.questionnaire_id)
        receive(point.id, point.code, version.id, sent, None, at or now(), source, device=device)
        return db.session.scalars(select(func.max(Rating.id))).one() or 0
