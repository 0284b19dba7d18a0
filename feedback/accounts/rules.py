"""Who may do what: roles, duties, and the question 'is this below mine?'."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is in one organisation; the value is stored, the label is read."""

    BRANCH_STAFF = "branch_staff"
    BRANCH_MANAGER = "branch_manager"
    REVIEWER = "reviewer"
    COMMITTEE_MANAGER = "committee_manager"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return ROLE_NAMES[self]


ROLE_NAMES = {
    Role.BRANCH_STAFF: "支部工作人员",
    Role.BRANCH_MANAGER: "支部书记",
    Role.REVIEWER: "考核组评委",
    Role.COMMITTEE_MANAGER: "考核组负责人",
    Role.SYSTEM_ADMIN: "系统管理员",
    Role.SECURITY_ADMIN: "安全管理员",
    Role.AUDIT_ADMIN: "审计管理员",
}
BRANCH = (Role.BRANCH_STAFF, Role.BRANCH_MANAGER)
COMMITTEE = (Role.REVIEWER, Role.COMMITTEE_MANAGER)
# Three duties apart: whoever runs the system does not make accounts, and neither reads away the trail.
# None of them reads comments or touches a score.
ADMINISTRATORS = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)


class Kind(StrEnum):
    """A node of the organisation tree."""

    COMMITTEE = "committee"
    GENERAL_BRANCH = "general_branch"
    BRANCH = "branch"

    @property
    def label(self) -> str:
        """Return the Chinese name."""
        return {"committee": "党委", "general_branch": "党总支", "branch": "党支部"}[self]


# Which kind hangs below which; a branch is a leaf and owns brands.
BELOW = {
    Kind.COMMITTEE: (Kind.GENERAL_BRANCH, Kind.BRANCH),
    Kind.GENERAL_BRANCH: (Kind.BRANCH,),
    Kind.BRANCH: (),
}


def is_below(path: str, top: str) -> bool:
    """Return whether the organisation at `path` is the one at `top` or stands under it ("/1/4/" under "/1/")."""
    return path.startswith(top)
