"""Reads and checks a landlord's folder (`config/landlord`): what a landlord may change without code.

Everything wrong is refused at the start with `BadSetting`, in one line: file, line, what, what to do. The values that
come out are in `router/landlord.py`. Both web and worker processes read it, so it stays fast: libyaml, one pass.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from config import landlord_appointments, landlord_clocks, landlord_office, landlord_on_call, landlord_queues
from config.landlord_reading import LINE, LandlordFile
from router.values import (
    URGENCIES,
    DeadlineRule,
    Landlord,
    QueueType,
    RepairType,
    SafetyScript,
    TopicType,
    UpliftRule,
    Urgency,
)

SAFETY_MINIMUM = "We have your message. If you are in danger now call 999."
"""The only automatic words for domestic abuse and safeguarding; not the landlord's to change (`interface.md`)."""
CHANNELS = ("sms", "whatsapp", "email", "voice", "web")
PLACEHOLDERS = {"reference", "landlord", "phone", "opening", "position"}
PAGE_PLACEHOLDERS = {"reference", "landlord", "lane", "danger", "minutes", "waited", "link", "code", "name", "time",
                     "late"}  # fmt: skip
VISIT_PLACEHOLDERS = {"reference", "landlord", "phone", "what", "visit", "when", "where", "adult", "time", "name",
                      "pounds", "count", "link"}  # fmt: skip
APPOINTMENT_PLACEHOLDERS = {"reference", "landlord", "phone", "what", "visit", "when", "where", "adult", "times",
                            "numbers", "until", "references", "name", "example", "pounds", "ago", "left",
                            "language"}  # fmt: skip
VOICE_PLACEHOLDERS = PLACEHOLDERS | {"number", "time", "where"}  # a key or a telephone number; a time as it is spoken
_FIELDS = {"page": PAGE_PLACEHOLDERS, "visit": VISIT_PLACEHOLDERS, "appointment": APPOINTMENT_PLACEHOLDERS,
           "voice": VOICE_PLACEHOLDERS, "added": {*PLACEHOLDERS, "until"},
           **{name: PLACEHOLDERS | {"progress"} for name in ("ack", "canned", "progress")}}  # fmt: skip
"""What may stand in braces in words whose name begins so; in any other: PLACEHOLDERS."""
REQUIRED_REPLIES = {
    *(f"ack_{channel}_{hours}" for channel in CHANNELS for hours in ("open", "closed")),
    "safety_minimum", "progress_see", "progress_link", "ack_email_subject", "voice_greeting", "voice_menu",
    "voice_hold", "voice_position", "voice_coming", "voice_voicemail", "voice_voicemail_thanks", "voice_closed",
    "visit_remind_day", "visit_remind_morning", "visit_on_the_way", "visit_no_access", "visit_no_access_last",
    "visit_no_show", "visit_no_answer",
    "visit_missed", "visit_late", "visit_late_coming", "visit_return", "visit_round", "visit_one_more", "visit_off",
    "visit_word_early", "visit_word_read", "visit_word_again", "visit_word_far", "visit_word_late",
    "visit_word_in_time",
    *(f"appointment_{name}" for name in (
        "offer", "offer_more", "offer_one", "read_back", "which_time", "which", "who", "who_again", "when_suits",
        "booked", "moved", "cancelled", "called_off", "already", "when", "thanks", "ask_change", "ask_cancel", "late",
        "under_way", "over", "on_the_list", "stays", "no_others_stays", "no_others", "not_needed", "person", "ring",
        "lapsed_times", "lapsed_stays", "emergency", "emergency_person", "which_one", "when_all", "not_chosen",
        "gone", "lapsed", "others", "nothing_then", "time_past", "soonest", "until_you_choose", "sooner_first",
        "nobody_in", "together", "finish", "second", "nothing_free", "nothing_there", "then_elsewhere",
        "not_at_office", "not_at_home", "not_theirs", "another_office",
        "sessions", "sessions_known", "place", "walkabouts", "sorry", "one_is_enough", "called_off_first",
        "passed_on", "passed_on_soon", "still", "none_yet", "too_far", "day_off", "this_is", "may_change", "read_too",
        "when_today", "when_coming", "when_here", "choose_each", "missed_first", "missed_sent", "rung_too",
        "rest_next", "rest_person", "rest_too", "session_off", "time_over",
        "was", "still_needed", "none_for", "no_hour", "no_hour_too_far", "no_hour_day_off", "until_another",
        "who_comes", "still_kept", "noted", "noted_language", "not_kept", "danger_first", "sorry_loss",
    )),
}  # fmt: skip
REPAIR_KEYS = {
    "id", "label", "queue", "trade", "second_trade", "urg", "up", "rtr", "hz", "awaab", "script", "resp", "book",
    "loc", "ask", "phrases", "restricted", "check_complaint", "never_say",
}  # fmt: skip
TOPIC_KEYS = {
    "id", "label", "queue", "target", "restricted", "script", "appt", "phrases", "case", "hate", "self_service",
    "clock",
}  # fmt: skip
SCRIPT_KEYS = {
    "id", "triggers", "severity", "first_question", "say", "number", "repeat_number", "text_number", "never", "after",
    "blocks_booking_until_said", "branch", "note", "escalate_if", "end_call_quickly",
}  # fmt: skip


