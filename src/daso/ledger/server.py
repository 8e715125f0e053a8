"""A PostgreSQL server as the driver reaches it: its address, a few connections, and its errors as ours.

Every connection is told to wait for the disk (`synchronous_commit`), not to wait for ever, and to let go of what it
holds when we fall silent. One that breaks is thrown away, and the next who asks gets a fresh one. A password is used
for connecting, and stands in no error, note or name. Where the server is and what it says is for the operator: it
stands in the journal, and in errors that end a command, but in none that visitors meet.
Read next: `postgres.py`, the log in such a server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from select import POLLIN, poll
from threading import BoundedSemaphore
from typing import Final

import structlog

from daso.errors import Error, Misconfigured, Unavailable
from daso.ledger.log import LogBusy, LogClosed, LogDiskFull, StoreTampered

__all__ = [
    "DriverMissing",
    "LedgerCareless",
    "LedgerForbidden",
    "LedgerMalformed",
    "LedgerMissing",
    "LedgerRefused",
    "LogServerFailing",
    "LogServerFull",
    "LogServerGone",
    "LogServerReadOnly",
    "PostgresServer",
    "has_password",
]


class DriverMissing(Misconfigured):
    """The program that speaks to PostgreSQL was not installed with us."""

    code = "driver-missing"
    message = "A ledger in PostgreSQL needs psycopg, which is not here. Install it with: pip install 'daso[postgres]'"


class LedgerMalformed(Misconfigured):
    """No address of a database. It is not repeated, for a password may stand in it."""

    code = "ledger-malformed"
    message = (
        "The ledger's address can't be read. Write postgresql://user@host:5432/database, and odd signs of a name or "
        "password as in web addresses: %40 for @, %2F for /."
    )


class LedgerRefused(Misconfigured):
    """Wrong password, no such user, or no door for us."""

    code = "ledger-refused"
    message = (
        "The database server does not let us in at {place} ({why}). Check user and password (in DASO_LEDGER, "
        "PGPASSWORD or ~/.pgpass), and the server's pg_hba.conf."
    )


class LedgerMissing(Misconfigured):
    """The server is there, the database is not."""

    code = "ledger-missing"
    message = "There is no such database at {place}. Make it with createdb, or correct the ledger's address."


class LedgerForbidden(Misconfigured):
    """We are let in, and may not do what we must."""

    code = "ledger-forbidden"
    message = (
        "The database at {place} does not allow this ({why}). Make its user the owner of the database, or grant what "
        "is missing."
    )


class LedgerCareless(Misconfigured):
    """A server that acknowledges what is not on its disk."""

    code = "ledger-careless"
    message = (
        "The database server at {place} runs with {setting} off, so a power cut could take what was acknowledged. "
        "Switch it on in postgresql.conf and restart the server."
    )


class LogServerGone(Unavailable):
    """No connection, or one that broke; whether an append took hold, only `head` can tell."""

    code = "log-server-gone"
    message = (
        "The site's database does not answer just now. What was acknowledged is safe; try again in a moment. "
        "Operators: start the server or look after the network; the journal says more."
    )


class LogServerFull(Unavailable):
    """All places are taken."""

    code = "log-server-full"
    message = (
        "All connections to the site's database are taken. Nothing is lost; try again in a moment. Operators: if it "
        "stays so, raise max_connections."
    )


class LogServerReadOnly(Unavailable):
    """A standby, or a server that was switched to reading only."""

    code = "log-server-read-only"
    message = (
        "The site's database can only be read just now, so nothing was appended. Try again later. Operators: name the "
        "primary server in DASO_LEDGER, or make this one writable again."
    )


class LogServerFailing(Unavailable):
    """Any other trouble of the server; whether an append took hold, only `head` can tell."""

    code = "log-server-failing"
    message = (
        "The site's database does not do what it should. Try again in a moment. Operators: the journal and the "
        "server's own log say more."
    )


try:
    import psycopg
    from psycopg.conninfo import conninfo_to_dict, make_conninfo
    from psycopg.pq import TransactionStatus
except ImportError as error:
    raise DriverMissing from error

_log = structlog.get_logger("daso.ledger")

Connection = psycopg.Connection[psycopg.rows.TupleRow]

_ADDRESS: Final = re.compile(r"postgres(ql)?://([^@/?#\s]*@)?[^@?#\s]*(\?[^\s#]*)?")
"""With one @ at most: libpq would take the rest of a password with an @ in it for a host, and say so aloud."""

_USUAL: Final = {
    "application_name": "daso",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "client_encoding": "utf8",
}
_PREPARE: Final = """
SELECT set_config('synchronous_commit',
           CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, false),
       set_config('lock_timeout', %s, false),
       set_config('idle_in_transaction_session_timeout', '30s', false),
       current_setting('fsync'), current_setting('full_page_writes')
