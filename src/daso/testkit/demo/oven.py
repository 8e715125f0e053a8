"""Months three and four: the oven dies, is mourned and replaced, and money is spoken of.

Read next: `growing.py`.
"""

from __future__ import annotations

from typing import Final

from daso.testkit.demo.case import Case

__all__ = ["OVEN"]

OVEN: Final = (
    Case(
        title="Close for four days to nurse the oven",
        body="The left chamber no longer holds its heat: the back row comes out as toast and the front row as an "
        "idea. The mason can come for four days. We close the bakery, keep the workshop open, and all are paid.",
        by="elspeth",
        day=60.3,
        theme="bread",
        fate="carried-out",
        votes=(18, 1),
        abstain=1,
        comments=(
            ("mateus", "New here, so only a question: has anybody asked the mason how long a repair would last?"),
            ("elspeth", "She said “a year, if you are polite to it”."),
            ("ottoline", "The workshop will sell coffee so that people don’t lose the habit of us."),
        ),
        reasons=(
            ("mateus", 1, "A year is time enough to choose the next one calmly."),
            ("bartholomew", 2, "Four days of wages for one year of oven. Let us buy the new one now."),
        ),
        carried_out_by="mateus",
    ),
    Case(
        title="Which new oven?",
        body="The mason was too hopeful: the chamber cracked from end to end. Three offers hang on the cold room "
        "door.\n\n"
        "- **Stone**, wood-fired, 31,000: lasts fifty years, eats a forest\n- **Steel**, electric, 24,000: lasts "
        "twenty, bakes everything evenly\n- **Second-hand** from Eastwater, 9,000: lasts until it doesn’t",
        by="philippa",
        day=69.5,
        theme="spending",
        fate="rejected",
        options=("Stone", "Steel", "Second-hand"),
        votes=(8, 9, 4),
        comments=(
            ("marisol", "I learned on stone. I would also like to sleep again before I am seventy."),
            ("ines", "Electric can run on the roof, if one day we have a roof with panels."),
            ("henrik", "9,000 we have. 24,000 we have if nothing else breaks. 31,000 we do not have."),
            ("delphine", "Bread from stone has a voice. Knock on one and listen."),
        ),
        reasons=(
            ("delphine", 1, "For the voice."),
            ("ines", 2, "It can run on sunlight one day. Wood only ever runs on wood."),
            ("henrik", 3, "It is the only one we can pay for today."),
            ("marisol", 2, "I love stone, and I vote for sleep."),
        ),
        changed=("marisol",),
        afterwards=(
            ("philippa", "Nine is the most, but not more than half of 21. Then once more, between the first two."),
        ),
    ),
    Case(
        title="The new oven: stone or steel",
        body="Last time no offer had more than half. The mill lends us 10,000 without interest for two years, so both "
        "can be paid for. Stone, or steel?",
        by="philippa",
        day=77.6,
        theme="spending",
        fate="carried-out",
        options=("Stone", "Steel"),
        votes=(9, 13),
        comments=(
            ("henrik", "With the mill’s loan I can live with either. Somebody thank the mill."),
            ("kwame", "Cleaning: stone every night, by somebody. Steel every week, by itself."),
            (
                "delphine",
                "I baked on steel all week at my cousin’s. It is good bread. I said good, I didn’t say it sings.",
            ),
        ),
        reasons=(
            ("kwame", 2, "Whoever votes for stone should clean it for a month first."),
            ("delphine", 1, "Somebody has to vote for the voice."),
            ("philippa", 1, "Fifty years against twenty. Our grandchildren could bake in it."),
            ("hana", 2, "I came last week and you asked me too. Steel: my eyes water from smoke."),
        ),
        later=9,
        afterwards=(
            ("delphine", "It arrived. We knocked on the first loaf together. It hummed."),
            ("marisol", "I slept until seven. I woke up frightened."),
        ),
        carried_out_by="philippa",
    ),
    Case(
        title="Day-old bread goes to the night shelter",
        body="Every evening we carry about twelve loaves to the bins behind Mill Lane, quickly, so that nobody sees. "
        "Let us carry them to the night shelter, slowly. Gertrude passes its door.",
        by="kwame",
        day=80.2,
        theme="town",
        fate="carried-out",
        votes=(20, 0),
        abstain=1,
        comments=(
            ("saoirse", "I asked at the shelter. They would like eight plain ones, cut, and the odd cinnamon roll."),
            ("amara", "The twelve are written off already. It costs us nothing but the detour."),
        ),
        reasons=(
            ("ngozi", 1, "It is our mission, word for word."),
            (
                "henrik",
                1,
                "Twelve loaves a night are also a sign that we bake twelve too many. Let us count that as well.",
            ),
        ),
        later=8,
        afterwards=(("kwame", "First week: 71 loaves and one round of applause."),),
        carried_out_by="kwame",
    ),
    Case(
        title="Pay a consultant to find our brand",
        body="A very pleasant man came in, ate a bun and offered to find out who we are, for 6,500. He has found "
        "out who other people are. I think we should know.",
        by="rafi",
        day=83.4,
        theme="spending",
        fate="rejected",
        votes=(3, 17),
        abstain=2,
        comments=(
            ("yuki", "“Warm, plain and a little floury.” I found it for nothing, on page one of our ideas-issue."),
            ("rafi", "He says floury does not scale."),
            ("bartholomew", "6,500 is 722 loaves. I should like to be those instead."),
        ),
        reasons=(
            ("bartholomew", 2, "We know who we are. We are people who do not pay 6,500 for this."),
            ("ottoline", 1, "Half the town thinks we are a café. Perhaps we don’t know how we look."),
            ("rafi", 1, "For honour’s sake."),
        ),
        later=14,
        afterwards=(("ottoline", "Since then I asked forty customers. Twenty-two said café. Just saying."),),
    ),
    Case(
        title="Children’s bicycles are mended free on Wednesdays",
        body="A child who can’t ride is a child in a car. Two hours on Wednesday afternoons, parts at cost, labour "
        "free, and the child helps.",
        by="hana",
        day=86.5,
        theme="people",
        fate="carried-out",
        votes=(18, 3),
        abstain=1,
        comments=(
            ("tobias", "I can promise every second Wednesday."),
            ("dmitri", "Children put screws into their mouths. I speak from the other side of it."),
            ("hana", "There will be a bowl of raisins that look like screws."),
            ("gwendolyn", "What would tell us that it works?"),
            ("hana", "Ten children a month who can mend a puncture. I keep a list with stars."),
        ),
        reasons=(
            ("dmitri", 2, "Two hours of labour a week are two hours of waiting for others. I will still help."),
            ("beatrix", 1, "I learned exactly this way, from a neighbour with raisins."),
        ),
        later=35,
        afterwards=(("hana", "Fourteen stars in the first month. Dmitri has done six of them."),),
        carried_out_by="hana",
    ),
    Case(
        title="What colour is the shopfront?",
        body="The old paint has given up. Three tins stand in the yard, tested on one plank each. Please look at them "
        "in the rain, since that is when people will.",
        by="delphine",
        day=93.3,
        theme="fun",
        fate="carried-out",
        options=("Bus-stop green", "Egg-yolk yellow", "The grey of a serious company"),
        votes=(13, 7, 3),
        comments=(
            ("joaquim", "Yellow in the rain looks like hope."),
            ("lars", "Green in the rain looks dry. I stood there for an hour."),
            ("amara", "Who painted “help” on the grey plank?"),
        ),
        reasons=(
            ("bartholomew", 3, "Somebody has to lend us money one day."),
            ("lars", 1, "It is already on the tricycle."),
            ("joaquim", 2, "Hope."),
        ),
        carried_out_by="delphine",
    ),
    Case(
        title="No more pineapple loaf",
        body="I have baked it every Friday for seven weeks. I dream of it. I propose that we stop.",
        by="yuki",
        day=97.4,
        theme="bread",
        fate="withdrawn",
        comments=(
            ("osei", "I joined because of that loaf."),
            ("lars", "My mother-in-law drives in from Eastwater for it. She tells me nothing else about our shop."),
            ("yuki", "Are you all serious?"),
            ("marisol", "Would it help if somebody else baked it?"),
            ("yuki", "It would help enormously. I withdraw this, and hand my apron to Marisol."),
        ),
    ),
    Case(
        title="Three months’ costs stay in the reserve",
        body="Our ideas-issue names the reserve; this says how it is kept. It lies in an account of its own, "
        "anybody can see the balance on the board, and it is touched only after a vote. When it falls below three "
        "months’ costs, filling it comes before anything new.",
        by="amara",
        day=99.6,
        kind="policy",
        theme="thrift",
        fate="carried-out",
        votes=(18, 3),
        comments=(
            ("henrik", "I have waited for this since the oven."),
            ("mateus", "What if the oven dies on a Friday and the vote takes a week?"),
            ("amara", "Then we bake flatbread in the yard for a week. I asked Elspeth; she would love it."),
            ("elspeth", "I would love it."),
        ),
        reasons=(
            ("henrik", 1, "The oven taught us what the reserve is for."),
            ("ottoline", 2, "Three months is a lot of money to look at and not use."),
            ("bartholomew", 1, "Seen by everybody, touched by nobody. That is how a reserve stays one."),
        ),
        carried_out_by="amara",
    ),
)