def load(folder: Path) -> Landlord:
    """The landlord of this folder. Raises BadSetting on the first thing that is wrong."""
    who = LandlordFile(folder, "landlord.toml")
    clocks = LandlordFile(folder, "deadlines.yaml")
    scripts_file, repairs_file = (
        LandlordFile(folder, "safety.yaml"),
        LandlordFile(folder, "repairs.yaml"),
    )
    topics_file = LandlordFile(folder, "topics.yaml")
    queues_file = LandlordFile(folder, "queues.toml")
    queues = landlord_queues.queues(queues_file)
    skills = landlord_queues.skills(queues_file, queues)
    scripts = _scripts(scripts_file)
    hazards = landlord_clocks.hazards(clocks)
    deadlines, clock_events = landlord_clocks.deadlines(clocks), landlord_clocks.events(clocks)
    flags = repairs_file.data.get("flags") or {}
    repairs = _repairs(repairs_file, queues, scripts, deadlines, flags)
    topics = _topics(topics_file, queues, scripts, deadlines)
    for script in scripts.values():
        for trigger in script.triggers:
            if trigger not in repairs and trigger not in topics:
                scripts_file.refuse(
                    _line_with(scripts_file, trigger),
                    f"'{script.id}' is triggered by '{trigger}', which no repair and no topic has",
                    "use an id of repairs.yaml or topics.yaml",
                )
    on_call = landlord_on_call.on_call(who, queues)
    trades = _trades(repairs_file)
    groups = {repair.group for repair in repairs.values()}
    visits = LandlordFile(folder, "appointments.toml")
    landlord_clocks.check(clocks, deadlines, clock_events, topics, repairs, on_call)
    return Landlord(
        name=who.word(who.line_of("name"), who.data, "name"),
        phone=who.word(who.line_of("phone"), who.data, "phone"),
        mail_addresses=landlord_office.mail_addresses(who),
        opening=landlord_office.opening(who),
        repairs=repairs,
        topics=topics,
        queues=queues,
        scripts=scripts,
        uplifts=_uplifts(repairs_file, flags),
        replies=_replies(LandlordFile(folder, "replies.toml"), landlord_on_call.WORDS if on_call else ()),
        continue_days=who.number(who.line_of("continue_days"), who.data, "continue_days"),
        theme=landlord_office.theme(who),
        offices=landlord_office.offices(who),
        patches=landlord_office.patches(who),
        deadlines=deadlines,
        clock_events=clock_events,
        hazards=hazards,
        flags={key: str(value) for key, value in flags.items() if key != LINE},
        needs_person_below=landlord_office.needs_person_below(who),
        skills=tuple(skills),
        skill_names={skill: name for skill, name in skills.items() if name},
        on_call=on_call,
        trades=trades,
        appointments=landlord_appointments.rules(visits, repairs, groups, trades, flags, topics),
    )


