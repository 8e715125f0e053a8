"""What the clerk promises: durable before answered, one commit for many, refusals alone, the same answer twice."""

from __future__ import annotations

import resource
from concurrent.futures import ThreadPoolExecutor, wait
from threading import Barrier, Event

import pytest

from daso.canon import NotCanonical
from daso.clerk import Clerk
from daso.clerk.clerk import ClerkClosed, NoSuchEntry
from daso.errors import Refusal, Tampered, Unavailable
from daso.kernel.charter import HOUR
from daso.kernel.refusals import NotFounded, SequenceBroken
from daso.kernel.snapshot import compute_state_digest
from daso.kernel.transition import decode_entry, replay
from daso.keys.sign import P256Signer
from daso.keys.tampered import SignatureWrong
from daso.ledger import NoteSigner, parse_receipt, verify_receipt
from daso.ledger.memory import MemoryLog
from tests.clerk.organisation import Story
from tests.clerk.place import PATIENCE, Place, comment, encode_envelope, submit, vote


def check_everything(place: Place, clerk: Clerk) -> None:
    """The State is the one that follows from the log, and the log is sound."""
    state = replay(map(decode_entry, place.log.read(0, 1_000_000)))
    assert state is not None
    assert clerk.state is not None
    assert compute_state_digest(clerk.state) == compute_state_digest(state)
    result = place.audit()
    assert (result.findings, result.exit_code) == ((), 0)


def test_founding_through_the_clerk() -> None:
    """An empty log has no State, and takes a whole founding from its first envelope on."""
    story = Story()
    story.found(P256Signer.from_seed(b"founder"))
    log = MemoryLog(NoteSigner.generate("coop.example/log"))
    clerk = Clerk(log, clock=lambda: story.now)
    with pytest.raises(NotFounded):
        clerk.get_state()
    envelopes = [encode_envelope(decode_entry(entry).envelope) for entry in story.entries]
    assert [clerk.submit(one).result(PATIENCE).index for one in envelopes] == list(range(len(envelopes)))
    assert clerk.get_state().inaugurated_at
    clerk.close()


def test_many_threads_share_commits(place: Place) -> None:
    """Acts that arrive together are all accepted, each at its own place, under fewer checkpoints than acts."""
    clerk, rounds = place.open_clerk(), 20
    ready = Barrier(len(place.people))

    def act(number: int) -> list[int]:
        ready.wait()
        return [submit(clerk, comment(place.people[number])).index for _ in range(rounds)]

    before = len(list(place.log.checkpoints()))
    with ThreadPoolExecutor(len(place.people)) as pool:
        indexes = [index for found in pool.map(act, range(len(place.people))) for index in found]
    start = len(place.story.entries)
    assert sorted(indexes) == list(range(start, start + rounds * len(place.people)))
    assert len(list(place.log.checkpoints())) - before < len(indexes)
    check_everything(place, clerk)


def test_accepted_says_what_stands_on_the_log(place: Place) -> None:
    """The answer holds the entry's place, time and bytes, and the receipt proves them."""
    clerk = place.open_clerk()
    accepted = submit(clerk, vote(place.people[1], 1))
    assert list(place.log.read(accepted.index, accepted.index + 1)) == [accepted.entry]
    assert decode_entry(accepted.entry).at == accepted.at == place.now
    receipt = parse_receipt(clerk.get_receipt(accepted.index))
    assert receipt.extra == accepted.entry
    assert verify_receipt(receipt, accepted.entry, place.log.vkey).size == accepted.index + 1
    with pytest.raises(NoSuchEntry):
        clerk.get_receipt(accepted.index + 1)


def test_state_is_there_when_the_answer_is(place: Place) -> None:
    """Whoever hears of an acceptance finds it in the State."""
    clerk = place.open_clerk()
    for person in place.people:
        submit(clerk, vote(person, 2))
        assert clerk.get_state().proposals[1].ballots[person.number] == (2,)


def test_state_follows_the_clock(place: Place) -> None:
    """What was due by now is closed in the State of now, though no act has come since."""
    clerk = place.open_clerk()
    submit(clerk, vote(place.people[0], 1))
    assert 1 in clerk.get_state().proposals
    place.now += 25 * HOUR
    assert clerk.get_state().decisions[1].outcome == "adopted"
    assert clerk.state is not None
    assert 1 in clerk.state.proposals


