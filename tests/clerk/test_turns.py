"""Who writes: whoever brings an act while nobody writes, or the clerk's own thread; always one at a time."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from threading import current_thread

import pytest

from daso.canon import NotCanonical
from daso.clerk import Accepted, Clerk
from daso.clerk.clerk import ClerkClosed, ClerkFailed
from daso.kernel.refusals import SequenceBroken
from tests.clerk.place import PATIENCE, Place, comment, vote


def check_everything(place: Place) -> None:
    """The log is sound."""
    result = place.audit()
    assert (result.findings, result.exit_code) == ((), 0)


def open_troubled_clerk(place: Place, trouble: list[BaseException]) -> Clerk:
    """A clerk whose clock breaks once for each trouble."""

    def read_clock() -> int:
        if trouble:
            raise trouble.pop()
        return place.now

    return Clerk(place.log, clock=read_clock, verifiers=place.verifiers)


def test_who_comes_alone_writes_himself(place: Place) -> None:
    """An act that comes while nobody writes is judged on the thread that brings it, and wakes no other."""
    threads: list[str] = []

    def read_clock() -> int:
        threads.append(current_thread().name)
        return place.now

    clerk = Clerk(place.log, clock=read_clock, verifiers=place.verifiers)
    for person in place.people:
        accepted = clerk.take_in(vote(person, 1))
        assert list(place.log.read(accepted.index, accepted.index + 1)) == [accepted.entry]
    assert threads == [current_thread().name] * len(place.people)
    clerk.close()
    check_everything(place)


def test_refused_and_sent_twice(place: Place) -> None:
    """What is wrong is raised to the one who brought it, and the same envelope gets its first answer again."""
    clerk, person = place.open_clerk(), place.people[1]
    early, data = person.copy(), vote(person, 1)
    early.seq += 2
    first = clerk.take_in(data)
    assert clerk.take_in(data) == first
    with pytest.raises(SequenceBroken):
        clerk.take_in(vote(early, 1))
    with pytest.raises(NotCanonical):
        clerk.take_in(b"{}")
    check_everything(place)


def test_everybody_at_once_by_either_way(place: Place) -> None:
    """However acts come, all are accepted in the order of each member, and nobody waits for ever."""
    clerk, rounds = place.open_clerk(), 30

    def act(number: int) -> list[int]:
        indexes: list[int] = []
        person = place.people[number]
        for turn in range(rounds):
            if (number + turn) % 2:
                answer = clerk.submit(comment(person))
                indexes += [clerk.take_in(comment(person)).index, answer.result(PATIENCE).index]
                assert indexes[-1] < indexes[-2]
            else:
                indexes.append(clerk.take_in(comment(person)).index)
        return indexes

    with ThreadPoolExecutor(len(place.people)) as pool:
        found = [index for some in pool.map(act, range(len(place.people))) for index in some]
    start = len(place.story.entries)
    assert sorted(found) == list(range(start, start + len(found)))
    check_everything(place)


def test_writing_for_others(place: Place) -> None:
    """Whoever writes takes along what had come before, and answers for it."""
    clerk = place.open_clerk()
    place.may_go_on.clear()
    with ThreadPoolExecutor(3) as pool:
        answers: list[Future[Accepted]] = [pool.submit(clerk.take_in, vote(place.people[n], 1)) for n in range(3)]
        place.may_go_on.set()
        assert len({answer.result(PATIENCE).index for answer in answers}) == 3
    check_everything(place)


def test_ended_while_writing(place: Place) -> None:
    """If the thread that writes is ended, others hear that their act is in doubt, and the clerk goes on."""
    trouble: list[BaseException] = [KeyboardInterrupt()]
    clerk = open_troubled_clerk(place, trouble)
    data = vote(place.people[1], 1)
    with pytest.raises(KeyboardInterrupt):
        clerk.take_in(data)
    assert clerk.take_in(data).at == place.now
    clerk.close()
    check_everything(place)


def test_closed(place: Place) -> None:
    """Nothing is taken in after the close."""
    clerk = place.open_clerk()
    clerk.take_in(vote(place.people[1], 1))
    clerk.close()
    with pytest.raises(ClerkClosed):
        clerk.take_in(comment(place.people[2]))


def test_program_errors_are_answered(place: Place) -> None:
    """Whatever breaks while an act is taken in is raised as one sentence, and the clerk goes on."""
    trouble: list[BaseException] = [ZeroDivisionError()]
    clerk = open_troubled_clerk(place, trouble)
    data = vote(place.people[1], 1)
    with pytest.raises(ClerkFailed, match="ZeroDivisionError"):
        clerk.take_in(data)
    assert clerk.take_in(data).at == place.now
    clerk.close()