def _line_with(file: LandlordFile, written: str) -> int:
    found = re.search(rf"(?<![\w.]){re.escape(written)}(?![\w.])", file.text)
    return file.text[: found.start()].count("\n") + 1 if found else 0


def _urgency(file: LandlordFile, line: int, row: Mapping[str, Any], value: Any) -> Urgency:
    if value == "emergency_review":  # a person decides at once; until then it is an emergency
        return "emergency"
    file.one_of(line, row, "urgency", str(value), URGENCIES)
    return cast(Urgency, value)


def _scripts(file: LandlordFile) -> dict[str, SafetyScript]:
    scripts: dict[str, SafetyScript] = {}
    numbers = {row.get("id"): row.get("number") or "" for _, row in file.rows(file.data, "numbers")}
    for line, row in file.rows(file.data, "scripts"):
        file.keys(line, row, SCRIPT_KEYS)
        identity = file.new(line, row, scripts)
        scripts[identity] = SafetyScript(
            id=identity,
            severity=_urgency(file, line, row, row.get("severity")),
            triggers=file.words(line, row, "triggers"),
            say=file.words(line, row, "say"),
            first_question=file.word(line, row, "first_question", ""),
            after=file.word(line, row, "after", ""),
            number=str(numbers.get(row.get("number"), "")),
            repeat_number=file.number(line, {"repeat_number": 1, **row}, "repeat_number"),
            end_call_quickly=row.get("end_call_quickly", False) is True,
        )
    return scripts


def _script_of(
    file: LandlordFile, line: int, row: Mapping[str, Any], scripts: Mapping[str, SafetyScript]
) -> str | None:
    script = row.get("script")
    if script is not None:
        file.one_of(line, row, "script", str(script), scripts)
    return script


def _trades(file: LandlordFile) -> dict[str, str]:
    """Who does the work: id -> what they are called."""
    rows = file.data.get("trades") or {}
    return {key: file.word(row.get(LINE, 0), row, "label") for key, row in rows.items() if key != LINE}


def _booking(file: LandlordFile, line: int, row: Mapping[str, Any]) -> str:
    booking = file.word(line, row, "book", "agent")
    file.one_of(line, row, "way of booking", booking, ("auto", "agent", "ooh", "none"))
    return booking


def _repairs(
    file: LandlordFile,
    queues: Mapping[str, QueueType],
    scripts: Mapping[str, SafetyScript],
    deadlines: Mapping[str, DeadlineRule],
    flags: Mapping[str, Any],
) -> dict[str, RepairType]:
    repairs: dict[str, RepairType] = {}
    trades = file.data.get("trades") or {}
    groups: set[str] = set()
    for group_line, group in file.rows(file.data, "groups"):
        group_id = file.new(group_line, group, groups)
        groups.add(group_id)
        for line, row in file.rows(group, "items"):
            file.keys(line, row, REPAIR_KEYS)
            identity = file.new(line, row, repairs)
            if not identity.startswith(f"{group_id}."):
                file.refuse(
                    line,
                    f"'{identity}' stands in the group '{group_id}'",
                    f"begin its id with {group_id}.",
                )
            queue = row.get("queue", group.get("queue"))
            file.one_of(line, row, "queue", str(queue), queues)
            for key in ("trade", *(("second_trade",) if "second_trade" in row else ())):
                file.one_of(line, row, "trade", file.word(line, row, key), trades)
            up = {key: value for key, value in (row.get("up") or {}).items() if key != LINE}
            for flag in up:
                file.one_of(line, row, "flag", flag, flags)
            for defect in file.words(line, row, "rtr"):
                file.one_of(line, row, "Right to Repair defect", defect, deadlines)
            repairs[identity] = RepairType(
                id=identity,
                label=file.word(line, row, "label"),
                group=group_id,
                group_label=file.word(group_line, group, "label"),
                queue=str(queue),
                trade=row["trade"],
                urgency=_urgency(file, line, row, row.get("urg")),
                uplifts={flag: _urgency(file, line, row, value) for flag, value in up.items()},
                right_to_repair=file.words(line, row, "rtr"),
                hazards=file.words(line, row, "hz"),
                awaab=file.word(line, row, "awaab", ""),
                script=_script_of(file, line, row, scripts),
                booking=_booking(file, line, row),
                second_trade=file.word(line, row, "second_trade", ""),
                locations=file.words(line, row, "loc"),
                questions=file.words(line, row, "ask"),
                phrases=file.words(line, row, "phrases"),
            )
    return repairs


