"""`frontdoor corrections`: labelled lines with where they came from, personal data masked, nothing restricted."""

import io
import stat
from pathlib import Path

import pytest
from builders import OKAFOR, OKAFOR_MAIL, Cast, a_mail, a_text, case_of, hear
from click.testing import CliRunner
from sqlalchemy import select

from classifiers.training.corrections import read_files
from config import cli, corrections, export, verify
from config.masking import Mask
from config.wiring import House
from router.acknowledgement import Acknowledgement
from router.corrections import Corrections, Said
from router.model import Correction, Event, Message, Staff
from router.storage.database import hold_case
from router.values import Kept, RawMail


def judge(house: House, kept: Kept, who: int, said: Said | None) -> None:
    """Correct a message, or confirm it where nothing is said."""
    desk = Corrections(Acknowledgement(house.outbox, house.landlord), house.landlord)
    with house.database.transaction() as session:
        case, message = hold_case(session, case_of(house, kept).id), session.get_one(Message, kept.message_id)
        staff = session.get_one(Staff, who)
        assert case is not None
        if said is None:
            desk.confirm(session, case, message, staff, house.now())
        else:
            desk.correct(session, case, message, said, staff, house.now())


def written(house: House) -> tuple[list[str], str]:
    """The lines with a message or its provenance, and what was said of them."""
    out, err = io.StringIO(), io.StringIO()
    corrections.run(house.settings, None, out, err)
    return [line for line in out.getvalue().splitlines() if line][3:], err.getvalue().strip()


def test_a_line_a_message_with_where_it_came_from(house: House, cast: Cast) -> None:
    body = "My tap is Ngozi Okafor's tap.\nring 07700 900101 or ngozi.okafor@post.example, 1 Alder Road LX1 2AB"
    [kept] = hear(house, RawMail(("repairs@frontdoor.example",), OKAFOR_MAIL, a_mail(body), house.now()))
    judge(house, kept, cast.amina, Said("rents.pay"))
    judge(house, kept, cast.sue, Said("job.chase", ("plumbing.tap_dripping",), ("chaser",), "urgent", note="Secret."))
    lines, said = written(house)
    assert lines == [
        f"# correction 2, 2026-06-15, supervisor, corrected model {model_of(house, kept)}",
        (
            "job.chase +plumbing.tap_dripping #chaser =urgent @email | Hello\\nMy tap is [name]'s tap.\\n"
            "ring [phone] or [email], [address] [postcode]"
        ),
    ]
    assert said == "1 corrected and 0 confirmed messages."


def model_of(house: House, kept: Kept) -> str:
    with house.database.reading() as session:
        return str(session.get_one(Message, kept.message_id).labels["model"])


def test_a_confirmed_reading_is_a_line_as_well_and_what_was_undone_is_none(house: House, cast: Cast) -> None:
    [tap] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    [other] = hear(house, a_text("the toilet is blocked", "+447700900199"))
    judge(house, tap, cast.amina, None)
    judge(house, other, cast.amina, Said("rents.pay"))
    with house.database.transaction() as session:
        session.scalars(
            select(Correction).where(Correction.message_id == other.message_id)
        ).one().undone_at = house.now()
    lines, said = written(house)
    assert lines[1:] == ["plumbing.tap_dripping | my kitchen tap is dripping"]
    assert "confirmed model" in lines[0] and said == "0 corrected and 1 confirmed messages."


