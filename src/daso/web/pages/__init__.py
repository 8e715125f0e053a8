"""The pages that people read, one file a family. `HANDLERS` lists them all for `app.py`; `show_problem` says errors."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from daso.web.pages.alike import get_alike
from daso.web.pages.amendment_form import get_amendment_form, get_preview
from daso.web.pages.audit import check_receipt, get_audit
from daso.web.pages.charter import get_charter
from daso.web.pages.comment import get_comment_page
from daso.web.pages.compare import get_compare
from daso.web.pages.decisions import get_decisions, get_decisions_table
from daso.web.pages.effect_form import get_dry_run
from daso.web.pages.entry import get_entry, get_entry_receipt, get_entry_subject
from daso.web.pages.found import get_found
from daso.web.pages.founding import get_founding
from daso.web.pages.home import get_home
from daso.web.pages.hubs import get_hub_page, get_hubs
from daso.web.pages.join import get_join
from daso.web.pages.lots import get_lot_page
from daso.web.pages.mandates import get_mandate_page, get_mandates
from daso.web.pages.me import get_me
from daso.web.pages.member import get_member_page
from daso.web.pages.member_form import get_admission_form, get_expulsion_form
from daso.web.pages.members import get_members
from daso.web.pages.office_form import get_office_dry_run, get_office_form
from daso.web.pages.organisations import get_organisations
from daso.web.pages.payments import get_payments
from daso.web.pages.problem import show_problem
from daso.web.pages.proposal import get_proposal_page
from daso.web.pages.proposal_form import get_new_proposal, get_revision
from daso.web.pages.proposals import get_proposals
from daso.web.pages.recovery import get_recover, get_vouch
from daso.web.pages.scrutineer import get_scrutineer_page
from daso.web.pages.sign_in import get_sign_in
from daso.web.pages.small import get_announce_form
from daso.web.pages.stopping import HANDLERS as STOPPING
from daso.web.pages.told import HANDLERS as TOLD
from daso.web.told.feeds import HANDLERS as FEEDS

__all__ = ["HANDLERS", "show_problem"]

HANDLERS: tuple[HTTPRouteHandler, ...] = (
    get_organisations,
    get_found,
    get_home,
    get_founding,
    get_join,
    get_proposals,
    get_new_proposal,
    get_dry_run,
    get_alike,
    get_proposal_page,
    get_revision,
    get_decisions,
    get_decisions_table,
    get_members,
    get_member_page,
    get_admission_form,
    get_expulsion_form,
    get_hubs,
    get_hub_page,
    get_mandates,
    get_mandate_page,
    get_lot_page,
    get_payments,
    get_announce_form,
    get_office_form,
    get_office_dry_run,
    get_charter,
    get_amendment_form,
    get_preview,
    get_audit,
    check_receipt,
    get_comment_page,
    get_entry,
    get_entry_receipt,
    get_entry_subject,
    get_me,
    get_recover,
    get_vouch,
    get_scrutineer_page,
    get_sign_in,
    get_compare,
    *TOLD,
    *STOPPING,
    *FEEDS,
)
