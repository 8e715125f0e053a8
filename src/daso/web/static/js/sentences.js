/**
 * What an act's bytes say, in sentences for the member who is about to sign them.
 *
 * `sayAct` is given an act that was decoded from the very bytes to be signed, never the form. Words of texts come from
 * texts whose commitment stands in those bytes. Read next: `dialog.js`, which shows the sentences.
 *
 * @typedef {{title?: string, options?: string[], isAbsent?: boolean, way?: string}} Subject  a proposal, as its
 *   verified text says it, and how the site says that it is counted
 * @typedef {{texts: Map<string, any>, subject: Subject, words: any, names?: import("./names.js").Names}} Known  words by
 *   commitment; what else was verified; and, on the site's word, what numbers are called
 */
import { LIFELINES } from "./lifelines.js";
import { sayKind } from "./charter.js";
import { sayChoices } from "./ballots.js";
import { sayEffects } from "./effects.js";
import { CONTESTS } from "./contests.js";
import { HUBS } from "./hubs.js";
import { nameAll, sayMentions } from "./names.js";
import { OFFICES } from "./offices.js";
import { sayHours, sayMoment, t } from "./words.js";

const CLAUSES = {
  purpose: () => t("Purpose"),
  product: () => t("Product"),
  mission: () => t("Mission"),
  "profit-targets": () => t("Profit targets"),
  surplus: () => t("Use of surplus"),
  brand: () => t("Brand requirements"),
};

/** @param {string} clause */
const sayClause = (clause) => CLAUSES[/** @type {keyof CLAUSES} */ (clause)]?.() ?? clause;

/** The proposal by number and, where its text is known, by title. @param {any} act @param {Known} known */
export function sayProposal(act, known) {
  const title = known.subject.title;
  return title
    ? t("proposal {proposal}, “{title}”", { proposal: act.proposal, title })
    : t("proposal {proposal}", { proposal: act.proposal });
}

/** @param {Known} known */
export const sayAbsence = ({ subject }) =>
  subject.isAbsent ? [t("Its words can’t be read here: they were erased, or are kept to others.")] : [];

/** @param {any} act @param {Known} known */
function sayBallot(act, known) {
  const proposal = sayProposal(act, known);
  const lines = sayChoices(act.choices, proposal, known.subject);
  if (known.subject.isAbsent) lines.push(...sayAbsence(known), sayMark(act.text));
  lines.push(...sayText(t("Your reason"), act.reason, known));
  return [...lines, t("You can change your vote until the close. The last one counts.")];
}

/**
 * What a text beside the log says, line by line.
 * @param {string} label @param {string} commitment @param {Known} known
 */
export function sayText(label, commitment, known) {
  const words = known.texts.get(commitment);
  if (!commitment || !words) return [];
  const said = words.body ?? words.name ?? words.label ?? words.title;
  return said ? [`${label}: ${said}`] : [];
}

/** @param {any} act @param {Known} known */
function sayDraft(act, known) {
  const words = known.texts.get(act.text);
  const lines = [t("Title: {title}", { title: words?.title ?? "" })];
  if (words?.body) lines.push(words.body);
  const options = words?.options ?? [];
  if (options.length) {
    options.forEach((/** @type {string} */ option, /** @type {number} */ place) =>
      lines.push(t("Option {choice}: {option}", { choice: place + 1, option })),
    );
  } else {
    lines.push(t("Members vote for it or against it."));
  }
  const ways = {
    ranked: t("Members rank the options, and leaving things as they are among them."),
    approval: t("Members approve of as many options as they like."),
    score: t("Members give each option 0 to 5 points."),
  };
  if (act.method) lines.push(ways[/** @type {keyof ways} */ (act.method)]);
  if (act.kind) lines.push(t("Kind: {kind}", { kind: sayKind(act.kind) }));
  if (act.hub) lines.push(t("It concerns hub {hub}. All members vote on it.", nameAll(act, known)));
  return [...lines, ...sayEffects(act.effects, known)];
}

