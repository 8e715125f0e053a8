"""Every plot against the law that we know, what stops it, the article that says so, and the story that plays it.

`python -m tests.attacks.threats` writes the table for the documentation; `test_threats.py` holds it to be true.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

import msgspec

from daso.errors import Refusal
from daso.kernel import refusals
from daso.kernel.articles import ARTICLES

__all__ = ["TABLE", "THREATS", "Threat", "render_table"]

ROOT: Final = Path(__file__).resolve().parents[2]
TABLE: Final = ROOT / "docs" / "attacks.md"


class Threat(msgspec.Struct, frozen=True):
    """One plot. `says` holds words of each article on which the defence rests; `noes` are what the plotter hears."""

    words: str
    defence: str
    says: dict[str, str]
    noes: tuple[type[Refusal], ...]
    stories: tuple[str, ...]


THREATS: Final = (
    Threat(
        "Mass admission before a vote",
        "In thirty days no more come in than a share of those who were there; newcomers bring nobody, and are not asked"
        " about lasting matters",
        {"newcomers": "during their probation they neither invite, nor sponsor", "proposing": "token is old enough"},
        (refusals.InProbation, refusals.NotInElectorate),
        (
            "test_electorate.py::test_a_crowd_comes_before_the_vote",
            "test_electorate.py::test_ever_new_friends_replace_those_who_left",
            "test_capture.py::test_a_crowd_let_in_for_it_does_not_vote",
        ),
    ),
    Threat(
        "Puppets that are let in",
        "An admission is challenged while the probation lasts: other puppets neither sign nor vote, what it voted is"
        " void, and whoever sponsored them brings nobody for a time",
        {"newcomers": "open ballots count no longer", "proposing": "the same seasoning is asked as of voters"},
        (refusals.SponsorTooNew, refusals.NotInElectorate, refusals.SponsorPaused),
        ("test_doubts.py::test_puppets_do_not_vouch_for_one_another",),
    ),
    Threat(
        "Doubting newcomers for how they vote",
        "What somebody did is no ground; they go on voting, are heard first, and it takes the quorum of an expulsion;"
        " then there is peace for a while",
        {"newcomers": "What somebody does is no ground", "challenging": "on one of four grounds"},
        (refusals.WrongGround, refusals.AdmissionSettled, refusals.NotInProbation),
        ("test_doubts.py::test_a_newcomer_is_not_voted_out_for_a_vote",),
    ),
    Threat(
        "Mass expulsion",
        "At least two thirds who have heard the member, a few in thirty days, and no charter that makes it easier",
        {
            "expulsion": "the most who are expelled",
            "carrying-out": "Its effects happen together",
            "locked": "Only an amendment changes the charter",
        },
        (refusals.EffectImpossible, refusals.CharterUnsound),
        (
            "test_electorate.py::test_opponents_are_thrown_out_before_the_vote",
            "test_electorate.py::test_expulsion_is_made_easy_beforehand",
        ),
    ),
    Threat(
        "Decoys",
        "One live proposal a member, sponsors for lasting matters; ranking loses nothing to a twin; a feeble motion or"
        " challenge blocks only its like, and any member begins the vote on a challenge",
        {
            "proposing": "The most live proposals that a member may have",
            "voting": "leaving things as they are is ranked among them",
            "challenging": "No other challenge runs meanwhile",
        },
        (
            refusals.TooManyProposals,
            refusals.SponsorsMissing,
            refusals.CooldownRunning,
            refusals.DecisionSuspended,
            refusals.ChallengeRunning,
        ),
        (
            "test_attention.py::test_decoys_do_not_take_everybodys_time",
            "test_attention.py::test_a_twin_does_not_split_the_others",
            "test_attention.py::test_a_decoy_shields_nothing",
            "test_attention.py::test_a_challenge_does_not_stall_for_ever",
        ),
    ),
    Threat(
        "Last-minute swing",
        "A late change of the leading result puts the close off, so that everybody can answer, and only so many times",
        {"voting": "Nobody wins by surprise"},
        (refusals.ProposalClosed,),
        (
            "test_attention.py::test_a_swing_in_the_last_minute_is_answered",
            "test_attention.py::test_a_last_ballot_never_shortens_a_vote",
        ),
    ),
    Threat(
        "Once more on a weekend",
        "What was rejected waits for its cooldown, in whatever words; what is new is discussed and voted on for longer"
        " than a weekend, with a quorum of those in favour",
        {"proposing": "What was rejected can't be brought again", "voting": "The quorum counts only supporters"},
        (refusals.CooldownRunning, refusals.StillInDiscussion),
        (
            "test_attention.py::test_what_was_rejected_does_not_come_again_on_a_weekend",
            "test_attention.py::test_a_weekend_is_shorter_than_any_vote",
            "test_capture.py::test_a_weekend_is_too_short",
        ),
    ),
    Threat(
        "Threshold creep",
        "A rule is changed by as many as it asks for, before and after",
        {"amending": "no threshold can be lowered by fewer than it asks for"},
        (),
        (
            "test_capture.py::test_a_threshold_does_not_creep",
            "test_capture.py::test_a_threshold_is_not_raised_out_of_reach",
        ),
    ),
    Threat(
        "Charter capture",
        "Two readings of the very same words, by seasoned members, days apart; what is entrenched stays whoever votes;"
        " open cases keep their rule",
        {
            "amending": "Nobody can change, by whatever majority, how amendments are decided",
            "publicity": "Every act, electorate and tally is public, always",
            "locked": "nobody can rewrite them",
        },
        (
            refusals.AmendingEntrenched,
            refusals.PublicityEntrenched,
            refusals.UnknownSetting,
            refusals.CharterUnsound,
            refusals.ReadAgainFirst,
            refusals.ReadingTooEarly,
            refusals.ReadingDiffers,
            refusals.SettingChanged,
        ),
        (
            "test_capture.py::test_the_rule_of_amending_can_not_be_captured",
            "test_capture.py::test_a_weekend_is_too_short",
            "test_capture.py::test_the_second_reading_says_what_the_first_said",
            "test_capture.py::test_a_change_under_the_table_finds_another_value",
            "test_capture.py::test_an_open_case_is_out_of_reach",
        ),
    ),
    Threat(
        "Self-dealing payment",
        "Whoever would be paid has no vote on it, nor on a challenge of it, and needs others to propose or sponsor it",
        {
            "payments": "A member who would be paid does not vote on it",
            "proposing": "when the author revises, they are asked again",
        },
        (refusals.SelfDealing, refusals.NotInElectorate, refusals.SponsorsMissing, refusals.AlreadyPublished),
        (
            "test_pretence.py::test_nobody_is_paid_by_their_own_vote",
            "test_pretence.py::test_a_payee_is_not_put_in_afterwards",
        ),
    ),
    Threat(
        "Words that say one thing and effects that do another",
        "Each kind has its own effects; the dry run shows them before the vote; other effects take other words, so no"
        " signature counts for both; all of them happen, exactly so, or none",
        {
            "carrying-out": "exactly as shown before the vote",
            "proposing": "What is proposed otherwise is said in new words",
        },
        (refusals.EffectNotAllowed, refusals.WordsReused, refusals.TextChanged, refusals.EffectImpossible),
        (
            "test_pretence.py::test_an_effect_does_not_hide_behind_words",
            "test_pretence.py::test_a_name_given_to_one_thing_does_not_count_for_another",
            "test_pretence.py::test_half_of_a_bundle_does_not_happen",
            "test_capture.py::test_words_that_say_something_else_change_nothing",
        ),
    ),
    Threat(
        "A vote put off its guard: drafts hurried or changed under way",
        "Its author alone publishes a draft, and only in the words that stand",
        {"proposing": "After the time for discussion its author may publish it"},
        (refusals.NotTheAuthor, refusals.TextChanged),
        ("test_attention.py::test_somebody_elses_draft_is_not_hurried",),
    ),
    Threat(
        "A vote by an expelled or late-admitted member",
        "The electorate is fixed at the publication, and an act needs a membership that goes on",
        {"proposing": "nobody who comes later", "leaving": "nothing new can be done in their name"},
        (refusals.MemberLeft, refusals.NotInElectorate),
        ("test_electorate.py::test_the_expelled_and_the_late_vote_all_the_same",),
    ),
    Threat(
        "Delegation by the back door",
        "No act, mandate or setting hands a vote on; one key belongs to one member; a lent key has no second vote, and"
        " a light one none at all",
        {
            "one-vote": "Nobody can vote for another",
            "mandates": "gives no further vote",
            "amending": "no amendment can even name them",
            "keys": "One key belongs to one member for ever",
            "signed": "signed by its member's own working key",
        },
        (refusals.UnknownSetting, refusals.KeyTaken, refusals.SequenceBroken, refusals.KeyTooLight),
        (
            "test_pretence.py::test_a_vote_is_not_handed_over_by_a_mandate",
            "test_pretence.py::test_delegation_is_no_setting",
            "test_electorate.py::test_one_key_serves_two_members",
            "test_electorate.py::test_a_key_is_handed_over",
            "test_electorate.py::test_a_light_key_is_lent_to_vote",
        ),
    ),
    Threat(
        "A circle that acts for all",
        "Anybody founds and joins a hub, and it gives nobody anything: all vote on what concerns it; it is reworded or"
        " ended by all, in a proposal that names it",
        {"hubs": "voted on by the whole electorate", "carrying-out": "exactly as shown before the vote"},
        (refusals.HubNotNamed,),
        (
            "test_pretence.py::test_a_circle_is_no_chamber",
            "test_pretence.py::test_a_hub_is_ended_behind_its_back",
        ),
    ),
    Threat(
        "A vote stolen by recovery",
        "New keys take several members of standing, a delay that everybody sees, and no veto of a key that works",
        {
            "recovery": "nobody may begin again",
            "newcomers": "nor vouch",
            "keys": "A member may revoke a key of theirs at any time",
        },
        (refusals.RecoveryNotReady, refusals.RecoveryVetoed, refusals.InProbation, refusals.KeyRevoked),
        (
            "test_electorate.py::test_a_token_is_stolen_by_recovery",
            "test_electorate.py::test_newcomers_vouch_for_each_other",
            "test_electorate.py::test_a_recovered_member_keeps_one_vote",
        ),
    ),
    Threat(
        "Small payments as a leak",
        "Each is signed by its member and told to all, one a day; newcomers, leavers and an emergency end it; how much,"
        " and who stops it, is the vault's own rule",
        {
            "payments": "Nobody announces a second one within 24 hours",
            "newcomers": "during their probation",
            "leaving": "leave",
            "pausing": "In an emergency",
        },
        (refusals.AnnouncedLately, refusals.InProbation, refusals.MemberLeft, refusals.DecisionsPaused),
        (
            "test_attention.py::test_small_payments_do_not_come_by_the_dozen",
            "test_attention.py::test_a_leak_is_stopped_in_an_emergency",
        ),
    ),
    Threat(
        "Emergency pause abused",
        "A pause is short, never follows another at once, costs what waits no time, stops neither votes nor challenges,"
        " and ends by a decision or with a verdict",
        {
            "pausing": "After a pause there is none for at least as long as the last one lasted",
            "carrying-out": "An adopted decision that nobody carries out in time expires",
        },
        (refusals.PauseTooLong, refusals.DecisionsPaused, refusals.EffectImpossible),
        (
            "test_pretence.py::test_an_emergency_does_not_last",
            "test_pretence.py::test_an_emergency_is_ended_by_those_who_wake_up",
        ),
    ),
)
"""In the order of the table."""

_HEAD: Final = """\
# What a plot against the law meets

This table is made by `python -m tests.attacks.threats`. Each plot is played in code against the real law, by the
stories in the last column; the tests fail when a story, a no or the words of an article are no longer what is said
here. [What an audit finds](tampering.md) is about those who host, or edit files, instead of deciding.

| the plot | what stops it | the article | what the plotter hears | the story |
|---|---|---|---|---|
"""


def render_table() -> str:
    """The page with the table."""
    return _HEAD + "\n".join(map(_render_line, THREATS)) + "\n"


def _render_line(threat: Threat) -> str:
    articles = ", ".join(_link(place, one.title) for place, one in enumerate(ARTICLES, 1) if one.id in threat.says)
    noes = ", ".join(f"`{no.code}`" for no in threat.noes) or "–"
    stories = "<br>".join(f"`{story}`" for story in threat.stories)
    return f"| {threat.words} | {threat.defence} | {articles} | {noes} | {stories} |"


def _link(place: int, title: str) -> str:
    anchor = re.sub(r"[^a-z0-9 -]", "", f"{place} {title}".lower()).replace(" ", "-")
    return f"[{title}](law.md#{anchor})"


if __name__ == "__main__":
    TABLE.write_text(render_table())
    sys.stdout.write(f"{TABLE} written\n")
