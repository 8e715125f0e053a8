"""Whatever lawful or unlawful things members try, the clerk takes what the law takes, and the audit finds it sound."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daso.canon import encode
from daso.clerk import Clerk, Evidence, StatementSource, Verifiers, audit_organisation
from daso.kernel.ballot import CastBallot
from daso.kernel.comment import PostComment
from daso.kernel.decision import CarryOutDecision
from daso.kernel.key import AddKey, RevokeKey
from daso.kernel.membership import LeaveOrganisation
from daso.kernel.proposal import OpenProposal, PublishProposal, WithdrawProposal
from daso.kernel.snapshot import compute_state_digest
from daso.kernel.transition import Envelope, decode_entry, replay
from daso.keys.sign import P256Signer
from daso.ledger import NoteSigner
from daso.ledger.memory import MemoryLog
from daso.testkit.person import Person
from tests.clerk.organisation import TEXT, create_story

STORY = create_story()
KINDS = ("open", "publish", "withdraw", "vote", "abstain", "carry out", "comment", "add key", "revoke key", "leave")

attempts = st.lists(
    st.tuples(
        st.integers(0, 4),
        st.sampled_from(KINDS),
        st.integers(1, 4),
        st.sampled_from([0, 1, 60_000, 30 * 3_600_000]),
        st.sampled_from(["now", "now", "now", "later", "forged"]),
    ),
    max_size=30,
)


def attempt(person: Person, kind: str, number: int) -> Envelope:
    """What somebody tries to do, lawful or not."""
    match kind:
        case "open":
            return person.do(OpenProposal, kind="ordinary", form="motion", options=2, text=TEXT, effects=())
        case "publish":
            return person.do(PublishProposal, proposal=number, text=TEXT)
        case "withdraw":
            return person.do(WithdrawProposal, proposal=number)
        case "vote":
            return person.do(CastBallot, proposal=number, text=TEXT, choices=(1 + number % 2,), reason="")
        case "abstain":
            return person.do(CastBallot, proposal=number, text=TEXT, choices=(), reason="")
        case "carry out":
            return person.do(CarryOutDecision, proposal=number)
        case "add key":
            return person.do(AddKey, key=P256Signer.from_seed(b"key %d" % number).key, label="")
        case "revoke key":
            return person.do(RevokeKey, key=number)
        case "leave":
            return person.do(LeaveOrganisation)
        case _:
            return person.do(PostComment, subject="charter", text=TEXT)


@given(tried=attempts, batch=st.integers(1, 40))
def test_any_history_is_sound(tried: list[tuple[int, str, int, int, str]], batch: int, verifiers: Verifiers) -> None:
    """The State of the clerk is the one that follows from its log, its statements hold, and no honest log is blamed."""
    signer = NoteSigner.generate("coop.example/log")
    log = MemoryLog(signer)
    log.append(STORY.entries, 0)
    now = [STORY.now]
    clerk = Clerk(log, clock=lambda: now[0], verifiers=verifiers)
    people = [person.copy() for person in STORY.people]
    waiting = []
    for index, kind, number, later, how in tried:
        person = people[index].copy()
        if how == "forged":
            person.signer = P256Signer.from_seed(b"forger")
        now[0] += later
        waiting.append((index, clerk.submit(encode(attempt(person, kind, number)))))
        if how != "later" or len(waiting) >= batch:
            for who, answer in waiting:
                if answer.exception(60) is None:
                    people[who].seq += 1
            waiting = []
    clerk.close()
    state = replay(map(decode_entry, log.read(0, 1000)))
    assert state is not None
    assert clerk.state is not None
    assert compute_state_digest(clerk.state) == compute_state_digest(state)
    source = StatementSource(log, clerk.state, signer)
    result = audit_organisation(source, Evidence(checkpoints=tuple(log.checkpoints())), verifiers=verifiers)
    assert (result.findings, result.unchecked, result.exit_code) == ((), (), 0)
