"""Clocks: what starts when a message reaches us. Pure.

Two arithmetics: elapsed hours in UTC, and working days in London time. Every clock starts at
receipt, on any channel, not when somebody opens it: "aware" means by any route (Hazards in Social
Housing (Prescribed Requirements) (England) Regulations 2025).
"""

from datetime import datetime, timedelta

from router.values import DeadlineStart, Labels, Landlord, Placement
from router.working_time import add_working_minutes, end_of_working_day

LIFE_SAFETY_MINUTES = 2
EMERGENCY_MINUTES = 30  # a person decides within 30 minutes, at any hour (`repairs.yaml`, emergency_review)


def started_by(labels: Labels, placement: Placement, received_at: datetime, landlord: Landlord) -> list[DeadlineStart]:
    """The clocks that this message starts. The first is always the answer."""
    clocks = [_answer(placement, received_at, landlord)]
    if placement.lane == 0 and labels.repair:
        clocks.append(DeadlineStart("emergency_make_safe", received_at, received_at + timedelta(hours=24),
                                    "Make safe within 24 hours (Awaab's Law, emergency hazard)"))  # fmt: skip
    if placement.lane == 1:
        clocks.append(DeadlineStart("hazard_investigate", received_at, end_of_working_day(received_at, 10),
                                    "Investigate within 10 working days (Awaab's Law)"))  # fmt: skip
    if labels.topic in ("complaints.new", "complaints.escalate"):
        clocks.append(DeadlineStart("complaint_acknowledge", received_at, end_of_working_day(received_at, 5),
                                    "Acknowledge within 5 working days (Complaint Handling Code)"))  # fmt: skip
    return clocks


def first_look(received_at: datetime) -> DeadlineStart:
    """The clock of a message that could not be read at all: it may be an emergency, at any hour."""
    return DeadlineStart("answer", received_at, received_at + timedelta(minutes=EMERGENCY_MINUTES),
                         "A person looks at what could not be read by machine")  # fmt: skip


def _answer(placement: Placement, received_at: datetime, landlord: Landlord) -> DeadlineStart:
    queue = landlord.queues.get(placement.queue)
    if placement.urgency == "life_safety":
        due = received_at + timedelta(minutes=LIFE_SAFETY_MINUTES)
    elif placement.lane == 0:
        due = received_at + timedelta(minutes=EMERGENCY_MINUTES)
    elif queue is None or queue.all_hours:
        due = received_at + timedelta(minutes=queue.answer_within_minutes if queue else 480)
    else:
        due = add_working_minutes(received_at, queue.answer_within_minutes, landlord.opening)
    title = queue.title if queue else placement.queue
    return DeadlineStart("answer", received_at, due, f"First answer from a person ({title})")