/** What kind of key an act adds. @param {any} act */
function sayKey(act) {
  if (act.scope) {
    const moment = sayMoment(act.until);
    return t("This browser keeps it. It signs comments, reactions and hubs only, never a vote, and ends on {moment}.", {
      moment,
    });
  }
  if (act.key.kind === "wallet") return t("It is an account in a wallet.");
  return act.key.kind === "passkey" ? t("It is a passkey of {origin}.", act.key) : t("It is a key for the command line.");
}

/** The charter's numbers, a line each. @param {any} charter */
function sayCharter(charter) {
  const texts = { public: t("everybody"), members: t("members and scrutineers") };
  return [
    t("Name: {name}", charter),
    t("Who may read texts: {who}", { who: texts[/** @type {keyof texts} */ (charter.texts)] }),
    t("Founders needed: {founders}. Sponsors for each newcomer: {sponsors}.", charter),
    t("Open invitations a member: {invitations}, each for {term}.", { ...charter, term: sayHours(charter.invitation_hours) }),
    t("Live proposals a member: {live_proposals}. Drafts last for {term}.", { ...charter, term: sayHours(charter.draft_hours) }),
    charter.flags
      ? t("Flags of different members that hide a comment: {flags}.", charter)
      : t("Flags never hide a comment; only a decision does."),
    ...Object.entries(charter.rules).flatMap(([kind, rule]) => sayRule(kind, rule)),
  ];
}

/** @param {string} kind @param {any} rule */
function sayRule(kind, rule) {
  const methods = {
    majority: t("majority"),
    supermajority: t("supermajority of {share}", { share: rule.share.join("/") }),
    plurality: t("most votes"),
    consent: t("consent of {share}", { share: rule.share.join("/") }),
  };
  const of = { votes: t("votes cast"), members: t("all members") };
  const counted = t(
    "{kind}: {method} of {of}, quorum {quorum}; {discussion} to discuss, {voting} to vote, {carrying} to carry out.",
    {
      kind: sayKind(kind),
      method: methods[/** @type {keyof methods} */ (rule.method)],
      of: of[/** @type {keyof of} */ (rule.of)],
      quorum: rule.quorum.join("/"),
      discussion: sayHours(rule.discussion_hours),
      voting: sayHours(rule.voting_hours),
      carrying: sayHours(rule.carrying_out_hours),
    },
  );
  if (!rule.seasoning_hours) return [counted];
  const seasoned = t("{kind}: only founders vote, and those who have held their vote-token for {term}.", {
    kind: sayKind(kind),
    term: sayHours(rule.seasoning_hours),
  });
  return [counted, seasoned];
}

/** @param {any} act @param {Known} known */
function sayFounding(act, known) {
  const doors = {
    collective: t("All founders write the ideas-issue together."),
    innovator: t("You write the ideas-issue; others buy in by affirming it."),
  };
  return [
    doors[/** @type {keyof doors} */ (act.door)],
    ...sayText(t("Your name"), act.profile, known),
    ...sayCharter(act.charter),
  ];
}

/** @param {any} act @param {Known} known */
function sayJoining(act, known) {
  return [
    act.key.kind === "wallet"
      ? t("You join as member {by}, with your wallet.", act)
      : t("You join as member {by}, with this device’s passkey.", act),
    act.affirms
      ? t("You affirm the ideas-issue and the charter with the mark {mark}…", { mark: act.affirms.slice(0, 12) })
      : t("The organisation is still being founded: you join as one of its founders."),
    ...sayText(t("Your name"), act.profile, known),
    ...sayFoundation(known),
  ];
}

/** @param {any} known */
function sayFoundation(known) {
  if (!known.words) return [];
  const order = Object.keys(CLAUSES);
  const clauses = Object.entries(known.words.ideas).sort(([one], [other]) => order.indexOf(one) - order.indexOf(other));
  return [
    ...clauses.map(([clause, words]) => `${sayClause(clause)}: ${words}`),
    ...sayCharter(known.words.charter),
  ];
}