def test_race_for_one_number(place: Place) -> None:
    """Of two acts with the same number one is accepted, and the other is told which number comes next."""
    clerk, person = place.open_clerk(), place.people[1]
    one, other = vote(person.copy(), 1), vote(person.copy(), 2)
    place.may_go_on.clear()
    answers = [clerk.submit(one), clerk.submit(other)]
    place.may_go_on.set()
    assert answers[0].result(PATIENCE).at == place.now
    with pytest.raises(SequenceBroken):
        answers[1].result(PATIENCE)
    check_everything(place, clerk)


def test_same_envelope_same_answer(place: Place) -> None:
    """An envelope sent again, at once, later or after a restart, gets its first answer and counts once."""
    clerk, data = place.open_clerk(), vote(place.people[1], 1)
    place.may_go_on.clear()
    twice = [clerk.submit(data), clerk.submit(data)]
    place.may_go_on.set()
    first = twice[0].result(PATIENCE)
    assert twice[1].result(PATIENCE) == first
    place.now += 1000
    submit(clerk, vote(place.people[2], 1))
    assert submit(clerk, data) == first
    clerk.close()
    again = place.open_clerk()
    assert submit(again, data) == first
    check_everything(place, again)


def test_joining_twice_is_joining_once(place: Place) -> None:
    """A newcomer whose answer was lost sends the same envelope again and is a member once."""
    clerk = place.open_clerk()
    data = next(one for one in place.log.read(0, 100) if b"JoinOrganisation" in one)
    accepted = submit(clerk, encode_envelope(decode_entry(data).envelope))
    assert accepted.entry == data


def test_refusal_touches_its_own_act_alone(place: Place) -> None:
    """In one batch the lawful acts are accepted and each of the others gets its own reason."""
    clerk, people = place.open_clerk(), place.people
    early = people[2].copy()
    early.seq += 1
    place.may_go_on.clear()
    good = [clerk.submit(vote(people[1], 1))]
    refused = clerk.submit(vote(early, 1))
    unknown = clerk.submit(vote(people[3].copy(), 3))
    good.append(clerk.submit(vote(people[3], 2)))
    place.may_go_on.set()
    assert [answer.result(PATIENCE).index for answer in good] == [len(place.story.entries) + n for n in range(2)]
    with pytest.raises(SequenceBroken):
        refused.result(PATIENCE)
    with pytest.raises(Refusal, match="one option"):
        unknown.result(PATIENCE)
    check_everything(place, clerk)


def test_bad_bytes_are_refused_at_once(place: Place) -> None:
    """What is not an envelope in canonical form is refused with a reason."""
    clerk = place.open_clerk()
    for data in (b"", b"{}", b"\xff", vote(place.people[1].copy(), 1) + b" "):
        with pytest.raises(NotCanonical):
            clerk.submit(data).result(PATIENCE)


def test_one_wrong_signature_in_a_big_batch(place: Place) -> None:
    """A forged act among hundreds is refused alone, and what rested on it is judged as if it had never come."""
    clerk, people = place.open_clerk(), place.people
    forger = people[5].copy()
    forger.signer = P256Signer.from_seed(b"forger")
    place.may_go_on.clear()
    answers = [clerk.submit(comment(person)) for _ in range(12) for person in people if person is not people[5]]
    forged = clerk.submit(comment(forger))
    resting = clerk.submit(comment(forger))
    genuine = clerk.submit(comment(people[5]))
    answers += [clerk.submit(comment(person)) for _ in range(12) for person in people]
    place.may_go_on.set()
    assert not wait(answers, PATIENCE).not_done
    assert len({answer.result().index for answer in answers}) == len(answers)
    with pytest.raises(SignatureWrong):
        forged.result(PATIENCE)
    with pytest.raises(SequenceBroken):
        resting.result(PATIENCE)
    assert genuine.result(PATIENCE).at == place.now
    check_everything(place, clerk)


def test_row_of_forged_acts(place: Place) -> None:
    """However many forged acts want one number, all are refused and the genuine one is accepted."""
    clerk, person = place.open_clerk(), place.people[4]
    place.may_go_on.clear()
    forged = []
    for number in range(60):
        forger = person.copy()
        forger.signer = P256Signer.from_seed(b"forger %d" % number)
        forged.append(clerk.submit(vote(forger, 1)))
    genuine = clerk.submit(vote(person, 2))
    place.may_go_on.set()
    assert genuine.result(PATIENCE).at == place.now
    assert all(isinstance(one.exception(PATIENCE), SignatureWrong) for one in forged)
    check_everything(place, clerk)


