"""The diary: people and places, when they work, what is held and agreed, and the cells that let nothing be double."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from router.model.base import Base
from router.model.case import Case
from router.model.home import Home


class Resource(Base):
    """Somebody or something with a diary.

    `kind`: 'operative', 'officer', 'surveyor', 'agent' or 'place'. `serves`: the kinds of appointment it takes;
    `trades`: ids of `repairs.yaml`; `patches`: codes it is limited to, none named: everywhere. `seats`: how many at
    once (a person has one). `staff_id`: whose diary it is, where they sign in too. `feed`: the secret of its `.ics`
    feed, changed to close it. `link_version` rises to end every link that was given out for its visits.
    """

    __tablename__ = "resource"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12))
    serves: Mapped[list[str]] = mapped_column(default=list)
    trades: Mapped[list[str]] = mapped_column(default=list)
    patches: Mapped[list[str]] = mapped_column(default=list)
    languages: Mapped[list[str]] = mapped_column(default=list)
    seats: Mapped[int] = mapped_column(default=1)
    phone: Mapped[str] = mapped_column(String(30), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"), index=True)
    feed: Mapped[str] = mapped_column(String(64), default="", index=True)
    link_version: Mapped[int] = mapped_column(default=1)
    active: Mapped[bool] = mapped_column(default=True)


class WorkingPattern(Base):
    """When it usually works: one weekday's stretch. `weekday` Monday 0, London minutes from midnight.

    In force from `from_day` to `until_day` (both count in; None: for good), every `every_weeks` weeks counted from
    the week of `from_day`.
    """

    __tablename__ = "working_pattern"
    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), index=True)
    weekday: Mapped[int]
    starts: Mapped[int]
    ends: Mapped[int]
    from_day: Mapped[date] = mapped_column(Date)
    until_day: Mapped[date | None] = mapped_column(Date)
    every_weeks: Mapped[int] = mapped_column(default=1)


class Leave(Base):
    """When somebody is away, or a place is shut, whatever the pattern says. `ended_at`: taken back then."""

    __tablename__ = "leave"
    __table_args__ = (Index("ix_leave_resource", "resource_id", "until_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(200), default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    ended_at: Mapped[datetime | None]


class DiarySession(Base):
    """One surgery session at a part-time office, or one estate walkabout. `state`: 'planned' or 'cancelled'.

    A surgery's visits are `minutes` long, `seats` at a time, in the diary of its place. A walkabout is public: it has
    a day, a meeting point (`place`) and an officer, and takes no bookings. `walk_ins`: who came without one.
    """

    __tablename__ = "diary_session"
    __table_args__ = (
        UniqueConstraint("resource_id", "starts_at"),
        Index("ix_diary_session_starts", "kind", "starts_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    minutes: Mapped[int] = mapped_column(default=20)
    seats: Mapped[int] = mapped_column(default=1)
    place: Mapped[str] = mapped_column(String(300), default="")
    patch: Mapped[str] = mapped_column(String(20), default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    walk_ins: Mapped[int] = mapped_column(default=0)
    state: Mapped[str] = mapped_column(String(12), default="planned")
    note: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    resource: Mapped[Resource] = relationship()


class TimesOffered(Base):
    """Times put to a tenant, held for them until `expires_at`; each is an `Appointment` in state 'held'.

    `state`: 'open', 'taken', 'declined', 'lapsed', 'withdrawn' or 'person' (somebody takes over). `why`: 'new', 'move'
    (of `moves_id`), 'sooner' (a freed time for `moves_id`) or 'again' (they were told that theirs had gone).
    `read_back`: the number of the time that was read back and waits for a yes, 0 for none. `asked`: how often they were
    not understood. `need`: what they need, as JSON of `router.values.Need`. `party`, `channel`: whom it was put to.
    """

    __tablename__ = "times_offered"
    __table_args__ = (
        Index("ix_times_offered_party", "party", "state"),
        Index("ix_times_offered_state", "state", "expires_at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    party: Mapped[str] = mapped_column(String(320), default="")
    channel: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[str] = mapped_column(String(12), default="open")
    why: Mapped[str] = mapped_column(String(12), default="new")
    moves_id: Mapped[int | None]  # an appointment; no foreign key, for each table would refer to the other
    need: Mapped[dict[str, Any]] = mapped_column(default=dict)
    read_back: Mapped[int] = mapped_column(default=0)
    asked: Mapped[int] = mapped_column(default=0)
    offered_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    by: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    case: Mapped[Case] = relationship()


class Appointment(Base):
    """A time kept for a tenant ('held'), agreed ('booked', 'on_the_way', 'arrived'), or over.

    States: see `router.values.LIVE` and `AGREED`. `window_from` to `window_until` is what the tenant is told,
    `starts_at` to `ends_at` the work as planned, `blocked_from` to `blocked_until` it with travel and buffer, all UTC.
    `slot_id`: the band of its resource's day, or the session's minute ('12:2026-11-24:am', 's7:0950'). `number`: as the
    tenant sees it among the times offered. `uid` and `sequence` are its iCalendar identity: the sequence rises with
    every change the tenant is told of. `form_id` makes booking from a page idempotent. `visit`: how many visits for
    this job, from 1; `follows_id`: the visit before. `no_access`: how often nobody was in. `owed_pounds`: what we owe
    for having missed it. `sooner`: they would like an earlier time. `reminded_day` and
    `reminded_morning`: the sequence whose reminder was written, -1 for none.
    """

    __tablename__ = "appointment"
    __table_args__ = (
        Index("ix_appointment_resource", "resource_id", "state", "blocked_from"),
        Index("ix_appointment_second", "second_id", "state", "blocked_from"),
        Index("ix_appointment_state", "state", "window_from"),
        Index("ix_appointment_held", "state", "held_until"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(12), default="held")
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("resource.id"))
    session_id: Mapped[int | None] = mapped_column(ForeignKey("diary_session.id"), index=True)
    times_id: Mapped[int | None] = mapped_column(ForeignKey("times_offered.id"), index=True)
    number: Mapped[int] = mapped_column(default=0)
    home_id: Mapped[int | None] = mapped_column(ForeignKey("home.id"), index=True)
    slot: Mapped[str] = mapped_column(String(20))
    slot_id: Mapped[str] = mapped_column(String(60), default="", index=True)
    seat: Mapped[int] = mapped_column(default=0)
    window_from: Mapped[datetime]
    window_until: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    blocked_from: Mapped[datetime]
    blocked_until: Mapped[datetime]
    repairs: Mapped[list[str]] = mapped_column(default=list)
    trades: Mapped[list[str]] = mapped_column(default=list)
    held_until: Mapped[datetime | None]
    booked_at: Mapped[datetime | None]
    booked_by: Mapped[str] = mapped_column(String(30), default="")
    uid: Mapped[str] = mapped_column(String(64), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    form_id: Mapped[str | None] = mapped_column(String(64), unique=True)
    note: Mapped[str] = mapped_column(Text, default="")
    visit: Mapped[int] = mapped_column(default=1)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    no_access: Mapped[int] = mapped_column(default=0)
    owed_pounds: Mapped[int] = mapped_column(default=0)
    sooner: Mapped[bool] = mapped_column(default=False)
    reminded_day: Mapped[int] = mapped_column(default=-1)
    reminded_morning: Mapped[int] = mapped_column(default=-1)
    on_the_way_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column(default=1)
    case: Mapped[Case] = relationship()
    resource: Mapped[Resource] = relationship(foreign_keys=[resource_id])
    second: Mapped[Resource | None] = relationship(foreign_keys=[second_id])
    home: Mapped[Home | None] = relationship()
    session: Mapped[DiarySession | None] = relationship()
    times: Mapped[TimesOffered | None] = relationship(foreign_keys=[times_id])


class DiaryCell(Base):
    """Five minutes of one seat of one resource's time, owned by one appointment. Its key lets nothing be double.

    One insert of all its cells decides who has a time, on both databases (F51, F52): holds and visits alike.
    """

    __tablename__ = "diary_cell"
    resource_id: Mapped[int] = mapped_column(ForeignKey("resource.id"), primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    seat: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    appointment_id: Mapped[int] = mapped_column(ForeignKey("appointment.id"), index=True)
