"""The first two months: rye, a tricycle in search of a name, and a scrutineer who counts twice.

Read next: `oven.py`.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case

__all__ = ["BEGINNING"]

BEGINNING: Final = (
    Case(
        title="Bake the rye again",
        body="Eleven people asked for the dark rye this week, two of them with tears. It needs one tray, a slow night "
        "and 14 a week in seed. **I propose two batches a week, for as long as they sell out by noon.**",
        by="philippa",
        day=25.3,
        theme="bread",
        fate="carried-out",
        votes=(17, 1),
        abstain=1,
        comments=(
            ("elspeth", "I can do the slow night. I am slow at night anyway."),
            ("henrik", "What does a tray of rye not sold by noon cost us?"),
            ("philippa", "Nine. And we would eat it."),
        ),
        reasons=(
            ("henrik", 1, "“Sold out by noon” is a stop built in. More proposals like this, please."),
            ("dmitri", 2, "The tray it takes is the tray for the onion flatbread, which feeds the workshop."),
        ),
        carried_out_by="elspeth",
    ),
    Case(
        title="Open at six on market days",
        body="On market days the stallholders are there at half past five, and we watch them through the window, "
        "hungry. Open at six on those two days; the early pair starts and leaves an hour sooner.",
        by="anselm",
        day=26.2,
        theme="early",
        fate="carried-out",
        votes=(11, 6),
        comments=(
            ("rafi", "Six. In the morning. Is there one?"),
            ("anselm", "There is, and it smells of bread."),
            ("priya", "Who is the early pair? I would like that to be people who said yes."),
            ("anselm", "Elspeth and me, and whoever offers. Nobody is put down for it."),
        ),
        reasons=(
            ("priya", 1, "Since nobody is put down for it against their will."),
            ("rafi", 2, "I fear where this leads. First six, then five, then yesterday."),
            (
                "kwame",
                2,
                "The bus from Eastwater comes at ten past. It sorts us into those with a car and those without.",
            ),
        ),
        changed=("priya",),
        carried_out_by="anselm",
    ),
    Case(
        title="A name for the delivery tricycle",
        body="She carries 90 loaves, squeaks on the left and has no name. Three were put into the flour bin. Choose.",
        by="joaquim",
        day=30.6,
        theme="fun",
        fate="rejected",
        options=("Gertrude", "The Flying Bun", "Crumbelina"),
        votes=(8, 8, 2),
        abstain=1,
        comments=(
            ("beatrix", "The squeak is a bottom bracket, not a character trait. I can fix it on Thursday."),
            ("joaquim", "Please don’t. How would people know we are coming?"),
            ("yuki", "Gertrude. Look at her. It could not be plainer."),
        ),
        reasons=(
            ("yuki", 1, "She *is* a Gertrude."),
            ("rafi", 2, "Nobody waves at a Gertrude. Everybody waves at a Flying Bun."),
            ("bartholomew", 0, "It is a vehicle."),
        ),
        afterwards=(
            ("joaquim", "A tie. Eight and eight! Then nobody has it, says the rule. I shall try again with two."),
            ("delphine", "I was one of the two for Crumbelina and I regret nothing."),
        ),
    ),
    Case(
        title="A second truing stand",
        body="Three of us true wheels and we have one stand, so two of us talk. A used one costs 180 from the school "
        "at Eastwater, which is closing its workshop. I would fetch it with the (nameless) tricycle.",
        by="dmitri",
        day=32.5,
        theme="bikes",
        fate="carried-out",
        votes=(15, 2),
        abstain=2,
        comments=(
            ("bartholomew", "How many wheels a week wait for the stand?"),
            ("tobias", "I kept a tally on the wall for you: fourteen last week, nine the week before."),
            ("bartholomew", "That is a tally I can respect."),
        ),
        reasons=(
            ("bartholomew", 1, "Paid back in seven weeks, by the tally on the wall."),
            ("philippa", 2, "Before the second stand I would like the first proper bread knife."),
        ),
        carried_out_by="dmitri",
    ),
    Case(
        title="A name for the delivery tricycle, this time for good",
        body="Last time ended eight all. Two remain, and there are now enough of us for the sum to come out odd.",
        by="joaquim",
        day=42.4,
        theme="fun",
        fate="carried-out",
        options=("Gertrude", "The Flying Bun"),
        votes=(11, 9),
        comments=(
            ("delphine", "I brought my Crumbelina vote to market and am open to offers."),
            ("beatrix", "The squeak is worse. I leave it in, out of respect for the process."),
        ),
        reasons=(
            ("delphine", 1, "Crumbelina would have wanted it."),
            ("rafi", 2, "The Bun will rise again."),
            ("henrik", 1, "Whichever is shorter to paint."),
        ),
        changed=("delphine", "henrik"),
        afterwards=(("rafi", "A fair fight. I have painted a very small bun on her mudguard."),),
        carried_out_by="joaquim",
    ),
    Case(
        title="No jazz before noon",
        body="The loudspeaker in the bakehouse belongs to all of us, and at four in the morning so does the headache. "
        "No jazz before noon. Folk, silence and the shipping forecast remain allowed.",
        by="elspeth",
        day=44.7,
        theme="early",
        fate="rejected",
        votes=(6, 13),
        abstain=1,
        comments=(
            ("rafi", "Is this about the saxophone morning?"),
            ("elspeth", "It is entirely about the saxophone morning."),
            ("amara", "Could we not simply ask each other? Must it be law?"),
        ),
        reasons=(
            ("amara", 2, "I would rather we asked than forbade. Ask me and I turn it down."),
            ("elspeth", 1, "At four in the morning asking is harder than it sounds."),
            ("anselm", 1, "The dough rises better to the shipping forecast. I have no figures."),
            ("yuki", 2, "Headphones exist. I have ordered two pairs, out of my own pocket."),
        ),
        afterwards=(
            ("yuki", "The headphones hang by the proving oven. Take them, Elspeth, with love."),
            ("elspeth", "They are very good headphones. I withdraw nothing, but they are very good."),
        ),
    ),
    Case(
        title="Name Agatha Plumbline our scrutineer",
        body="She ran the Office of Counting Twice in Upper Puddlestone until it was found that once is enough. She is "
        "no member, has no vote, and may read everything. **If this passes she can sign in with her own key**, run "
        "our whole history through her own computer and tell the town what she finds.",
        first_body="I propose to name Agatha Plumbline, formerly of the Office of Counting Twice, as scrutineer.",
        by="ngozi",
        day=47.5,
        kind="policy",
        theme="town",
        fate="carried-out",
        votes=(17, 2),
        comments=(
            ("bartholomew", "What may she *do*, exactly? The draft does not say."),
            ("ngozi", "Read, recount and speak. I have written it in; sorry for the extra days."),
            ("henrik", "Does she cost anything?"),
            ("ngozi", "A seeded bun each time, and she insists on paying for it."),
        ),
        reasons=(
            ("bartholomew", 1, "An outsider who counts is worth three insiders who agree."),
            ("dmitri", 2, "Nothing against her. I would have liked two candidates."),
            ("henrik", 1, "She found nine missing teaspoons at the parish hall. Nobody else had counted."),
        ),
        carried_out_by="ngozi",
        effect="scrutineer",
    ),
    Case(
        title="Bread by bicycle: a subscription",
        body="A loaf on your doorstep every Tuesday and Friday, brought by Gertrude: 9 a week, paid by the month. "
        "Forty households have said yes on a sheet by the till. Try it for three months, then look at the figures.",
        by="beatrix",
        day=54.4,
        theme="town",
        fate="carried-out",
        votes=(16, 3),
        comments=(
            ("tobias", "Forty doorsteps are 11 miles. I did it on Sunday for practice: 70 minutes and one dog."),
            ("ines", "I know the dog. His name is Monsignor and he can be bribed."),
            ("amara", "Success would be what, after three months?"),
            ("beatrix", "Forty-five households, and still nobody bitten."),
        ),
        reasons=(
            ("amara", 1, "Because it says beforehand what success would be."),
            ("henrik", 2, "At 9 a week each round earns us less than the hour it takes."),
            ("anselm", 2, "Forty loaves twice a week are a third night in the oven. The oven is tired."),
        ),
        later=30,
        afterwards=(("beatrix", "After a month: 47 households, no bites. Monsignor is a subscriber."),),
        carried_out_by="beatrix",
    ),
)
