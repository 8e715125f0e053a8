"""What they entrusted to each other: offices for a time, money, a newcomer, second thoughts, and the charter itself.

These run through the months of the other chapters. Read next: `duties.py`, what came of them.
"""

from __future__ import annotations

from typing import Final

from daso.host.texts import MandateText
from daso.testkit.demo.case import Case
from daso.testkit.demo.doings import Admit, Amend, Attach, Draw, Elect, Pause, Pay

__all__ = ["BOOK", "CHALK", "EARS", "MASON", "STALL", "TILL_BOOK", "TRUST"]

MASON: Final = "Pay the mason, though the chamber cracked"
BOOK: Final = "Who keeps the till book?"
_A_FIFTH: Final = "A fifth of us is enough to begin something"
EARS: Final = "Two pairs of ears, drawn by lot"
CHALK: Final = "Chalk the day’s bread on the pavement"
STALL: Final = "A stall at the ferry landing"
_CUPS: Final = "Enough with paper cups"

TILL_BOOK: Final = MandateText(
    title="Keeper of the till book",
    domain="What comes in, what goes out, and where it is written down.",
    accountabilities="- the book is right by Friday noon\n- a report every six weeks, read at lunch\n"
    "- whoever asks may look, at once",
    limits="Pays nothing without a decision. Never counts the drawer alone.",
)
"""The office is given for a time, and then given anew."""

