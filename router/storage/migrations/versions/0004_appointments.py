"""The diary: people and places, when they work, times offered, appointments and their cells."""

import sqlalchemy as sa
from alembic import op

from router.model.base import Utc

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("serves", sa.JSON(), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("patches", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=True),
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("link_version", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_resource_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource")),
        sa.UniqueConstraint("code", name=op.f("uq_resource_code")),
    )
    with op.batch_alter_table("resource", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_resource_feed"), ["feed"], unique=False)
        batch_op.create_index(batch_op.f("ix_resource_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "diary_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=300), nullable=False),
        sa.Column("patch", sa.String(length=20), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.Column("walk_ins", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["staff.id"], name=op.f("fk_diary_session_officer_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_diary_session_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diary_session")),
        sa.UniqueConstraint("resource_id", "starts_at", name=op.f("uq_diary_session_resource_id_starts_at")),
    )
    with op.batch_alter_table("diary_session", schema=None) as batch_op:
        batch_op.create_index("ix_diary_session_starts", ["kind", "starts_at"], unique=False)

    op.create_table(
        "leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("from_at", Utc(), nullable=False),
        sa.Column("until_at", Utc(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_leave_by")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_leave_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_leave")),
    )
    with op.batch_alter_table("leave", schema=None) as batch_op:
        batch_op.create_index("ix_leave_resource", ["resource_id", "until_at"], unique=False)

    op.create_table(
        "working_pattern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.Column("every_weeks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_working_pattern_resource_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_working_pattern")),
    )
    with op.batch_alter_table("working_pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_working_pattern_resource_id"), ["resource_id"], unique=False)

    op.create_table(
        "times_offered",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("party", sa.String(length=320), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("moves_id", sa.Integer(), nullable=True),
        sa.Column("need", sa.JSON(), nullable=False),
        sa.Column("read_back", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("offered_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["staff.id"], name=op.f("fk_times_offered_by")),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_times_offered_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_times_offered")),
    )
    with op.batch_alter_table("times_offered", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_times_offered_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_times_offered_party", ["party", "state"], unique=False)
        batch_op.create_index("ix_times_offered_state", ["state", "expires_at"], unique=False)

    op.create_table(
        "appointment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("times_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("home_id", sa.Integer(), nullable=True),
        sa.Column("slot", sa.String(length=20), nullable=False),
        sa.Column("slot_id", sa.String(length=60), nullable=False),
        sa.Column("seat", sa.Integer(), nullable=False),
        sa.Column("window_from", Utc(), nullable=False),
        sa.Column("window_until", Utc(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc(), nullable=False),
        sa.Column("blocked_from", Utc(), nullable=False),
        sa.Column("blocked_until", Utc(), nullable=False),
        sa.Column("repairs", sa.JSON(), nullable=False),
        sa.Column("trades", sa.JSON(), nullable=False),
        sa.Column("held_until", Utc(), nullable=True),
        sa.Column("booked_at", Utc(), nullable=True),
        sa.Column("booked_by", sa.String(length=30), nullable=False),
        sa.Column("uid", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("no_access", sa.Integer(), nullable=False),
        sa.Column("owed_pounds", sa.Integer(), nullable=False),
        sa.Column("sooner", sa.Boolean(), nullable=False),
        sa.Column("reminded_day", sa.Integer(), nullable=False),
        sa.Column("reminded_morning", sa.Integer(), nullable=False),
        sa.Column("on_the_way_at", Utc(), nullable=True),
        sa.Column("arrived_at", Utc(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case.id"], name=op.f("fk_appointment_case_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["appointment.id"], name=op.f("fk_appointment_follows_id")),
        sa.ForeignKeyConstraint(["home_id"], ["home.id"], name=op.f("fk_appointment_home_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_appointment_resource_id")),
        sa.ForeignKeyConstraint(["second_id"], ["resource.id"], name=op.f("fk_appointment_second_id")),
        sa.ForeignKeyConstraint(["session_id"], ["diary_session.id"], name=op.f("fk_appointment_session_id")),
        sa.ForeignKeyConstraint(["times_id"], ["times_offered.id"], name=op.f("fk_appointment_times_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
        sa.UniqueConstraint("form_id", name=op.f("uq_appointment_form_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_appointment_uid")),
    )
    with op.batch_alter_table("appointment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appointment_case_id"), ["case_id"], unique=False)
        batch_op.create_index("ix_appointment_held", ["state", "held_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_home_id"), ["home_id"], unique=False)
        batch_op.create_index("ix_appointment_resource", ["resource_id", "state", "blocked_from"], unique=False)
        batch_op.create_index("ix_appointment_second", ["second_id", "state", "blocked_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_slot_id"), ["slot_id"], unique=False)
        batch_op.create_index("ix_appointment_state", ["state", "window_from"], unique=False)
        batch_op.create_index(batch_op.f("ix_appointment_times_id"), ["times_id"], unique=False)

    op.create_table(
        "diary_cell",
        sa.Column("resource_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Utc(), nullable=False),
        sa.Column("seat", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("appointment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["appointment_id"], ["appointment.id"], name=op.f("fk_diary_cell_appointment_id")),
        sa.ForeignKeyConstraint(["resource_id"], ["resource.id"], name=op.f("fk_diary_cell_resource_id")),
        sa.PrimaryKeyConstraint("resource_id", "starts_at", "seat", name=op.f("pk_diary_cell")),
    )
    with op.batch_alter_table("diary_cell", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_diary_cell_appointment_id"), ["appointment_id"], unique=False)

    op.add_column("case", sa.Column("arranged_until", Utc(), nullable=True))
