"""The charter as a member reads it: articles in plain words, taken from the very functions that enforce them.

Each article is made of the first paragraphs of `process_` functions, with the charter's own numbers in them. So the
rules you read are the rules that run. Read next: `transition.py`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable

import msgspec

from daso.kernel import (
    admission,
    amendment,
    ballot,
    challenge,
    charter,
    comment,
    condition,
    contract,
    cooldown,
    decision,
    due,
    effect,
    expulsion,
    finding,
    founding,
    hub,
    key,
    lot,
    mandate,
    membership,
    moderation,
    newcomer,
    objection,
    pause,
    payment,
    proposal,
    queries,
    recovery,
    reply,
    scrutineer,
    sponsor,
    transition,
    verdict,
    withdrawal,
    witness,
)
from daso.kernel.charter import Charter
from daso.kernel.tally import approval, consent, ranked, score, tally

__all__ = ["ARTICLES", "Article", "render_sentences"]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """One article: what refusals call it, its heading, and its words, with placeholders for the charter's numbers.

    An *entrenched* article is the law's own and can be changed by nobody; the others follow the charter.
    """

    id: str
    title: str
    entrenched: bool
    templates: tuple[str, ...]


def _article(name: str, title: str, *enforcing: object, entrenched: bool = False) -> Article:
    return Article(id=name, title=title, entrenched=entrenched, templates=tuple(map(_read_template, enforcing)))


def _read_template(enforcing: object) -> str:
    """The article's words as the function's docstring gives them: its first paragraph, placeholders and all."""
    first = inspect.getdoc(enforcing) or ""
    return " ".join(first.split("\n\n", 1)[0].split())


ARTICLES: tuple[Article, ...] = (
    _article("one-vote", "One person, one vote-token", ballot.process_cast_ballot, entrenched=True),
    _article(
        "signed",
        "Every act is signed",
        transition.check_signed,
        transition.check_first,
        transition.check_join,
        entrenched=True,
    ),
    _article("publicity", "Everything is public", charter.has_public_texts, entrenched=True),
    _article("locked", "The foundation is locked", queries.check_founding, entrenched=True),
    _article(
        "amending",
        "Changing the charter",
        amendment.process_amend_charter,
        amendment.check_reading,
        amendment.check_read_twice,
        amendment.compute_amending_rule,
        amendment.check_entrenched,
        entrenched=True,
    ),
    _article("leaving", "The right to leave", membership.process_leave_organisation, entrenched=True),
    _article(
        "founding",
        "Founded on an ideas-issue",
        founding.process_write_clause,
        founding.process_write_charter,
        founding.process_agree_clause,
        founding.process_affirm_foundation,
        founding.process_inaugurate,
    ),
    _article(
        "joining",
        "Joining",
        membership.process_invite_members,
        membership.process_join_organisation,
        membership.process_sponsor_member,
    ),
    _article(
        "newcomers",
        "Newcomers and their sponsors",
        admission.admit_waiting,
        admission.check_may_sponsor,
        admission.process_admit_member,
        newcomer.get_doubting_rule,
        newcomer.overturn_admission,
    ),
    _article(
        "recovery",
        "When every key is lost",
        recovery.process_vouch_for_member,
        recovery.process_veto_recovery,
        recovery.process_complete_recovery,
    ),
    _article("scrutineers", "Scrutineers", transition.check_scrutineer, finding.process_publish_finding),
    _article(
        "witnesses",
        "Witnesses",
        witness.process_name_witness,
        witness.process_end_witness,
        witness.get_cosignatures_needed,
    ),
    _article(
        "expulsion",
        "Expulsion",
        expulsion.process_expel_member,
        expulsion.end_by_others,
    ),
    _article("keys", "Your keys", key.process_add_key, key.process_revoke_key),
    _article(
        "discussing",
        "Discussing",
        comment.process_post_comment,
        comment.process_edit_comment,
        comment.process_react,
        moderation.process_flag_comment,
        moderation.process_hide_comment,
        moderation.process_restore_comment,
    ),
    _article(
        "proposing",
        "Proposing",
        proposal.process_open_proposal,
        proposal.process_revise_proposal,
        proposal.process_publish_proposal,
        proposal.process_withdraw_proposal,
        sponsor.process_sponsor_proposal,
        reply.process_reply_to_proposal,
        cooldown.check_cooldown,
    ),
    _article(
        "voting",
        "Voting",
        tally.compute_tally,
        approval.count_approval,
        ranked.count_ranked,
        score.count_score,
        objection.process_answer_objection,
        consent.weigh_objections,
        decision.advance,
        decision.close_early,
        due.put_off_close,
        charter.has_hidden_counts,
    ),
    _article(
        "carrying-out",
        "Carrying out",
        decision.process_carry_out_decision,
        scrutineer.process_name_scrutineer,
        scrutineer.process_end_scrutineer,
        effect.process_agree_origin,
        contract.process_bind_contract,
        contract.process_end_contract,
    ),
    _article(
        "mandates",
        "Mandates",
        mandate.process_grant_mandate,
        mandate.process_accept_mandate,
        mandate.process_report_mandate,
        mandate.process_resign_mandate,
        mandate.process_end_mandate,
    ),
    _article(
        "hubs",
        "Hubs",
        hub.process_found_hub,
        hub.process_join_hub,
        hub.process_leave_hub,
        hub.get_hub_status,
        hub.check_concerned,
        hub.process_reword_hub,
        hub.process_end_hub,
    ),
    _article(
        "lots",
        "Drawing lots",
        lot.process_draw_lot,
        lot.process_commit_lot,
        lot.process_reveal_lot,
        lot.process_decline_lot,
    ),
    _article(
        "payments",
        "Payments",
        payment.process_order_payment,
        payment.process_confirm_payment,
        withdrawal.process_pay_from_vault,
        withdrawal.process_announce_payment,
    ),
    _article("pausing", "Emergency pauses", pause.process_pause_decisions, pause.process_end_pause),
    _article(
        "challenging",
        "Challenging",
        challenge.process_open_challenge,
        challenge.begin_challenge,
        verdict.process_verdict,
    ),
    _article(
        "mitigating",
        "Mitigating",
        condition.process_attach_condition,
        condition.process_report_condition,
    ),
)


def render_sentences(article: Article, charter: Charter, translate: Callable[[str], str] = str) -> list[str]:
    """The article in words, with this charter's numbers; `translate` turns each template into another language."""
    return [translate(template).format(charter=charter) for template in article.templates]