def test_full_disk(place: Place) -> None:
    """When the disk takes no more, nobody is told yes, nothing changes, and once it does, the same act is accepted."""
    clerk = place.open_clerk()
    submit(clerk, vote(place.people[0], 1))
    state, entries = clerk.state, list(place.log.read(0, 1000))
    waiting = [vote(person, 1) for person in place.people[1:]]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
        for data in waiting:
            with pytest.raises(Unavailable):
                submit(clerk, data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert clerk.state is state
    assert list(place.log.read(0, 1000)) == entries
    assert [submit(clerk, data).index for data in waiting] == [len(entries) + n for n in range(len(waiting))]
    check_everything(place, clerk)


def test_clock_going_back(place: Place) -> None:
    """A machine whose clock goes back writes on with the last time, and goes on when the clock has caught up."""
    clerk, start = place.open_clerk(), place.now
    times = []
    for person, now in zip(place.people, (start, start - HOUR, 0, start - 1, start + 5), strict=False):
        place.now = now
        times.append(submit(clerk, vote(person, 1)).at)
    assert times == [start, start, start, start, start + 5]
    check_everything(place, clerk)


def test_two_clerks_on_one_log(place: Place) -> None:
    """Clerks of two processes take turns: whoever is late reads what is new, judges again, and loses nothing."""
    clerks = [place.open_clerk(), place.open_clerk(place.open_log())]

    def act(number: int) -> None:
        for turn in range(10):
            submit(clerks[(number + turn) % 2], comment(place.people[number]))

    with ThreadPoolExecutor(len(place.people)) as pool:
        list(pool.map(act, range(len(place.people))))
    for clerk in clerks:
        submit(clerk, comment(place.people[0]))
    check_everything(place, clerks[1])
    assert list(place.log.read(0, 1000))[-1].count(b"PostComment") == 1


def test_lost_answer_of_the_log(place: Place) -> None:
    """An act that another clerk has written already is accepted as that very entry."""
    late, data = place.open_clerk(), vote(place.people[1], 1)
    early = place.open_clerk(place.open_log())
    assert submit(early, data) == submit(late, data)
    check_everything(place, late)


def test_closing_answers_everybody(place: Place) -> None:
    """What was taken in before the close is still written, and what comes after is told to come again."""
    clerk = place.open_clerk()
    place.may_go_on.clear()
    answers = [clerk.submit(vote(person, 1)) for person in place.people]
    place.may_go_on.set()
    clerk.close()
    assert [answer.result(0).at for answer in answers] == [place.now] * len(answers)
    with pytest.raises(ClerkClosed):
        clerk.submit(comment(place.people[0])).result(PATIENCE)


def test_cancelled_act_is_not_written(place: Place) -> None:
    """An act taken back before its turn leaves no trace."""
    clerk = place.open_clerk()
    place.may_go_on.clear()
    first = clerk.submit(vote(place.people[1], 1))
    second = clerk.submit(vote(place.people[2], 1))
    cancelled = second.cancel()
    place.may_go_on.set()
    assert first.result(PATIENCE).at == place.now
    submit(clerk, vote(place.people[3], 1))
    assert (place.people[2].number not in clerk.get_state().proposals[1].ballots) == cancelled


def test_tampered_log_stops_the_clerk(place: Place) -> None:
    """A clerk does not start on a log that holds an act its member did not sign."""
    person = place.people[1].copy()
    person.signer = P256Signer.from_seed(b"forger")
    entry = b'{"at":%d,"envelope":%b}' % (place.now, vote(person, 1))
    place.log.append([entry], len(place.story.entries))
    with pytest.raises(Tampered, match="signature"):
        place.open_clerk()


def test_following_another_clerk(place: Place) -> None:
    """Whoever asks for the State of now gets what another clerk has written meanwhile, and never an older one again."""
    writer, reader = place.open_clerk(), place.open_clerk(place.open_log())
    done = Event()

    def read() -> list[int]:
        sizes = [reader.get_state().entries]
        while not done.is_set():
            sizes.append(reader.get_state().entries)
        return sizes

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for turn in range(20):
            submit((writer, reader)[turn % 2], comment(place.people[0]))
            written = writer.state if turn % 2 == 0 else reader.state
            assert written is not None
            assert reader.get_state().entries >= written.entries
        done.set()
        for each in readers:
            sizes = each.result()
            assert sizes == sorted(sizes)
    assert reader.get_state() == writer.get_state()
    check_everything(place, reader)
