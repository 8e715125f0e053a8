"""Months five and six: a cat, a windmill, a machine nobody fetches, and how to share out Sundays.

Read next: `lately.py`.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case

__all__ = ["GROWING"]

GROWING: Final = (
    Case(
        title="Telephones go into the bread tin at lunch",
        body="We eat together for half an hour and four of us are somewhere else. There is a big tin. As a policy: "
        "telephones into the tin until the plates are empty, except for those who expect a call that matters.",
        by="saoirse",
        day=105.4,
        kind="policy",
        theme="people",
        fate="rejected",
        votes=(14, 9),
        comments=(
            ("rafi", "Who decides what matters?"),
            ("saoirse", "You do. You say “this matters” and keep it."),
            ("priya", "My child’s nursery matters every single day. I would be saying it every single day."),
        ),
        reasons=(
            ("priya", 2, "It makes those who care for somebody explain themselves daily."),
            ("marisol", 1, "I talked with Dmitri yesterday, for the first time since the oven. He is funny."),
            ("dmitri", 2, "I am funny at other times too."),
            ("kwame", 1, "Half an hour. We can do half an hour."),
        ),
        afterwards=(
            ("saoirse", "More than half, but not two thirds: no policy, then. The tin stands there for whoever likes."),
            ("priya", "And I have put mine in twice. Thank you for not making me."),
        ),
    ),
    Case(
        title="Buy a share in the windmill at Upper Puddlestone",
        body="The mill that lent us money sells forty shares, 1,500 each. One share, two seats at the millers’ supper "
        "and a say about the flour. It pays little, and late.",
        by="mateus",
        day=110.6,
        theme="spending",
        fate="rejected",
        votes=(6, 3),
        abstain=10,
        comments=(
            ("henrik", "How little and how late?"),
            ("mateus", "Two in a hundred, once the sails are mended. Perhaps three years."),
            ("anselm", "It’s a good mill. I just don’t know."),
        ),
        reasons=(
            ("anselm", 0, "I honestly don’t know."),
            ("mateus", 1, "They helped us when the oven died."),
            ("bartholomew", 2, "Gratitude is paid back as a loan is: in full, not in shares."),
            ("amara", 0, "I like it and can’t tell you why. That is not a reason to spend your money."),
        ),
        afterwards=(
            (
                "mateus",
                "Six for, three against, and still no: a quarter of us must want it, which is seven. Fair enough.",
            ),
            ("ngozi", "We could go to the millers’ supper anyway. I hear that one may simply buy a ticket."),
        ),
    ),
    Case(
        title="First aid for six of us",
        body="Between us we own nine knives the length of an arm, two ovens’ worth of hot steel and a workshop, "
        "and one person who once saw a film about a nurse. Six places on the two-day course: 420.",
        by="priya",
        day=115.5,
        theme="people",
        fate="carried-out",
        votes=(21, 1),
        comments=(
            ("joaquim", "It was a very detailed film."),
            ("fenella", "One from each shift, please, and one who goes out with Gertrude."),
        ),
        reasons=(
            ("fenella", 1, "As long as it is one from each shift."),
            ("bartholomew", 1, "420 once, or one stitched thumb a year."),
        ),
        carried_out_by="priya",
    ),
    Case(
        title="The cat may stay",
        body="She came in with the flour, sleeps on the invoices and has ended the mice. I propose that she stays, "
        "that she is called **Ampersand**, and that she is not allowed into the bakehouse, however she looks at us.",
        by="fenella",
        day=120.4,
        theme="fun",
        fate="carried-out",
        votes=(23, 2),
        comments=(
            ("gwendolyn", "The inspector?"),
            ("fenella", "Asked. Shop and office yes, bakehouse never. She wrote it down and stroked her."),
            ("henrik", "What does she cost?"),
            ("fenella", "Less than the mice."),
        ),
        reasons=(
            ("henrik", 1, "Cheaper than mice. Also she slept on my hat."),
            ("elspeth", 2, "I sneeze. I will live. I wanted it on record that I sneeze."),
            ("anselm", 1, "Ampersand, since we are a Crumb and a Spoke and needed one."),
        ),
        changed=("bartholomew",),
        carried_out_by="fenella",
    ),
    Case(
        title="A cargo bicycle for the heavy orders",
        body="Gertrude carries 90 loaves and a wedding is 200. A used cargo bicycle with a good frame costs 1,900 in "
        "Eastwater. Whoever fetches it, please take a long spanner.",
        by="idris",
        day=126.5,
        theme="bikes",
        fate="expired",
        votes=(17, 7),
        abstain=1,
        comments=(
            ("beatrix", "I looked at the frame: sound. The brakes are a prayer."),
            ("henrik", "How many weddings?"),
            ("idris", "Three so far, and people keep falling in love."),
        ),
        reasons=(
            ("tobias", 2, "Two trips with Gertrude do it. We want this more than we need it."),
            ("ottoline", 1, "I already have the spanner."),
        ),
        later=31,
        afterwards=(
            (
                "idris",
                "I thought Beatrix would go, Beatrix thought I would. Thirty days are over and it has been sold.",
            ),
            ("tobias", "And the weddings went well, in two trips."),
            ("beatrix", "A lesson: next time the proposal says who."),
        ),
    ),
    Case(
        title="Sundays are drawn by lot",
        body="Eight people work most Sundays because they are kind, and the others are grateful. I propose that we "
        "draw: every Sunday shift by lot among all who can bake or mend, and swaps are free.",
        by="osei",
        day=131.5,
        theme="people",
        fate="rejected",
        votes=(12, 12),
        abstain=1,
        comments=(
            ("amara", "I am one of the eight, and I choose it. Sundays are quiet, and I like the bells."),
            ("osei", "I believe you. I am thinking of the two who don’t choose it and won’t say so."),
            ("noor", "Could we draw only what nobody has picked?"),
            ("joaquim", "A lot is fair the way weather is fair."),
        ),
        reasons=(
            ("amara", 2, "Kindness works better while it is not compulsory."),
            ("osei", 1, "Who can’t say no is not choosing."),
            ("noor", 2, "I would vote for drawing the rest. Bring that and I am with you."),
            ("cosmo", 1, "I am one of the two."),
        ),
        changed=("kwame", "noor"),
        afterwards=(
            ("osei", "Twelve and twelve is not more than half. But read Cosmo’s reason, please, everybody."),
            ("amara", "I read it. I am sorry, Cosmo. You have my Saturdays too, should you want company."),
        ),
    ),
    Case(
        title="Inner tubes at cost",
        body="Nobody ever came in for an inner tube and left with only an inner tube. Sell them at what we pay, write "
        "it on the board, and see after eight weeks whether the rest makes up for it.",
        by="tobias",
        day=139.4,
        theme="bikes",
        fate="carried-out",
        votes=(15, 9),
        abstain=1,
        comments=(
            ("gwendolyn", "We earn 210 a month on tubes. That is a known sum against a hope."),
            ("tobias", "Measured hope: eight weeks, and I stop by myself if the workshop takes in less."),
        ),
        reasons=(
            ("gwendolyn", 2, "If it goes wrong we will have taught the town that tubes cost nothing."),
            ("tobias", 1, "People remember who did not take advantage of their puncture."),
        ),
        later=56,
        afterwards=(
            ("tobias", "Eight weeks: 340 less on tubes, 1,120 more on everything else. It stays."),
            ("gwendolyn", "I was wrong, and it is nice to be able to look up by how much."),
        ),
        carried_out_by="tobias",
    ),
    Case(
        title="A loyalty card with ten little loaves",
        body="Ten stamps, one loaf free. I have drawn the little loaves already.",
        by="rafi",
        day=142.3,
        theme="fun",
        fate="lapsed",
        comments=(
            ("yuki", "The drawings are lovely. What happens to the paper?"),
            ("rafi", "I’ll think about it and come back!"),
            ("hana", "Rafi?"),
        ),
        afterwards=(("rafi", "I thought about it and did not come back. The drawings hang in the staff lavatory."),),
    ),
)
