"""Plans, offers, pages, levers; pauses of deadlines."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from router import clock
from router.model.base import Utc

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WARN_SHARE = 0.75
"""When a clock of an earlier version is warned of, as a share of its time."""


def _refers(name: str, to: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey(f"{to}.id"), nullable=True)


# Clocks had ids of their own before they came from `deadlines.yaml`: (before, now, how their time runs).
_RENAMED = (
    ("emergency_make_safe", "awaab_emergency", "elapsed"),
    ("hazard_investigate", "awaab_investigate", "days"),
    ("complaint_acknowledge", "cmp_s1_ack", "days"),
)

_NEW: tuple[tuple[str, "sa.Column[Any]"], ...] = (
    ("case", _refers("plan_version_id", "plan_version")),
    ("case", sa.Column("rule", sa.String(length=60), nullable=False, server_default="")),
    ("case", sa.Column("routed_at", Utc(), nullable=True)),
    ("case", sa.Column("fence", sa.Integer(), nullable=False, server_default="0")),
    ("case", _refers("last_agent_id", "staff")),
    ("deadline", sa.Column("paused_at", Utc(), nullable=True)),
    ("deadline", sa.Column("counting", sa.String(length=400), nullable=False, server_default="elapsed")),
    ("deadline", _refers("made_by", "staff")),
    ("deadline", sa.Column("warn_at", Utc(), nullable=True)),
    ("deadline", sa.Column("warned_at", Utc(), nullable=True)),
    ("deadline", sa.Column("escalated_at", Utc(), nullable=True)),
    ("deadline", sa.Column("note", sa.String(length=500), nullable=False, server_default="")),
    ("staff", sa.Column("levels", sa.JSON(), nullable=False, server_default="{}")),
    ("staff", sa.Column("pattern", sa.JSON(), nullable=False, server_default="[]")),
    ("staff", sa.Column("readiness", sa.String(length=16), nullable=False, server_default="ready")),
    ("staff", sa.Column("missed_offers", sa.Integer(), nullable=False, server_default="0")),
    ("staff", sa.Column("free_since", Utc(), nullable=True)),
)


def upgrade() -> None:
    op.create_table(
        "lever",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("queue", sa.String(length=60), nullable=False),
        sa.Column("to_queue", sa.String(length=60), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("from_at", Utc(), nullable=False),
        sa.Column("until_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_lever_by")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_lever_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lever")),
    )
    with op.batch_alter_table("lever", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lever_act"), ["act"], unique=False)
        batch_op.create_index("ix_lever_ended", ["ended_at", "until_at"], unique=False)

    op.create_table(
        "plan_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("made_at", Utc(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("in_force_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_plan_version_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_version")),
        sa.UniqueConstraint("number", name=op.f("uq_plan_version_number")),
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("agent_id", sa.Integer(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("offered_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["staff.id"], name=op.f("fk_offer_agent_id")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_offer_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("case_id", "fence", "agent_id", name=op.f("uq_offer_case_id_fence_agent_id")),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index("ix_offer_agent", ["agent_id", "outcome"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_offer_outcome", ["outcome", "expires_at"], unique=False)

    op.create_table(
        "deadline_pause",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("deadline_id", sa.Integer(), nullable=False),
        sa.Column("from_at", Utc(), nullable=False),
        sa.Column("until_at", Utc(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_deadline_pause_by")),
        sa.ForeignKeyConstraint(["deadline_id"], ["deadline.id"], name=op.f("fk_deadline_pause_deadline_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_pause")),
    )
    with op.batch_alter_table("deadline_pause", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_pause_deadline_id"), ["deadline_id"], unique=False)

    op.create_table(
        "page",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("chain", sa.String(length=40), nullable=False),
        sa.Column("rung", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("paged_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("acknowledged_at", Utc(), nullable=True),
        sa.Column("acknowledged_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["staff.id"], name=op.f("fk_page_acknowledged_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_page_case_id")),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_page_message_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_page_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page")),
    )
    with op.batch_alter_table("page", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_page_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_page_code"), ["code"], unique=False)
        batch_op.create_index("ix_page_state", ["state", "due_at"], unique=False)

    # One by one, not by making the tables anew: a table that others refer to is not dropped under them.
    for table, column in _NEW:
        op.add_column(table, column, inline_references=True)
    deadline = sa.table("deadline", sa.column("rule"), sa.column("counting"), sa.column("case_id"))
    case = sa.table("case", sa.column("id"), sa.column("topic"))
    for before, now, counting in _RENAMED:
        rows = deadline.update().where(deadline.c.rule == before)
        op.execute(rows.values(rule=now, counting=counting))
    second_stage = sa.select(case.c.id).where(case.c.topic == "complaints.escalate")
    first = deadline.c.rule == "cmp_s1_ack", deadline.c.case_id.in_(second_stage)
    op.execute(deadline.update().where(*first).values(rule="cmp_s2_ack"))
    _told_of(clock.now())


def _told_of(now: datetime) -> None:
    """Clocks that run: who is late already wakes nobody on the day of the upgrade; the others are warned of.

    Row by row in Python: the two databases count with times in different ways.
    """
    deadline = sa.table("deadline", sa.column("id"), sa.column("state"), sa.column("started_at", Utc()),
                        sa.column("due_at", Utc()), sa.column("warn_at", Utc()), sa.column("warned_at", Utc()),
                        sa.column("escalated_at", Utc()))  # fmt: skip
    running = sa.select(deadline.c.id, deadline.c.started_at, deadline.c.due_at).where(deadline.c.state == "running")
    rows = [
        {"number": number, "warn": started + (due - started) * WARN_SHARE, "told": due if due <= now else None}
        for number, started, due in op.get_bind().execute(running)
    ]
    if rows:
        new = {"warn_at": sa.bindparam("warn", type_=Utc()), "warned_at": sa.bindparam("told", type_=Utc()),
               "escalated_at": sa.bindparam("told", type_=Utc())}  # fmt: skip
        op.get_bind().execute(deadline.update().where(deadline.c.id == sa.bindparam("number")).values(new), rows)