/** @param {string} mark */
export const sayMark = (mark) => t("Its mark is {mark}…", { mark: mark.slice(0, 12) });

/**
 * For each kind of act: its heading, its lines, and how it turned out.
 * @type {{[kind: string]: {title: () => string, say: (act: any, known: Known) => string[], done: () => string}}}
 */
const SENTENCES = {
  FoundOrganisation: {
    title: () => t("Found an organisation"),
    say: sayFounding,
    done: () => t("The founding has begun. You are its member 1."),
  },
  WriteClause: {
    title: () => t("Write a clause"),
    say: (act) => [`${sayClause(act.clause)}:`, act.text, t("Whoever agreed to other words is asked again.")],
    done: () => t("The clause is written."),
  },
  WriteCharter: {
    title: () => t("Rewrite the draft charter"),
    say: (act) => sayCharter(act.charter),
    done: () => t("The draft charter is rewritten."),
  },
  AgreeClause: {
    title: () => t("Agree to a clause"),
    say: (act, { words }) => [
      t("You agree to the clause “{clause}”.", { clause: sayClause(act.clause) }),
      words ?? sayMark(act.text),
    ],
    done: () => t("You have agreed to the clause."),
  },
  AffirmFoundation: {
    title: () => t("Affirm the foundation"),
    say: (act, known) => [
      t("You affirm the ideas-issue and the charter as a whole."),
      sayMark(act.foundation),
      ...sayFoundation(known),
    ],
    done: () => t("You have affirmed the foundation."),
  },
  Inaugurate: {
    title: () => t("Inaugurate the organisation"),
    say: (act) => [
      t("The organisation begins. Every founder receives one vote-token, and the foundation is locked."),
      sayMark(act.foundation),
    ],
    done: () => t("The organisation has begun."),
  },
  InviteMembers: {
    title: () => t("Invite people"),
    say: (act) => [
      t("Invitations: {count}. Each is for one person.", { count: act.keys.length }),
      t("You answer for each being one person whom you know."),
    ],
    done: () => t("The invitations are ready. Send each link to one person."),
  },
  JoinOrganisation: {
    title: () => t("Join"),
    say: sayJoining,
    done: () => t("You have joined."),
  },
  SponsorMember: {
    title: () => t("Sponsor a newcomer"),
    say: (act, known) => [
      t("You sponsor member {member}.", nameAll(act, known)),
      t("You know them, and answer, by name and for ever on the log, for their being one person."),
    ],
    done: () => t("You are their sponsor."),
  },
  LeaveOrganisation: {
    title: () => t("Leave"),
    say: () => [t("You leave the organisation. Your vote-token ends, and you can’t act here any more.")],
    done: () => t("You have left the organisation."),
  },
  AddKey: {
    title: () => t("Add a key"),
    say: (act, known) => [
      t("From now on a further key acts for you. It begins with {key}…", { key: act.key.public.slice(0, 12) }),
      sayKey(act),
      ...sayText(t("Device"), act.label, known),
    ],
    done: () => t("The key is added."),
  },
  ...LIFELINES,
  RevokeKey: {
    title: () => t("Revoke a key"),
    say: (act) => [t("Your key {key} signs nothing any more. This can’t be undone.", act)],
    done: () => t("The key is revoked."),
  },
  OpenProposal: {
    title: () => t("Open a proposal"),
    say: sayDraft,
    done: () => t("Your proposal is open for discussion."),
  },
  ReviseProposal: {
    title: () => t("Revise your proposal"),
    say: (act, known) => [
      t("You revise proposal {proposal}. The discussion begins anew; if people vote on it already, the vote does.", act),
      ...sayDraft(act, known),
    ],
    done: () => t("Your proposal is revised."),
  },
  PublishProposal: {
    title: () => t("Publish your proposal"),
    say: (act, known) => [
      t("Voting on {proposal} begins now.", { proposal: sayProposal(act, known) }),
      t("It can’t be changed any more, and its electorate is fixed."),
      ...sayAbsence(known),
      sayMark(act.text),
    ],
    done: () => t("Voting has begun."),
  },
  WithdrawProposal: {
    title: () => t("Withdraw your proposal"),
    say: (act, known) => [
      t("You withdraw {proposal}. Nobody will vote on it.", { proposal: sayProposal(act, known) }),
      ...sayAbsence(known),
    ],
    done: () => t("Your proposal is withdrawn."),
  },
  CastBallot: {
    title: () => t("Your vote"),
    say: sayBallot,
    done: () => t("Your vote is counted."),
  },
  AnswerObjection: {
    title: () => t("Answer an objection"),
    say: (act, known) => [
      t("You answer the objection of member {member} to {proposal}.", { ...nameAll(act, known), proposal: sayProposal(act, known) }),
      ...sayText(t("You write"), act.text, known),
    ],
    done: () => t("Your answer is published."),
  },
  CarryOutDecision: {
    title: () => t("Carry out a decision"),
    say: (act, known) => [
      t("What was decided in {proposal} happens now.", { proposal: sayProposal(act, known) }),
      ...sayAbsence(known),
    ],
    done: () => t("The decision is carried out."),
  },
  PostComment: {
    title: () => t("Comment"),
    say: (act, known) => [
      t("On: {subject}", { subject: saySubject(act.subject) }),
      ...(act.parent ? [t("In answer to comment {parent}.", act)] : []),
      ...sayText(t("You write"), act.text, known),
      ...sayMentions(act.mentions ?? [], known),
    ],
    done: () => t("Your comment is published."),
  },
  EditComment: {
    title: () => t("Edit your comment"),
    say: (act, known) => [
      t("You put other words in the place of those of comment {comment}.", act),
      ...sayText(t("You write"), act.text, known),
      t("It is marked as edited, and its earlier words stay in its history."),
    ],
    done: () => t("Your comment is edited."),
  },
  React: {
    title: () => t("React"),
    say: (act) => [t("To comment {comment}: {reaction}", { ...act, reaction: sayReaction(act.reaction) })],
    done: () => t("Your reaction is published."),
  },
  Unreact: {
    title: () => t("Take back a reaction"),
    say: (act) => [t("To comment {comment}, no longer: {reaction}", { ...act, reaction: sayReaction(act.reaction) })],
    done: () => t("Your reaction is taken back."),
  },
  FlagComment: {
    title: () => t("Flag a comment"),
    say: (act, known) => [
      t("You flag comment {comment}, in your name and for everybody to see.", act),
      ...sayText(t("Your reason"), act.reason, known),
    ],
    done: () => t("Your flag is published."),
  },
  ...CONTESTS,
  ...OFFICES,
  ...HUBS,
};

const REACTIONS = {
  thanks: () => t("Thanks"),
  agree: () => t("I agree"),
  question: () => t("Question"),
  concern: () => t("Concern"),
  insight: () => t("Insight"),
};

/** @param {string} reaction */
const sayReaction = (reaction) => REACTIONS[/** @type {keyof REACTIONS} */ (reaction)]();

/** @param {string} subject */
function saySubject(subject) {
  const [noun, name] = subject.split("/");
  if (noun === "proposal") return t("proposal {proposal}", { proposal: name });
  return noun === "clause" ? t("the clause “{clause}”", { clause: sayClause(name) }) : t("the charter");
}

/** Heading and lines for an act decoded from its bytes. @param {any} act @param {Known} known */
export function sayAct(act, known) {
  const { title, say } = SENTENCES[act.act];
  return { title: title(), lines: say(act, known).filter(Boolean) };
}

/** How an act of this kind turned out. @param {string} kind */
export function sayDone(kind) {
  return SENTENCES[kind].done();
}
