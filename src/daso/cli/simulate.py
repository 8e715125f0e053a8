"""`daso simulate`: what another number in the charter would come to, and would have made of past decisions.

Read next: `insight/simulate.py`, which counts; `web/amending.py`, which puts it together.
"""

from __future__ import annotations

from daso.cli.screen import show
from daso.errors import Misconfigured

__all__ = ["simulate"]


class NotAChange(Misconfigured):
    """What was typed is no change of a charter."""

    code = "not-a-change"
    message = "“{given}” is no change. Write place=value, such as sponsors=3 or rules.ordinary.quorum=[1,4]."


def simulate(*changes: str, url: str, effects: bool = False) -> int:
    """Try out changes of a charter: what differs, how many they take, and which past decisions would differ.

    A place is named as in the charter's JSON; its value is JSON. Nothing is proposed by this.

    Example: daso simulate rules.ordinary.quorum=[1,4] --url http://localhost:8000/o/our-company

    Args:
        changes: Changes as place=value.
        url: The organisation's address.
        effects: Print the effects of such an amendment as JSON instead, for daso act OpenProposal effects=@FILE.
    """
    import msgspec

    from daso.cli.site import Site
    from daso.kernel.amendment import AmendCharter
    from daso.kernel.charter import Charter
    from daso.kernel.setting import compute_setting

    site = Site(url)
    charter = msgspec.json.decode(site.get_organisation().charter, type=Charter)
    asked = []
    for given in changes:
        path, equals, value = given.partition("=")
        try:
            said = msgspec.json.decode(value)
            effect = {"path": path, "was": msgspec.to_builtins(compute_setting(charter, path)), "becomes": said}
            asked.append(msgspec.convert({"effect": "AmendCharter", **effect}, AmendCharter))
        except msgspec.MsgspecError as error:
            raise NotAChange(given=given) from error
        if not equals:
            raise NotAChange(given=given)
    if effects:
        print(msgspec.json.encode(asked).decode())
        return 0
    answer = site.simulate(msgspec.json.encode(asked).decode())
    for change in answer.changes:
        print(f"{change.place}: {change.was} -> {change.becomes}")
    for line in (answer.takes, answer.refusal):
        if line:
            print(line)
    for one in answer.consequences:
        which = ", ".join(str(decision.number) for decision in one.otherwise) or "none"
        print(f"{one.kind}: {len(one.otherwise)} of the last {one.counted} would have gone otherwise ({which}).")
        for unknown in one.unknown:
            print(f"{one.kind}: of decision {unknown.number} nobody can tell ({unknown.why}).")
    show("The same ballots, counted again. How people would have voted otherwise nobody can know.")
    return 0
