"""The forms that there are for mandates, lots, payments, pauses, conditions and hubs, as data.

Read next: `office_form.py`, which shows them.
"""

from __future__ import annotations

from typing import Final

import msgspec

from daso.kernel.charter import Kind
from daso.kernel.proposal import Proposal
from daso.web.words.language import N_

__all__ = ["FORMS", "Control", "OfficeForm", "find_office_form"]


class Control(msgspec.Struct, frozen=True, kw_only=True):
    """One control of a form: its name after ``effect.``, and of what kind it is."""

    name: str
    label: str
    hint: str = ""
    kind: str = "text"
    value: str = ""
    is_needed: bool = True


class OfficeForm(msgspec.Struct, frozen=True, kw_only=True):
    """One form: what it proposes, by which kind of proposal, and what it asks."""

    tag: str
    kind: Kind
    heading: str
    lead: str
    controls: tuple[Control, ...]
    form: str = "motion"


_WORDS: Final = (
    Control(name="title", label=N_("What the mandate is called"), hint=N_("In a few words, such as: Treasurer.")),
    Control(name="domain", label=N_("Its domain"), hint=N_("What its holder looks after."), kind="area"),
    Control(
        name="accountabilities",
        label=N_("Accountabilities"),
        hint=N_("What its holder answers for, and reports on."),
        kind="area",
        is_needed=False,
    ),
    Control(name="limits", label=N_("Limits"), hint=N_("What its holder may not do."), kind="area", is_needed=False),
    Control(name="days", label=N_("Term in days"), kind="number", value="180"),
    Control(name="report_days", label=N_("A report is due every … days"), kind="number", value="60", is_needed=False),
)
_WINDOWS: Final = (
    Control(name="size", label=N_("How many members are drawn"), kind="number", value="1"),
    Control(name="commit_hours", label=N_("Hours to commit to secrets"), kind="number", value="48"),
    Control(name="reveal_hours", label=N_("Hours to reveal them"), kind="number", value="48"),
)

_CONDITION: Final = (
    Control(name="to", label=N_("Number of the proposal or decision"), kind="number"),
    Control(
        name="purpose",
        label=N_("The condition"),
        hint=N_("What is to be done, so that no harm comes of it."),
        kind="area",
    ),
    Control(name="owner", label=N_("Who answers for it"), kind="member"),
    Control(name="due_days", label=N_("Due in how many days"), kind="number", value="30"),
    Control(name="now", label="", kind="fixed"),
    Control(
        name="replaces",
        label=N_("Takes the place of condition number"),
        hint=N_("Where its owner has left, or for a better one."),
        kind="number",
        is_needed=False,
    ),
)