def _topics(
    file: LandlordFile,
    queues: Mapping[str, QueueType],
    scripts: Mapping[str, SafetyScript],
    deadlines: Mapping[str, DeadlineRule],
) -> dict[str, TopicType]:
    topics: dict[str, TopicType] = {}
    targets = file.data.get("response_levels") or {}
    for _, group in file.rows(file.data, "groups"):
        for line, row in file.rows(group, "items"):
            file.keys(line, row, TOPIC_KEYS)
            identity = file.new(line, row, topics)
            queue = file.word(line, row, "queue")
            file.one_of(line, row, "queue", queue, queues)
            file.one_of(line, row, "target", file.word(line, row, "target"), targets)
            if "clock" in row:
                file.one_of(line, row, "clock", str(row["clock"]), deadlines)
            topics[identity] = TopicType(
                id=identity,
                label=row.get("label") or identity.replace("_", " ").replace(".", ": ").capitalize(),
                queue=queue,
                target=row["target"],
                restricted=row.get("restricted", False) is True or queues[queue].restricted,
                script=_script_of(file, line, row, scripts),
                phrases=file.words(line, row, "phrases"),
            )
    if "general.unclear" not in topics:
        file.refuse(
            0,
            "has no topic 'general.unclear'",
            "add it: what nobody understands is called that",
        )
    return topics


def _uplifts(file: LandlordFile, flags: Mapping[str, Any]) -> tuple[UpliftRule, ...]:
    rules = []
    for line, row in file.rows(file.data, "uplift_rules"):
        file.keys(line, row, {"if", "applies_to_groups", "raise_by", "to", "cap"})
        named = file.words(line, row, "if")
        for flag in named:
            file.one_of(line, row, "flag", flag, flags)
        if not named or ("to" in row) == ("raise_by" in row):
            file.refuse(
                line,
                "a rule must say `if`, and either `to` or `raise_by`",
                "correct the rule",
            )
        rules.append(
            UpliftRule(
                flags=named,
                groups=file.words(line, row, "applies_to_groups"),
                raise_by=file.number(line, row, "raise_by") if "raise_by" in row else 0,
                to=_urgency(file, line, row, row["to"]) if "to" in row else None,
                cap=_urgency(file, line, row, row["cap"]) if "cap" in row else None,
            )
        )
    return tuple(rules)


def _replies(file: LandlordFile, more: Sequence[str] = ()) -> dict[str, str]:
    """`more`: names that must be there besides."""
    replies: dict[str, str] = {}
    for key, value in file.data.items():
        line = file.line_of(f"\n{key} =") + 1
        if not isinstance(value, str):
            file.refuse(line, f"'{key}' is not text", "write it in quotes")
        for used in re.findall(r"\{(\w*)\}", value):
            fields = _FIELDS.get(key.partition("_")[0], PLACEHOLDERS)
            if used not in fields:
                known = ", ".join(sorted(fields))
                file.refuse(
                    line,
                    f"'{key}' has {{{used}}}, which nothing fills in",
                    f"use one of {known}",
                )
        replies[key] = value.strip()
    missing = sorted({*REQUIRED_REPLIES, *more} - replies.keys())
    if missing:
        file.refuse(0, f"has no '{missing[0]}'", "write what we say there")
    if replies["safety_minimum"] != SAFETY_MINIMUM:
        line = file.line_of("\nsafety_minimum") + 1
        file.refuse(
            line,
            "safety_minimum has other words",
            f"it must be exactly: {SAFETY_MINIMUM}",
        )
    return replies