"""
_KINDS: Final[dict[str, type[Error]]] = {
    "08": LogServerGone,
    "23": StoreTampered,
    "25006": LogServerReadOnly,
    "28": LedgerRefused,
    "3D000": LedgerMissing,
    "40": LogBusy,
    "42501": LedgerForbidden,
    "53100": LogDiskFull,
    "53300": LogServerFull,
    "55P03": LogBusy,
    "57014": LogBusy,
    "57P": LogServerGone,
    "25P03": LogServerGone,
}
"""By the beginning of SQLSTATE, or the whole of it."""

_SAID: Final[tuple[tuple[re.Pattern[str], type[Error]], ...]] = (
    (re.compile(r'database ".*" does not exist'), LedgerMissing),
    (re.compile(r"authentication failed|no password|pg_hba|role .* does not exist|not permitted"), LedgerRefused),
    (re.compile(r"too many (clients|connections)|remaining connection slots"), LogServerFull),
)
"""While we connect there is no SQLSTATE, only what the server says; in another language it counts as gone."""


def has_password(url: str) -> bool:
    """Whether a password stands in the address."""
    return "password" in _parse(url)


def _parse(url: str) -> dict[str, str]:
    """What the address says, or an error that repeats nothing of it."""
    if not _ADDRESS.fullmatch(url):
        raise LedgerMalformed
    try:
        return {name: str(value) for name, value in conninfo_to_dict(url).items()}
    except psycopg.Error:
        raise LedgerMalformed from None  # what it says may hold the password


class PostgresServer:
    """The database at `url`, with at most `connections` at a time. `patience`: seconds to wait for others.

    Whatever the address leaves out is asked of the environment and of ~/.pgpass, as every PostgreSQL program does.
    """

    def __init__(self, url: str, patience: float = 10.0, connections: int = 16) -> None:
        said = _parse(url)
        self._secret = said.get("password", "")
        host, port = said.get("host", "localhost"), said.get("port", "")
        self.place = f"{host}{':' * bool(port)}{port}/{said.get('dbname', '')}"
        usual = {**_USUAL, "connect_timeout": str(max(2, int(patience)))}
        self._conninfo = make_conninfo("", **{**usual, **said})
        self._patience = patience
        self._places = BoundedSemaphore(connections)
        self._idle: list[Connection] = []
        self._is_closed = False
        self._told = "", ""

    @contextmanager
    def borrow(self) -> Iterator[Connection]:
        """A connection for one thread for a moment, outside of any transaction."""
        if self._is_closed:
            raise LogClosed
        if not self._places.acquire(timeout=self._patience):
            raise LogServerFull
        db: Connection | None = None
        try:
            db = self._take_idle() or self._connect()
            yield db
        except psycopg.Error as error:
            if db is None or db.closed:  # then the others will hardly do better
                self._drop_idle()
            raise self.explain(error) from None
        finally:
            self._give_back(db)
            self._places.release()

    def close(self) -> None:
        """Let go of every connection; closing twice is fine."""
        self._is_closed = True
        self._drop_idle()

    def explain(self, error: psycopg.Error) -> Error:
        """What psycopg says, as one of ours, with a sentence that says what to do."""
        state = error.sqlstate or ""
        why = self._hide(error.diag.message_primary or str(error))
        if not state:
            kind = next((kind for said, kind in _SAID if said.search(why)), LogServerGone)
        else:
            found = [kind for start, kind in _KINDS.items() if state.startswith(start)]
            kind = found[0] if found else LogServerFailing
        if not issubclass(kind, Unavailable):
            return kind(place=self.place, why=why)
        self._tell(kind.code, why)
        return kind()

    def _tell(self, code: str, why: str) -> None:
        """Say it in the journal, once for as long as it stays so."""
        if self._told != (code, why):
            self._told = code, why
            _log.warning("database", place=self.place, code=code, why=why)

    def _hide(self, said: str) -> str:
        line = " ".join(said.split())
        return line.replace(self._secret, "…") if self._secret else line

    def _connect(self) -> Connection:
        db = psycopg.connect(self._conninfo, autocommit=True)
        try:
            self._prepare(db)
        except Exception:
            db.close()
            raise
        self._told = "", ""
        return db

    def _prepare(self, db: Connection) -> None:
        row = db.execute(_PREPARE, [f"{int(self._patience * 1000)}ms"]).fetchone() or ()
        for name, value in zip(("fsync", "full_page_writes"), row[-2:], strict=True):
            if value != "on":
                raise LedgerCareless(place=self.place, setting=name)

    def _take_idle(self) -> Connection | None:
        """One that is still whole: a server that speaks while nothing was asked has said good-bye."""
        while self._idle:
            db = self._idle.pop()
            ear = poll()
            ear.register(db.fileno(), POLLIN)  # broken connections are told without being asked for
            if not ear.poll(0):
                return db
            db.close()
        return None

    def _give_back(self, db: Connection | None) -> None:
        if db is None:
            return
        if self._is_closed or db.closed or db.info.transaction_status != TransactionStatus.IDLE:
            db.close()
        else:
            self._idle.append(db)

    def _drop_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def __repr__(self) -> str:
        return f"PostgresServer({self.place})"
