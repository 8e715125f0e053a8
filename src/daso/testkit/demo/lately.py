"""Months six to eight: Sundays again, a mill, a bench with a view, and a stall that waits to be set up.

Read next: `trust.py`.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case

__all__ = ["LATELY"]

LATELY: Final = (
    Case(
        title="Draw by lot the Sundays nobody has picked",
        body="After last time’s twelve and twelve I asked everybody. Five like Sundays and may keep them. **What is "
        "left over, about two shifts in five, is drawn**, a month ahead, in the open, from the flour bin.",
        by="noor",
        day=147.4,
        theme="people",
        fate="carried-out",
        votes=(22, 3),
        abstain=1,
        comments=(
            ("osei", "This is better than mine. I wish I had asked everybody first."),
            ("amara", "So I keep my bells?"),
            ("noor", "You keep your bells."),
        ),
        reasons=(
            ("amara", 1, "I voted no last time. This asks the question I was answering."),
            ("osei", 1, "Gladly."),
            ("bartholomew", 2, "A lot knows nothing about knees. Mine need Sundays."),
        ),
        later=20,
        afterwards=(("priya", "Bartholomew’s knees have been excused from the bin, by general sigh."),),
        carried_out_by="noor",
    ),
    Case(
        title="Sell the croissant machine",
        body="It makes 200 an hour and we sell 60 a day. So it works for eighteen minutes and takes up the best "
        "corner for the remaining twenty-three hours. The hotel offers 2,800.",
        by="bartholomew",
        day=150.5,
        theme="thrift",
        fate="rejected",
        votes=(10, 14),
        abstain=1,
        comments=(
            ("philippa", "Rolled by hand, 60 croissants are two hours. Whose two hours?"),
            ("bartholomew", "The machine’s cleaning takes one. So we speak of one."),
            ("delphine", "I volunteer for zero."),
        ),
        reasons=(
            ("philippa", 2, "An hour of hands, every day, for ever, against 2,800 once."),
            ("henrik", 1, "The best corner is worth more than the machine."),
            ("casimir", 2, "I have just learned to clean it."),
        ),
        changed=("mateus",),
    ),
    Case(
        title="Whose flour from now on?",
        body="Three mills baked against each other in our new oven; you ate all of it, thank you. Prices are for a "
        "sack of 25.\n\n- **Windmill, Upper Puddlestone**, 31: they helped us, and it tastes of something\n"
        "- **Eastwater Rollers**, 24: always the same\n- **Both**, half and half, 27",
        by="marisol",
        day=158.3,
        theme="bread",
        fate="carried-out",
        options=("The windmill", "Eastwater Rollers", "Both"),
        votes=(16, 4, 6),
        comments=(
            ("gwendolyn", "Seven more a sack is 190 a month. A loaf would cost eight instead of seven and a half."),
            ("elspeth", "With windmill flour I need less salt. I cannot explain it and I measured it."),
            ("ines", "It comes eleven miles and not two hundred."),
        ),
        reasons=(
            (
                "gwendolyn",
                3,
                "Half the price rise, most of the taste, and two people to call when one mill stands still.",
            ),
            ("anselm", 2, "Always the same is a virtue at four in the morning."),
            ("ines", 1, "Flour whose mill we know, we said. I know this one; it has a blue door."),
        ),
        carried_out_by="marisol",
    ),
    Case(
        title="Our repairs hold six months, or we do them again",
        body="Write it on every ticket: if our work fails within six months, we do it again for nothing. Last year "
        "this would have been nine repairs of six hundred. Wheels bent on kerbs are not our work.",
        by="dmitri",
        day=162.6,
        theme="bikes",
        fate="carried-out",
        votes=(23, 2),
        comments=(
            ("henrik", "Who judges between a kerb and us?"),
            ("dmitri", "I do, and if they disagree, Hana does. If Hana laughs, it was a kerb."),
        ),
        reasons=(
            ("henrik", 1, "Nine of six hundred is a number one can promise on."),
            ("philippa", 2, "Nobody guarantees my croissants for six months."),
            ("hana", 1, "I will try to laugh only when it was a kerb."),
        ),
        carried_out_by="dmitri",
    ),
    Case(
        title="Never more than four early mornings in a row",
        body="As a policy: nobody begins before six on more than four days running, and after four there are two "
        "mornings off. Emergencies may break it, and are read out at lunch.",
        first_body="Nobody begins before six more than four days running.",
        by="kwame",
        day=166.3,
        kind="policy",
        theme="people",
        fate="carried-out",
        votes=(21, 5),
        comments=(
            ("anselm", "I like my five. Five and three off. I sleep at my sister’s by the sea."),
            ("elspeth", "And when the oven, the flour or Marisol breaks down?"),
            ("kwame", "Then it may be broken, but out loud. I add that, and begin again."),
        ),
        reasons=(
            ("anselm", 2, "It takes my sea away. I understand the others."),
            ("marisol", 1, "Since I sleep I notice how little I used to."),
            ("tobias", 1, "Tired hands and hot steel. I have seen the first-aid book."),
            ("mateus", 2, "I would rather choose for myself."),
        ),
        later=42,
        afterwards=(
            ("kwame", "Six weeks on: broken twice, out loud twice. Burns: none, from three before."),
            ("anselm", "Priya found a way: I swap with Elspeth and have my three days. Thank you, Priya."),
        ),
        carried_out_by="kwame",
    ),
    Case(
        title="A bench outside, with a view of the weather",
        body="Two planks of the old oven’s door frame, four bolts, under the window. For people who wait, and for "
        "people who don’t wait for anything.",
        by="tallulah",
        day=173.4,
        theme="town",
        fate="carried-out",
        votes=(24, 1),
        abstain=1,
        comments=(
            ("saoirse", "Facing the street or the hill?"),
            ("tallulah", "The hill. The street will come and sit down by itself."),
            ("mateus", "The old oven would like that. I mean it."),
        ),
        reasons=(
            ("bartholomew", 1, "My knees vote too."),
            ("gwendolyn", 2, "Who sits does not queue, who doesn’t queue forgets to buy. It’s a small worry."),
        ),
        carried_out_by="tallulah",
    ),
    Case(
        title="Evenings with tools",
        body="The last Thursday of the month: our workshop is open until nine to whoever wants to mend their own "
        "bicycle, toaster or chair. Two of us are there. Soup.",
        by="lars",
        day=178.5,
        theme="green",
        fate="carried-out",
        votes=(21, 4),
        abstain=2,
        comments=(
            ("ottoline", "I do toasters. I did not know I would ever be able to say that here."),
            ("henrik", "We teach people not to need us?"),
            ("lars", "We teach them to trust us. And there is soup."),
        ),
        reasons=(
            ("henrik", 2, "I like the soup. I don’t see the sum."),
            ("tallulah", 1, "A mended toaster is the greenest toaster."),
        ),
        later=27,
        afterwards=(("henrik", "I came for the soup and mended a lamp. I’d vote otherwise today."),),
        carried_out_by="ottoline",
    ),
    Case(
        title="Enough with paper cups",
        body="We give out 1,100 a month and meet them again in the hedge. From next month: our own mugs with a "
        "deposit of 2, or the mug you bring. The rest of the paper is used up first.",
        by="ines",
        day=186.4,
        theme="green",
        fate="carried-out",
        votes=(18, 8),
        abstain=1,
        comments=(
            ("philippa", "Those who run for the bus don’t carry mugs."),
            ("ines", "I asked the bus. The driver keeps a crate for us, return any day."),
            ("philippa", "You asked *the bus*?"),
        ),
        reasons=(
            ("philippa", 2, "We will lose the runners. I admire the crate."),
            ("lars", 1, "For the hedge."),
            ("fenella", 2, "Who washes them at seven in the morning? I do."),
        ),
        later=32,
        afterwards=(
            ("fenella", "Ottoline built a rack that washes forty at once out of two dead toasters. I take it back."),
        ),
        changed=("joaquim",),
        carried_out_by="ines",
    ),
    Case(
        title="Larger loaf, same price",
        body="Ours is 750 grams, the Eastwater loaf 800. Fifty grams cost us 0.11 a loaf. People hold both and "
        "choose the heavier.",
        by="casimir",
        day=193.3,
        theme="spending",
        fate="rejected",
        votes=(9, 17),
        comments=(
            ("gwendolyn", "0.11 times 9,000 loaves a month is 990. I like you, Casimir, but not 990 a month."),
            ("marisol", "People hold both and come back for ours. Let’s ask why before we add dough."),
            ("dmitri", "Some of us might weigh themselves before they weigh loaves."),
        ),
        reasons=(
            ("gwendolyn", 2, "990 a month."),
            ("casimir", 1, "The old ladies do weigh them. I have watched."),
            ("yuki", 2, "Let ours be the lighter one that is eaten up."),
        ),
        afterwards=(("dmitri", "Three of you hid what I wrote. I would have hidden it too. Sorry, Casimir."),),
    ),
    Case(
        title="Apprentices are members’ equals at table and in wages from day one",
        body="As a policy: whoever learns here earns what the newest member earns, from the first day, for at "
        "least as long as the training we promised. Two apprentices begin in the new year of the school.",
        by="beatrix",
        day=198.4,
        kind="policy",
        theme="people",
        fate="carried-out",
        votes=(22, 4),
        abstain=1,
        comments=(
            ("henrik", "Two wages are 3,100 a month. What do we not buy?"),
            ("beatrix", "The second steel chamber, this year. I asked Philippa, and she sighed and said yes."),
            ("philippa", "I sighed and said yes."),
        ),
        reasons=(
            ("henrik", 2, "Half for the first three months would have had my vote."),
            ("dmitri", 1, "I was paid in soup for two years. It was thin."),
            ("noor", 1, "I remember my first week here and who made room on the bench."),
        ),
        carried_out_by="beatrix",
    ),
    Case(
        title="Who speaks to the newspaper?",
        body="The *Puddlestone Echo* wants to write about us and asks for “the boss”. Three ways out.",
        by="gwendolyn",
        day=211.5,
        theme="fun",
        fate="carried-out",
        options=("Whoever is drawn from the flour bin", "All of us, on the bench", "The cat"),
        votes=(7, 16, 5),
        comments=(
            ("joaquim", "Ampersand interviews beautifully. She looks away when bored."),
            ("barnaby", "If we are all the boss, let them bring a wide lens."),
        ),
        reasons=(
            ("barnaby", 2, "A wide lens."),
            ("bartholomew", 1, "A lot can’t be flattered."),
            ("osei", 3, "I stand by this."),
        ),
        later=9,
        afterwards=(("gwendolyn", "Printed today. The caption says: “The boss (all of them) and the cat.”"),),
        carried_out_by="gwendolyn",
    ),
    Case(
        title="A stall at the ferry landing",
        body="Six hundred people a day wait there for twenty minutes with nothing to eat. A folding table, two of us, "
        "seven to ten, for six weeks. **Success is 120 sold a morning in the last two weeks**; otherwise we stop. "
        "Seraphina and Idris will set it up.",
        by="seraphina",
        day=228.4,
        theme="town",
        fate="waiting",
        votes=(23, 4),
        abstain=1,
        comments=(
            ("idris", "This time the proposal says who. Lesson learned."),
            ("tobias", "And how do 120 pieces get there before seven?"),
            ("seraphina", "Gertrude to the bridge, then the ferryman’s handcart. He wants one cheese roll."),
        ),
        reasons=(
            ("tobias", 1, "It has a number, a date and a cheese roll in it."),
            ("fenella", 2, "Two people from seven to ten are the two I miss at the counter."),
            ("henrik", 1, "Six weeks, then we look. I could get used to how we do this."),
        ),
        changed=("anselm",),
        later=5,
        afterwards=(("idris", "Permit from the harbour office comes tomorrow, then I’ll carry it out."),),
    ),
)
