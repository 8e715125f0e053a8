"""The operator of the server shows a member other words than those they are about to sign.

What an operator can do to the log itself is told in `tests/clerk/tampering.py`.
"""

from __future__ import annotations

import html
import re

from daso.canon import compute_digest, decode, encode, to_base64url
from daso.kernel.membership import InviteMembers
from daso.keys.sign import P256Signer
from tests.web.site import Site

PAGE = {"accept": "text/html"}
WORDS = re.compile(r"<pre data-words>(.*?)</pre>", re.DOTALL)
AFFIRMED = re.compile(r'data-foundation="(.*?)"')


def test_a_newcomer_is_shown_all_that_they_affirm(site: Site) -> None:
    """The invitation's page holds the words whose digest is affirmed, so that the newcomer's browser can compare."""
    founded = site.found()
    founded.do(1, InviteMembers, keys=(P256Signer.generate().key,))
    page = site.browser.get("/o/wheel-whisk/join/3", headers=PAGE).text
    (words,), (mark,) = WORDS.findall(page), AFFIRMED.findall(page)
    digest = compute_digest("daso/foundation/1", encode(decode(html.unescape(words).encode())))
    assert to_base64url(digest) == html.unescape(mark) == founded.state.foundation