FORMS: Final[dict[str, OfficeForm]] = {
    "mandate": OfficeForm(
        tag="GrantMandate",
        kind="mandate",
        heading=N_("Give a mandate to somebody"),
        lead=N_("All together give one member a responsibility, for a time, and can take it back at any time."),
        controls=(*_WORDS, Control(name="holder", label=N_("Who is to hold it"), kind="member")),
    ),
    "election": OfficeForm(
        tag="GrantMandate",
        kind="mandate",
        form="choice",
        heading=N_("Elect somebody for a mandate"),
        lead=N_("Members choose among candidates. Whoever wins is offered the mandate, and need not accept."),
        controls=(*_WORDS, Control(name="candidates", label=N_("Candidate"), kind="candidates")),
    ),
    "lot": OfficeForm(
        tag="GrantByLot",
        kind="mandate",
        heading=N_("Give a mandate by lot"),
        lead=N_("Chance names its holder, by a draw that nobody controls and anybody can check."),
        controls=(*_WORDS, *_WINDOWS),
    ),
    "panel": OfficeForm(
        tag="DrawLot",
        kind="mandate",
        heading=N_("Draw a panel by lot"),
        lead=N_("Chance names some members, by a draw that nobody controls and anybody can check."),
        controls=(Control(name="purpose", label=N_("What the panel is for"), kind="area"), *_WINDOWS),
    ),
    "recall": OfficeForm(
        tag="EndMandate",
        kind="mandate",
        heading=N_("Take a mandate back"),
        lead=N_("A mandate can be recalled at any time. It ends when the decision is carried out."),
        controls=(Control(name="mandate", label=N_("Number of the mandate"), kind="number"),),
    ),
    "payment": OfficeForm(
        tag="OrderPayment",
        kind="payment",
        heading=N_("Propose a payment"),
        lead=N_("A decision orders it; a treasurer then pays. A member who would be paid does not vote on it."),
        controls=(
            Control(name="amount", label=N_("Amount"), hint=N_("Such as 1250 or 1250.00.")),
            Control(name="currency", label=N_("Currency"), hint=N_("Its three letters."), value="EUR"),
            Control(
                name="payee",
                label=N_("Which member is paid"),
                hint=N_("Leave it empty for somebody outside, and name them below."),
                kind="member",
                is_needed=False,
            ),
            Control(name="purpose", label=N_("What it is for"), kind="area"),
        ),
    ),
    "vault-payment": OfficeForm(
        tag="PayFromVault",
        kind="payment",
        heading=N_("Propose a payment from the vault"),
        lead=N_("A decision orders it. Then members approve it with their passkeys, and once enough have, it pays."),
        controls=(
            Control(name="vault", label=N_("Number of the vault among the public contracts"), kind="number"),
            Control(name="to", label=N_("Address that is paid"), hint=N_("It begins with 0x.")),
            Control(name="units", label=N_("Amount"), hint=N_("Coins, such as 0.5; or a token’s smallest units.")),
            Control(name="token", label=N_("Token"), hint=N_("Its address; empty for coins."), is_needed=False),
            Control(name="purpose", label=N_("What it is for"), kind="area"),
        ),
    ),
    "pause": OfficeForm(
        tag="PauseDecisions",
        kind="pause",
        heading=N_("Pause all carrying out"),
        lead=N_("For emergencies: no decision can be carried out for some hours. Everything else goes on."),
        controls=(Control(name="hours", label=N_("For how many hours"), kind="number", value="24"),),
    ),
    "pause-end": OfficeForm(
        tag="EndPause",
        kind="pause",
        heading=N_("End the pause"),
        lead=N_("Decisions can be carried out again at once."),
        controls=(),
    ),
    "hub-words": OfficeForm(
        tag="RewordHub",
        kind="hub",
        heading=N_("Give a hub other words"),
        lead=N_("What it is called and for, and until when it delivers, is for all members to say."),
        controls=(
            Control(name="hub", label="", kind="fixed"),
            Control(name="name", label=N_("Its name")),
            Control(name="purpose", label=N_("What it is for"), kind="area"),
            Control(name="due", label=N_("By which day it delivers"), kind="date"),
        ),
    ),
    "hub-end": OfficeForm(
        tag="EndHub",
        kind="hub",
        heading=N_("End a hub"),
        lead=N_("It ends whoever is in it. A hub that nobody needs any more may as well be left, and is dormant then."),
        controls=(Control(name="hub", label="", kind="fixed"),),
    ),
    "mitigate": OfficeForm(
        tag="AttachCondition",
        kind="ordinary",
        heading=N_("Attach a condition"),
        lead=N_(
            "A measure against harm, with an owner and a date, adopted by its own vote. It is shown until it is met."
        ),
        controls=(
            *_CONDITION,
            Control(name="before", label=N_("The decision waits until it is met"), kind="tick", is_needed=False),
        ),
    ),
    "hold-back": OfficeForm(
        tag="AttachCondition",
        kind="policy",
        heading=N_("Let a decision wait for a condition"),
        lead=N_("Only a policy lets other than ordinary decisions wait. It is carried out when the condition is met."),
        controls=(*_CONDITION, Control(name="before", label="", kind="fixed", value="on")),
    ),
}
"""Every form, by its name in the address."""


def find_office_form(proposal: Proposal) -> str:
    """The name of the form by which a draft was written; empty where it has no effect of this file."""
    for name, form in FORMS.items():
        is_alike = (form.kind, form.form) == (proposal.kind, proposal.form)
        if is_alike and len(proposal.effects) == 1 and type(proposal.effects[0]).__name__ == form.tag:
            return name
    return ""
