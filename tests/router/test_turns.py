"""Writers of one SQLite file take turns: nobody is kept out by whoever has just written."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

from sqlalchemy import text

from config import schema
from router.storage.database import Database

WRITERS = 5
FIRST_TO = 100


def test_of_five_who_write_without_pause_each_has_its_share(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'house.sqlite3'}"
    schema.migrate(url)
    over = Event()

    def write(number: int) -> int:
        database, turns = Database(url), 0
        while not over.is_set():
            with database.transaction() as session:
                session.execute(text("insert into turn (n) values (:n)"), {"n": number})
            turns += 1
            if turns == FIRST_TO:
                over.set()
        database.close()
        return turns

    keeper = Database(url)
    with keeper.transaction() as session:
        session.execute(text("create table turn (n integer)"))
    with ThreadPoolExecutor(WRITERS) as pool:
        turns = list(pool.map(write, range(WRITERS)))
    with keeper.reading() as session:
        kept = session.scalar(text("select count(*) from turn"))
    keeper.close()
    assert kept == sum(turns)
    assert min(turns) >= FIRST_TO // 5, turns