TRUST: Final = (
    Case(
        title=MASON,
        body="She gave us four days of skill and told us beforehand that it might not hold. It did not hold. She kept "
        "her word, and so should we: **640**, as agreed.",
        by="henrik",
        day=71.4,
        kind="payment",
        theme="people",
        fate="carried-out",
        votes=(16, 2),
        abstain=1,
        comments=(
            ("delphine", "She cried with me when it cracked. Pay her."),
            ("bartholomew", "“A year, if you are polite to it.” Were we polite?"),
            ("elspeth", "I said good night to it every evening."),
        ),
        reasons=(
            ("bartholomew", 1, "Work was promised, not wonders."),
            ("philippa", 2, "Half of it, I would have said. The half that held."),
        ),
        doings=(Pay(amount=64_000, words="Four days of masonry on the left chamber, to Gundula Trowel, mason."),),
        carried_out_by="henrik",
    ),
    Case(
        title=BOOK,
        body="The till book lies in three drawers. For the next months one of us should keep it in one. It gives "
        "nobody a say that the rest of us haven’t; whoever keeps it tells us every six weeks how we stand. **Tick "
        "everybody whom you would trust with it.**",
        by="tobias",
        day=100.3,
        kind="mandate",
        method="approval",
        theme="thrift",
        fate="carried-out",
        options=("Amara Brassworth", "Henrik Puddlecombe", "Gwendolyn Pips"),
        ways=((1,), (1, 2), (1, 3), (2,), (3,)),
        votes=(6, 6, 4, 3, 2),
        abstain=1,
        comments=(
            ("henrik", "I would do it, and you would all eat lentils."),
            ("gwendolyn", "I am new. I can add, though."),
            ("amara", "If it is me, somebody else counts the drawer. Always two."),
        ),
        reasons=(
            ("kwame", 1, "“Always two.” That is why."),
            ("bartholomew", 2, "I trust two of them. The third I have not met on a Monday yet."),
            ("delphine", 0, "I trust everybody and can’t add."),
        ),
        doings=(
            Elect(
                words=TILL_BOOK,
                days=136,
                reports=42,
                candidates=("amara", "henrik", "gwendolyn"),
            ),
        ),
        carried_out_by="tobias",
    ),
    Case(
        title=_A_FIFTH,
        body="Six wanted the windmill, three did not, and ten couldn’t say. It failed because a quarter of us must "
        "want a thing. I don’t ask for the mill back. I ask that, from now on, **a fifth is enough for an ordinary "
        "proposal**, as long as more are for it than against.",
        by="mateus",
        day=124.2,
        kind="amendment",
        theme="fun",
        fate="adopted",
        votes=(20, 3),
        abstain=1,
        comments=(
            ("henrik", "So a few could do as they like while the rest shrug?"),
            ("mateus", "Only if the rest shrug. Whoever votes against still stops it."),
            ("priya", "I looked: with this rule, one decision of all we ever took would have gone otherwise."),
        ),
        reasons=(
            ("henrik", 2, "A shrug is an answer too."),
            ("priya", 1, "One decision in four months. I can live with more courage than that."),
            ("anselm", 1, "I was one of the ten who shrugged. It should not have counted as no."),
        ),
        doings=(Amend("rules.ordinary.quorum", (1, 4), (1, 5)),),
    ),
    Case(
        title="A fifth of us, read again",
        body="Two weeks have passed, as the charter wants, and nobody has lost sleep. The very same change for the "
        "second time: **a fifth instead of a quarter**.",
        by="mateus",
        day=160.6,
        kind="amendment",
        about=_A_FIFTH,
        theme="fun",
        fate="carried-out",
        votes=(22, 4),
        abstain=1,
        comments=(
            ("yuki", "I like that we ask ourselves twice. I ask myself once and regret it."),
            ("bartholomew", "Between the two I changed my mind, and back."),
        ),
        reasons=(
            ("bartholomew", 1, "I slept on it fourteen times."),
            ("henrik", 2, "Still a shrug. But you have all been very patient with me."),
        ),
        changed=("bartholomew",),
        doings=(Amend("rules.ordinary.quorum", (1, 4), (1, 5)),),
        carried_out_by="mateus",
    ),
    Case(
        title=EARS,
        body="Some things are hard to say at lunch. For three months two of us listen, at the back door, to whoever "
        "has something on their chest, and tell the rest what we should hear, without names. **Nobody stands for "
        "it. Two are drawn**, from all of us who don’t decline.",
        by="osei",
        day=173.2,
        kind="mandate",
        theme="people",
        fate="carried-out",
        votes=(20, 3),
        abstain=2,
        comments=(
            ("dmitri", "And if it is somebody who can’t listen?"),
            ("osei", "Then they learn it, like trueing a wheel."),
            ("ngozi", "Who draws?"),
            ("osei", "All of us. Everybody throws in a secret, and no hand alone can steer what comes out."),
        ),
        reasons=(
            ("dmitri", 2, "Ears are a talent. One doesn’t draw talents."),
            ("ngozi", 1, "Elected ears belong to whoever elected them."),
            ("noor", 1, "I would not have dared to stand. I would dare to be drawn."),
        ),
        doings=(
            Draw(
                words=MandateText(
                    title="A pair of ears",
                    domain="Whatever is hard to say at lunch.",
                    accountabilities="- the back door, Tuesdays after closing\n- every three weeks a report of what "
                    "all of us should hear, without names",
                    limits="Decides nothing, repeats no name, and does not interrupt.",
                ),
                size=2,
                days=90,
                reports=21,
                commit_hours=72,
                reveal_hours=48,
            ),
        ),
        carried_out_by="osei",
    ),
    Case(
        title=CHALK,
        body="Every morning, in chalk, from the door to the corner: what is in the oven, with an arrow. It washes "
        "off, costs 3 a month, and Rafi draws a fine croissant.",
        by="joaquim",
        day=180.3,
        theme="fun",
        fate="overturned",
        votes=(15, 7),
        abstain=2,
        comments=(
            ("rafi", "I accept this commission."),
            ("gwendolyn", "Has anybody asked the council?"),
            ("joaquim", "It is chalk. One doesn’t ask a council about chalk."),
        ),
        reasons=(
            ("rafi", 1, "At last."),
            ("gwendolyn", 2, "Ask first, chalk later."),
            ("hana", 1, "The children would follow the arrow. I would."),
        ),
    ),
    Case(
        title="There is a by-law about chalk",
        body="I asked the council. By-law 14 of Lower Puddlestone, from the year of the great hopscotch, fines "
        "pavement chalk with **80 a day**. None of us knew when we voted. I ask that we take it back before the first "
        "croissant.",
        by="saoirse",
        day=188.2,
        theme="thrift",
        fate="adopted",
        challenges=CHALK,
        ground="facts",
        reply=("joaquim", "I did not know there had been a great hopscotch. Vote for this, please. I shall."),
        votes=(21, 2),
        reasons=(
            ("joaquim", 1, "One does ask a council about chalk."),
            ("rafi", 2, "For the croissant I had in mind."),
            ("gwendolyn", 1, "Ask first."),
        ),
        later=6,
        afterwards=(("saoirse", "I asked whether a by-law could be chalked over. They laughed, then noted it."),),
    ),
    Case(
        title="Forty mugs at seven in the morning",
        body="Since the paper went, forty mugs stand in the sink at seven. It is the same two people who wash them, "
        "and I am both of them on Mondays. That is harm, if a small one. I ask that we **stop until somebody has "
        "thought of the washing**.",
        by="fenella",
        day=201.3,
        theme="early",
        fate="rejected",
        challenges=_CUPS,
        ground="harm",
        reply=(
            "ines",
            (
                "You are right about the sink, and I had not looked. Give Ottoline three weeks: she has two dead "
                "toasters and an idea. Until then I wash on Mondays."
            ),
        ),
        votes=(8, 17),
        abstain=1,
        reasons=(
            ("fenella", 1, "I would rather we thought of it first, next time."),
            ("ottoline", 2, "It will wash forty at once. I have seen it in a dream."),
            ("ines", 2, "I will be at the sink on Monday."),
            ("marisol", 1, "My hands have been in that sink too."),
        ),
    ),
    Case(
        title="Stop everything for a day: the reserve is short",
        body="The bank’s page says the reserve holds 12,000 less than yesterday. It may be a mistake. Until it has "
        "answered, **nothing that we decided shall be carried out, for 24 hours**.",
        by="elspeth",
        day=207.3,
        kind="pause",
        theme="thrift",
        fate="carried-out",
        votes=(17, 1),
        comments=(
            ("amara", "The book is right, I went through it twice. It must be their side."),
            ("tobias", "Better a day too careful."),
        ),
        reasons=(
            ("henrik", 1, "This is what it is for."),
            ("bartholomew", 1, "I have put on my good jacket and am going to the bank."),
        ),
        doings=(Pause(24),),
        carried_out_by="elspeth",
        later=0.5,
        afterwards=(("bartholomew", "It was their bank holiday. The money had it too. All of it is there again."),),
    ),
    Case(
        title="Seraphina, whom none of us has known for long",
        body="She came off the last ferry in the rain, mended the door while waiting for it to open, and would like "
        "to stay. I invited her; nobody else knows her well enough to answer for her, **so let all of us do it**.",
        by="osei",
        day=209.9,
        kind="admission",
        about="seraphina",
        theme="people",
        fate="carried-out",
        votes=(20, 3),
        abstain=2,
        comments=(
            ("elspeth", "The door no longer squeaks. I had got used to knowing who comes."),
            ("casimir", "Does she bake or mend?"),
        ),
        reply=("seraphina", "Neither, yet. I sell. Give me a table and twenty minutes of people with nothing to do."),
        reasons=(
            ("casimir", 2, "I would have waited a month. It is nothing against her."),
            ("elspeth", 1, "She mended it without being asked, and told us afterwards. I like that order."),
            ("hana", 1, "Somebody let me in after a week, too."),
        ),
        doings=(Admit("seraphina"),),
        carried_out_by="osei",
    ),
    Case(
        title="Give Beatrix back what the trailer cost",
        body="When Gertrude’s trailer broke under the wedding, Beatrix bought a used one on the spot, with her own "
        "214. The cake arrived. She never asked for it back, which is why I do.",
        by="kwame",
        day=223.6,
        kind="payment",
        theme="people",
        fate="carried-out",
        votes=(22, 1),
        comments=(
            ("henrik", "Is there a receipt?"),
            ("kwame", "A photograph of the seller, smiling, holding 214. And the trailer."),
            ("beatrix", "You need not. But thank you."),
        ),
        reasons=(
            ("henrik", 1, "I have seen the photograph. He does hold 214."),
            ("dmitri", 2, "I would have welded the old one. For nothing, by morning."),
        ),
        doings=(Pay(amount=21_400, words="A used bicycle trailer, bought in haste for the wedding.", payee="beatrix"),),
        carried_out_by="kwame",
    ),
    Case(
        title="Two conditions for the stall at the landing",
        body="I am for the stall. I am also for not being sent home on the first morning, and for leaving the landing "
        "as clean as we found it. So, if it passes: **the harbour’s permit in writing before the first roll is "
        "sold**, and a bin with a broom.",
        by="tobias",
        day=229.1,
        theme="thrift",
        fate="carried-out",
        votes=(21, 2),
        abstain=1,
        comments=(
            ("idris", "I know the harbour master. He writes slowly but he writes."),
            ("seraphina", "The broom is me."),
        ),
        reasons=(
            ("idris", 1, "Fine by me: I would rather wait for a stamp than for a fine."),
            ("joaquim", 1, "One does ask a harbour. I have learned."),
            ("marisol", 2, "The sea has seen crumbs before."),
        ),
        doings=(
            Attach(
                to=STALL,
                owner="idris",
                due=9,
                words="The harbour office’s permit, in writing, pinned up in the office.",
                before=True,
            ),
            Attach(to=STALL, owner="seraphina", due=4, words="A bin and a broom stand ready at the landing."),
        ),
        carried_out_by="tobias",
    ),
)
