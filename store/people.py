"""People: customers and the team, and the addresses at which they are reached."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from store.moment import Ms


class Language(StrEnum):
    """Languages that a person can be spoken to in."""

    ZH = "zh"
    EN = "en"


class Role(StrEnum):
    """What a person is to the team. Everyone who writes in is a customer until invited.

    A room is nobody: it is a place where the team reads together, and is told every change of every ticket.
    """

    CUSTOMER = "customer"
    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    ROOM = "room"


class Tier(StrEnum):
    """The customer's standing."""

    NEW = "new"
    RETURNING = "returning"
    ENTERPRISE = "enterprise"
    VIP = "vip"


class Person(Struct, frozen=True, omit_defaults=True):
    """One human being. `groups` are playbook group ids and only mean something for the team."""

    id: int
    name: str = ""
    language: Language = Language.ZH
    role: Role = Role.CUSTOMER
    phone: str = ""
    tier: Tier | None = None
    groups: tuple[str, ...] = ()
    on_duty: bool = True
    removed: bool = False
    since: Ms = 0

    @property
    def is_team(self) -> bool:
        """Whether the person works tickets."""
        return self.role not in {Role.CUSTOMER, Role.ROOM} and not self.removed

    @property
    def is_lead(self) -> bool:
        """Whether the person supervises."""
        return self.role in {Role.SUPERVISOR, Role.ADMIN} and not self.removed


class Address(Struct, frozen=True, omit_defaults=True):
    """Where a person is reached: one chat on one channel. `external` is the channel's own id of it."""

    id: int
    person: int
    channel: str
    external: str
    seen: Ms = 0
    blocked: bool = False


class Invitation(Struct, frozen=True):
    """A one-time code that makes whoever enters it the invited person. `code_hash` is the SHA-256 of the code."""

    code_hash: str
    person: int
    expires: Ms
