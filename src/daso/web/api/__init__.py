"""The API: what programs read, and the one way in for acts. Read `acts.py` first."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from daso.web.api.acts import found_organisation, submit_act
from daso.web.api.amendment import get_amendment
from daso.web.api.cases import (
    get_ballots,
    get_case_findings,
    get_case_history,
    get_case_objections,
    get_dry_run,
    get_missing,
)
from daso.web.api.comments import get_comments
from daso.web.api.description import get_description
from daso.web.api.hubs import get_hub, get_hubs
from daso.web.api.login import get_login, get_signer, log_in
from daso.web.api.offices import get_lots, get_mandates, get_needs, get_pauses, get_payments
from daso.web.api.organisations import (
    get_invitations,
    get_member,
    get_members,
    get_organisation,
    get_organisations,
    get_recoveries,
)
from daso.web.api.proposals import get_case, get_decisions, get_entry, get_proposals, get_receipt
from daso.web.api.renewals import approve_renewal, get_renewal, object_to_renewal
from daso.web.api.texts import erase_text_here
from daso.web.api.told import get_told
from daso.web.api.wishes import add_program, choose_wishes, enable_program, get_wishes, remove_program
from daso.web.api.withdrawals import approve_withdrawal, get_small, get_withdrawal, object_to_withdrawal

__all__ = ["HANDLERS"]

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    get_description,
    get_organisations,
    found_organisation,
    get_organisation,
    submit_act,
    get_login,
    log_in,
    get_signer,
    get_members,
    get_member,
    get_invitations,
    get_recoveries,
    get_proposals,
    get_case,
    get_dry_run,
    get_ballots,
    get_missing,
    get_case_objections,
    get_case_findings,
    get_case_history,
    get_comments,
    get_told,
    erase_text_here,
    get_hubs,
    get_hub,
    get_mandates,
    get_lots,
    get_pauses,
    get_payments,
    get_needs,
    get_wishes,
    choose_wishes,
    add_program,
    remove_program,
    enable_program,
    get_withdrawal,
    approve_withdrawal,
    object_to_withdrawal,
    get_small,
    get_renewal,
    approve_renewal,
    object_to_renewal,
    get_amendment,
    get_decisions,
    get_entry,
    get_receipt,
)
"""Everything under /api."""
