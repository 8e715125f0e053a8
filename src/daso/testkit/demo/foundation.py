"""What Crumb & Spoke was founded on: six clauses, two of them rewritten, a charter, and what people said meanwhile.

Read next: `case.py` and the chapters, which tell what they decided since.
"""

from __future__ import annotations

from typing import Final

from msgspec.structs import replace

from daso.kernel.charter import Charter
from daso.kernel.founding import ClauseName
from daso.kernel.templates import TEMPLATES

__all__ = ["CHARTER", "CLAUSES", "FIRST_CHARTER", "INAUGURATED", "PAYING", "REMARKS", "Wording"]

Wording = tuple[float, str, ClauseName, str]
"""The day, who wrote, which clause, and the words."""

INAUGURATED: Final = 23.4
"""The day on which the last of the founders had affirmed."""

CLAUSES: Final[tuple[Wording, ...]] = (
    (
        1.3,
        "marisol",
        "purpose",
        (
            "To be the place in Lower Puddlestone where people get bread and their bicycle back on the same morning, "
            "and where those who bake and mend decide together how."
        ),
    ),
    (2.6, "philippa", "product", "The best bread within forty miles, and repairs."),
    (
        3.2,
        "ngozi",
        "mission",
        (
            "Nobody in town goes hungry for want of a loaf, and nobody walks for want of a spoke. We count a good day "
            "in people who left happier than they came."
        ),
    ),
    (
        4.3,
        "henrik",
        "profit-targets",
        (
            "Six of every hundred coins we take stay with us as profit, averaged over three years. Less, and we are a "
            "hobby; much more, and the buns cost too much."
        ),
    ),
    (
        5.4,
        "amara",
        "surplus",
        "Half of a surplus goes into the reserve and half to the members.",
    ),
    (
        6.6,
        "yuki",
        "brand",
        (
            "Warm, plain and a little floury. We never call bread “artisanal” or a bicycle “a mobility solution”. "
            "Nothing leaves the shop that its maker would not put their name to."
        ),
    ),
    (
        8.4,
        "ottoline",
        "product",
        (
            "Honest bread, baked before dawn from flour whose mill we know; honest repairs, done while you eat it. If "
            "it has crust or spokes, we answer for it."
        ),
    ),
    (
        12.5,
        "priya",
        "surplus",
        (
            "Of every surplus, a third goes into the reserve until it holds three months’ costs, a third is shared "
            "among all members in equal parts, and a third goes to something for the town that the members choose by "
            "vote."
        ),
    ),
)

REMARKS: Final[tuple[tuple[float, str, str, str], ...]] = (
    (1.9, "tobias", "clause/purpose", "“On the same morning” is a promise. I like promises I can keep before coffee."),
    (2.9, "dmitri", "clause/product", "“And repairs.” Four years of apprenticeship, and I am two words at the end."),
    (3.3, "philippa", "clause/product", "Fair. I was hungry when I wrote it. Somebody from the workshop, please?"),
    (
        4.8,
        "bartholomew",
        "clause/profit-targets",
        "Six is modest. Modest is right. I have seen eleven; it ended badly.",
    ),
    (6.1, "kwame", "clause/surplus", "And the town? Half of Mill Lane lent us chairs for the opening."),
    (6.9, "saoirse", "clause/surplus", "A third each, then: reserve, members, town. Thirds are hard to argue with."),
    (7.2, "henrik", "clause/surplus", "I will argue: the reserve first. A broken oven does not take a third."),
    (8.9, "dmitri", "clause/product", "“Crust or spokes.” I take it all back. Thank you, Ottoline."),
    (12.9, "henrik", "clause/surplus", "“Until it holds three months’ costs” settles my worry. Agreed."),
    (13.4, "joaquim", "clause/brand", "May I still say “rustic”?"),
    (13.5, "yuki", "clause/brand", "No."),
    (14.2, "elspeth", "charter", "Five days to vote suits people who work nights. Three would not."),
    (14.8, "amara", "charter", "Two sponsors for a newcomer, and forty invitations are plenty for a shop this size."),
    (15.1, "priya", "charter", "Three months before a newcomer counts in policy seems unkind. One?"),
    (
        149.1,
        "cosmo",
        "clause/purpose",
        (
            "I am leaving, with a full heart and a full stomach: my uncle’s goats at Eastwater need somebody who gets "
            "up even earlier. My last vote stays. So does the dent in the croissant machine; that was me."
        ),
    ),
    (149.6, "yuki", "clause/purpose", "The goats have voted and you have won. Come back for Fridays."),
    (149.8, "osei", "clause/purpose", "You said what you thought, and it changed our Sundays. Thank you, Cosmo."),
)

FIRST_CHARTER: Final[Charter] = replace(
    TEMPLATES["employee-owned"],
    name="Crumb & Spoke",
    founders=12,
    probation_hours=45 * 24,
)

CHARTER: Final[Charter] = replace(
    FIRST_CHARTER,
    rules={
        **FIRST_CHARTER.rules,
        "ordinary": replace(FIRST_CHARTER.rules["ordinary"], quorum=(1, 4), carrying_out_hours=30 * 24),
        "policy": replace(FIRST_CHARTER.rules["policy"], discussion_hours=4 * 24, seasoning_hours=30 * 24),
        "amendment": replace(FIRST_CHARTER.rules["amendment"], seasoning_hours=30 * 24),
    },
)
"""As affirmed: three months before a newcomer counts in policy seemed unkind, so it became one."""

PAYING: Final[Charter] = replace(CHARTER, rules=CHARTER.rules | {"payment": CHARTER.rules["ordinary"]})
"""The same, with a rule for payments: where the story knows a vault."""
