"""Rules, charters, and ballots as they are cast under them, for hypothesis to try. Read next: `acts.py`."""

from __future__ import annotations

from hypothesis import strategies as st
from msgspec.structs import replace

from daso.kernel.charter import DAY, KINDS, Charter, Kind, Rule, check_charter
from daso.kernel.refusals import CharterUnsound
from daso.kernel.tally.score import POINTS_LIMIT
from daso.testkit.strategies.values import texts

__all__ = ["amending_rules", "ballots", "charters", "rules", "way_ballots"]


def rules() -> st.SearchStrategy[Rule]:
    """Rules of every method, whose shares are none above the whole."""
    shares = st.integers(1, 12).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole)))
    return st.builds(
        Rule,
        method=st.sampled_from(("majority", "supermajority", "plurality", "consent")),
        of=st.sampled_from(("votes", "members")),
        share=shares,
        quorum=shares,
        seasoning_hours=st.just(0) | st.integers(0, 500),
        discussion_hours=st.integers(0, 240),
        voting_hours=st.integers(1, 240),
        carrying_out_hours=st.integers(1, 240),
        choices=st.sampled_from(((), ("ranked",), ("approval", "score"))),
        objection_hours=st.integers(0, 48),
        challengers=st.integers(0, 100),
        late_hours=st.integers(0, 24),
        extensions=st.integers(0, 3),
        early=st.booleans(),
        hidden=st.booleans(),
    )


def amending_rules() -> st.SearchStrategy[Rule]:
    """Rules by which a charter may be amended."""
    return st.builds(
        Rule,
        method=st.just("supermajority"),
        of=st.just("members"),
        share=st.sampled_from(((2, 3), (3, 4), (1, 1))),
        quorum=st.sampled_from(((0, 1), (1, 2), (1, 1))),
        seasoning_hours=st.integers(7 * DAY, 20 * DAY),
        discussion_hours=st.integers(0, 240),
        voting_hours=st.integers(1, 240),
        carrying_out_hours=st.integers(60 * DAY, 90 * DAY),
        sponsors=st.integers(0, 3),
    )


def _build_rules() -> st.SearchStrategy[dict[Kind, Rule]]:
    kinds: st.SearchStrategy[Kind] = st.sampled_from([kind for kind in KINDS if kind != "amendment"])
    plain = st.dictionaries(kinds, rules(), min_size=1)
    amended = st.builds(lambda others, rule: {**others, "amendment": rule}, plain, amending_rules())
    return plain | amended


def _is_sound(charter: Charter) -> bool:
    try:
        check_charter(charter)
    except CharterUnsound:
        return False
    return True


def _harden(charter: Charter) -> Charter:
    """The same charter with an expulsion as hard as the law demands."""
    if "expulsion" not in charter.rules:
        return charter
    hard = replace(
        charter.rules["expulsion"], method="supermajority", of="members", share=(1, 1), quorum=(1, 1), reply_hours=24
    )
    return replace(charter, rules={**charter.rules, "expulsion": hard})


def charters() -> st.SearchStrategy[Charter]:
    """Charters under which decisions can be made."""
    few = st.integers(1, 5)
    any_charter = st.builds(
        Charter,
        name=texts(1, 80),
        template=st.sampled_from(("employee-owned", "worker-cooperative", "mutual-aid", "dao")),
        texts=st.sampled_from(("public", "members")),
        founders=few,
        sponsors=st.integers(0, 3),
        invitations=few,
        invitation_hours=st.integers(1, 500),
        live_proposals=few,
        draft_hours=st.integers(241, 500),
        probation_hours=st.integers(0, 500),
        dormancy_hours=st.just(0) | st.integers(1, 9000),
        admissions=st.integers(0, 100),
        expulsions=st.integers(0, 100),
        void_ballots=st.booleans(),
        sponsor_pause_hours=st.integers(0, 500),
        rules=_build_rules(),
        reading_hours=st.integers(3 * DAY, 20 * DAY),
        vouchers=st.integers(0, 5),
        recovery_hours=st.integers(1, 500),
        flags=st.just(0) | few,
        cosignatures=st.just(0) | few,
        hub_members=st.just(0) | few,
    )
    return any_charter.map(_harden).filter(_is_sound)


def ballots(options: int, electorate: int) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Ballots that an electorate can cast: one option each, or none."""
    one = st.integers(1, options).map(lambda option: (option,))
    return st.lists(one | st.just(()), max_size=electorate)


def way_ballots(way: str, options: int, electorate: int) -> st.SearchStrategy[list[tuple[int, ...]]]:
    """Ballots in the form of a way of counting: ranked, approval or score."""
    one: st.SearchStrategy[tuple[int, ...]]
    if way == "ranked":
        one = st.tuples(*[st.integers(0, options + 1)] * (options + 1))
    elif way == "score":
        one = st.tuples(*[st.integers(0, POINTS_LIMIT)] * options)
    else:
        one = st.sets(st.integers(1, options)).map(lambda approved: tuple(sorted(approved)))
    return st.lists(one | st.just(()), max_size=electorate)
