"""The last days: five votes are open, one of them until tonight, and two drafts are being discussed.

Days are counted back from the day on which the demonstration was made. Read next: `play.py`.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case
from daso.testkit.demo.doings import Elect
from daso.testkit.demo.gatherings import MENDERS
from daso.testkit.demo.trust import TILL_BOOK

__all__ = ["NOW"]

NOW: Final = (
    Case(
        title="Ring the bell for every bicycle mended",
        body="Under the counter lies a ship’s bell. I propose to hang it by the workshop door and ring it once for "
        "every bicycle that goes home mended. **Once. Not a melody.**",
        by="idris",
        day=-6.4,
        published=-94 / 24,
        theme="fun",
        fate="open",
        votes=(12, 11),
        abstain=1,
        comments=(
            ("elspeth", "Before six as well?"),
            ("idris", "Nobody collects a bicycle before six. Except Bartholomew."),
            ("bartholomew", "I can be quiet."),
            ("hana", "The children would mend twice as fast."),
        ),
        reasons=(
            ("hana", 1, "Fourteen stars a month, and then also a bell!"),
            ("elspeth", 2, "I have made my peace with the jazz. Please don’t ask me for the bell as well."),
            ("osei", 1, "A sound for something going right. Shops have enough of the other kind."),
            ("amara", 2, "Lovely for a week. There are 51 more in a year."),
        ),
        changed=("saoirse", "barnaby"),
    ),
    Case(
        title="The town’s third of the surplus",
        body="The first year’s surplus is 8,400; by our ideas-issue a third, **2,800, goes to something for the town "
        "that we choose**. Four things were asked for on the sheet by the till.",
        by="gwendolyn",
        day=-4.6,
        theme="town",
        fate="open",
        options=(
            "Forty bicycle stands along Mill Lane",
            "A freezer for the night shelter",
            "Swimming lessons for the school at Eastwater",
            "A lamp for the dark corner by the bridge",
        ),
        votes=(3, 7, 2, 6),
        comments=(
            ("kwame", "The shelter throws away half our bread in warm weeks. A freezer doubles what we already give."),
            ("seraphina", "I walk past that corner at half past four. I run past that corner."),
            ("tobias", "Stands are nice, but they are also a little bit for us."),
            ("saoirse", "The council pays half of the lamp if we pay the other half. I have it in writing."),
        ),
        reasons=(
            ("kwame", 2, "It makes our bread last."),
            ("seraphina", 4, "For everybody who runs past it."),
            ("saoirse", 4, "With the council’s half, our money lights two corners."),
            ("beatrix", 1, "Forty stands, forty reasons not to drive."),
            ("ngozi", 3, "Two children fell off the landing last year. Nobody wrote it on the sheet."),
        ),
        changed=("marisol",),
    ),
    Case(
        title="A second address for our pages",
        body="Our pages should not hang on one machine. This agrees on **crumbandspoke.example** as a further site "
        "where our passkeys count, so that we could move there in a day if we ever must. Nothing moves now.",
        by="ottoline",
        day=-7.2,
        kind="policy",
        theme="gadgets",
        fate="open",
        votes=(12, 4),
        abstain=2,
        comments=(
            ("henrik", "Does it cost anything as long as nothing moves?"),
            ("ottoline", "@Henrik Puddlecombe, twelve a year for the name."),
            ("anselm", "I don’t understand it, so I asked Agatha. She says it is a spare key at the neighbours’."),
            ("ottoline", "That is exactly what it is."),
        ),
        reasons=(
            ("anselm", 0, "I understand the spare key. I don’t know the neighbours."),
            ("tobias", 1, "Hope for the best, and know the way out."),
            ("fenella", 2, "Two doors are two things to lock."),
        ),
        effect="origin",
    ),
    Case(
        title="Who keeps the till book next?",
        body="My time is over in a few days, and no office here outlives its term. Three would do it. **Rank them**; "
        "whoever you leave out comes last, and you may rank “nobody, for now” as well.",
        by="amara",
        day=-5.6,
        kind="mandate",
        method="ranked",
        theme="thrift",
        fate="open",
        options=("Henrik Puddlecombe", "Gwendolyn Pips", "Barnaby Thimblewick"),
        ways=((1, 2, 3, 4), (2, 1, 3, 4), (3, 1, 2, 4), (3, 2, 1, 4), (1, 3, 3, 2)),
        votes=(4, 5, 3, 3, 1),
        comments=(
            ("barnaby", "I would read it aloud, with voices."),
            ("henrik", "Lentils. I have said what you would get."),
            ("gwendolyn", "I have now met everybody on a Monday."),
        ),
        reasons=(
            ("bartholomew", 3, "I have met her on a Monday since. It was in order."),
            ("joaquim", 4, "With voices!"),
            ("philippa", 5, "Lentils or nothing."),
        ),
        doings=(
            Elect(
                words=TILL_BOOK,
                days=168,
                reports=42,
                candidates=("henrik", "gwendolyn", "barnaby"),
            ),
        ),
    ),
    Case(
        title="A circle for mending on the road",
        body="Five of us would like to ride out when somebody is stranded between here and Eastwater: two tubes, one "
        "pump, no bill, as a thing that the Menders do. We ask for nothing but the old tricycle bell. **Does anybody "
        "see harm in it?**",
        by="noor",
        day=-5.7,
        kind="hub",
        hub=MENDERS,
        theme="bikes",
        fate="open",
        votes=(16, 1),
        abstain=1,
        comments=(
            ("idris", "I am two of the five, on a good day."),
            ("osei", "“No bill” is the best part of it."),
        ),
        reasons=(
            ("dmitri", 2, "And when two of you ride out on a Saturday, who is left at the stands? I am."),
            ("tobias", 1, "My mother walked nine miles with a flat tyre, in 1962. She still brings it up."),
        ),
        answers=(
            (
                "dmitri",
                (
                    "Never on Saturdays, then, and never the last one at the stands. If it happens twice we stop, and "
                    "you may ring the bell at us."
                ),
            ),
        ),
    ),
    Case(
        title="The pineapple loaf, but fairly",
        body="It has a following, and Marisol has baked it for twenty Fridays. I propose that it goes round: each "
        "Friday another baker, drawn from the bin, and nobody twice before everybody once.",
        by="osei",
        day=-1.7,
        theme="bread",
        fate="draft",
        comments=(
            ("yuki", "I have recovered. I could do one Friday."),
            ("marisol", "I don’t mind it. There, I said it. I like it."),
            ("lars", "My mother-in-law asks that whoever is drawn should know what they are doing."),
        ),
    ),
    Case(
        title="Read our numbers aloud once a month",
        body="As a policy: on the first Thursday, before the soup, ten minutes. What came in, what went out, how near "
        "we are to six in a hundred, in words that Joaquim understands. Questions before soup, not instead of it.",
        by="barnaby",
        day=-0.9,
        kind="policy",
        theme="thrift",
        fate="draft",
        comments=(
            ("joaquim", "I am honoured to be a unit of measurement."),
            ("amara", "I can read them. Somebody else should choose which ones, so that it isn’t always my view."),
        ),
    ),
)