def test_what_is_restricted_does_not_leave(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    judge(house, kept, cast.amina, Said("safeguarding.domestic_abuse"))
    assert written(house) == ([], "0 corrected and 0 confirmed messages. Left out: 1 of restricted cases.")


def test_the_file_is_whole_for_its_owner_and_training_reads_it(house: House, cast: Cast, tmp_path: Path) -> None:
    [kept] = hear(house, a_text("my tap\u2028 drips | all night\r\nstill", OKAFOR))
    judge(house, kept, cast.amina, Said("plumbing.tap_dripping", flags=("repeat",)))
    file, err = tmp_path / "data" / "corrections.txt", io.StringIO()
    corrections.run(house.settings, file, io.StringIO(), err)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert err.getvalue() == f"1 corrected and 0 confirmed messages are in {file}.\n"
    found = read_files([file], house.landlord, [])
    [message] = found.messages
    assert (message.first, message.flags, message.text) == (
        "plumbing.tap_dripping", {"repeat"}, "my tap\n drips | all night\nstill")  # fmt: skip
    assert found.card()["roles"] == {"agent": 1} and found.card()["kinds"] == {"corrected": 1}


def test_it_is_typed_as_a_command(house: House, cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    [kept] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    judge(house, kept, cast.amina, Said("rents.pay"))
    monkeypatch.setenv("DATABASE_URL", house.settings.database_url)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "typed"))
    shown = CliRunner().invoke(cli.frontdoor, ["corrections", "--out", "-"], catch_exceptions=False)
    assert shown.exit_code == 0 and "rents.pay | my kitchen tap is dripping\n" in shown.stdout
    kept_there = CliRunner().invoke(cli.frontdoor, ["corrections"], catch_exceptions=False)
    assert kept_there.stdout == "" and "are in " in kept_there.stderr
    assert (tmp_path / "typed" / "corrections.txt").read_text(encoding="utf-8") == shown.stdout


def test_export_gives_the_labels_and_no_words(house: House, cast: Cast) -> None:
    [kept] = hear(house, a_text("i can smell gas", OKAFOR))
    judge(house, kept, cast.amina, Said("plumbing.tap_dripping", not_there=("gas",), note="Private words"))
    out = io.StringIO()
    export.run(house.settings, "corrections", "jsonl", None, out)
    assert '"first":"plumbing.tap_dripping"' in out.getvalue() and '"danger":["gas"]' in out.getvalue()
    assert "Private words" not in out.getvalue() and "i can smell gas" not in out.getvalue()


def test_verify_counts_a_correction_of_another_case_and_one_that_left_no_event(house: House, cast: Cast) -> None:
    [one] = hear(house, a_text("my kitchen tap is dripping", OKAFOR))
    [two] = hear(house, a_text("the toilet is blocked", "+447700900199"))
    judge(house, one, cast.amina, Said("rents.pay"))

    def wrong() -> int:
        with verify.one_moment(house.database) as session:
            return dict(verify.counts_in(session, house.settings, verify.DUE_FOR, house.now()))["correction of nothing"]

    assert wrong() == 0
    with house.database.transaction() as session:
        session.scalars(select(Correction)).one().case_id = case_of(house, two).id
    assert wrong() == 1
    with house.database.transaction() as session:
        session.scalars(select(Correction)).one().case_id = case_of(house, one).id
        session.scalars(select(Event).where(Event.what == "message.corrected")).one().what = "message.read"
    assert wrong() == 1


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("ring me on 07700 900123 or +44 7700 900124", "ring me on [phone] or [phone]"),
        ("my reference is 12345678901234", "my reference is [number]"),
        ("mail ann.o'neill@post.example.", "mail [email]."),
        ("see https://example.org/x?y=1 now", "see [link] now"),
        ("i am at lx12ab and M1 1AE", "i am at [postcode] and [postcode]"),
        ("its Ngozi  OKAFOR, ngozi okafor's flat", "its [name], [name]'s flat"),
        ("Ngozi said the Green is brown", "Ngozi said the Green is brown"),
        ("boiler E119, 2 taps, flat 3, 25 mould spots", "boiler E119, 2 taps, flat 3, 25 mould spots"),
        ("born 2019, rent 512.40, since 12/11/2026", "born 2019, rent 512.40, since 12/11/2026"),
    ],
)
def test_what_is_masked_of_anybody(text: str, masked: str) -> None:
    assert Mask(["Ngozi Okafor", "Hope", "Wei Lee"]).mask(text) == masked


def test_of_the_cases_own_tenant_every_part_is_masked() -> None:
    said = "Hi its Ngozi (Mrs Okafor) at 1 Alder Road, Larkbridge"
    assert Mask([]).mask(said, ["Mrs Ngozi Okafor"], ["1 Alder Road, Larkbridge"]) == (
        "Hi its [name] (Mrs [name]) at [address], [address]"
    )
