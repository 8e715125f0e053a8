"""What an operator keeps so that organisations can be reached: logs, texts beside them, sessions. It can host, never
decide. Read `host.py` first.
"""

from daso.host.host import Host
from daso.host.hosted import Hosted, Listing, Submitted
from daso.host.login import Challenge
from daso.host.refusals import (
    ChallengeSpent,
    CredentialUnfit,
    NotYourText,
    TextMissing,
    TextUnasked,
    TextUnfit,
    UnknownOrganisation,
)
from daso.host.sessions import Sessions
from daso.host.texts import Absent, Given, Label, Profile, ProposalText, Text, Texts, Words
from daso.host.viewer import Viewer, get_viewer_member, may_read_texts

__all__ = [
    "Absent",
    "Challenge",
    "ChallengeSpent",
    "CredentialUnfit",
    "Given",
    "Host",
    "Hosted",
    "Label",
    "Listing",
    "NotYourText",
    "Profile",
    "ProposalText",
    "Sessions",
    "Submitted",
    "Text",
    "TextMissing",
    "TextUnasked",
    "TextUnfit",
    "Texts",
    "UnknownOrganisation",
    "Viewer",
    "Words",
    "get_viewer_member",
    "may_read_texts",
]
