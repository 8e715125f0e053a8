/**
 * What acts of sponsoring, replying, challenging and mitigating say, in sentences for the member who is to sign them.
 *
 * Read next: `sentences.js`, of which this is a part.
 *
 * @typedef {import("./sentences.js").Known} Known
 */
import { sayMember } from "./names.js";
import { sayAbsence, sayMark, sayProposal, sayText } from "./sentences.js";
import { t } from "./words.js";

/** @param {string} ground */
function sayGround(ground) {
  const grounds = {
    facts: t("Ground: new facts."),
    harm: t("Ground: it does harm."),
    procedure: t("Ground: how it came about."),
    charter: t("Ground: the charter does not allow it."),
    "not-a-person": t("Ground: there is no such person."),
    "second-token": t("Ground: the same person is here twice."),
    unknown: t("Ground: no sponsor really knows them."),
  };
  return grounds[/** @type {keyof grounds} */ (ground)] ?? ground;
}

/** @param {{about: string}} act */
function isOfAdmission(act) {
  return act.about.startsWith("member/");
}

/** @type {{[kind: string]: {title: () => string, say: (act: any, known: Known) => string[], done: () => string}}} */
export const CONTESTS = {
  SponsorProposal: {
    title: () => t("Put your name to it"),
    say: (act, known) => [
      t("You put your name to {proposal}.", { proposal: sayProposal(act, known) }),
      ...sayAbsence(known),
      sayMark(act.text),
    ],
    done: () => t("Your name stands under it."),
  },
  ReplyToProposal: {
    title: () => t("Your reply"),
    say: (act, known) => [
      t("You reply to {proposal}.", { proposal: sayProposal(act, known) }),
      ...sayText(t("You write"), act.text, known),
    ],
    done: () => t("Your reply is published."),
  },
  OpenChallenge: {
    title: () => t("Your challenge"),
    say: (act, known) => [
      isOfAdmission(act)
        ? t("You challenge the admission of member {number}.", { number: sayMember(act.about.split("/")[1], known) })
        : t("You challenge decision {number}.", { number: act.about.split("/")[1] }),
      sayGround(act.ground),
      t("Title: {title}", { title: known.texts.get(act.text)?.title ?? "" }),
      known.texts.get(act.text)?.body ?? "",
      isOfAdmission(act)
        ? t("When enough have signed it, and the member was heard, a vote says whether they keep the vote-token.")
        : t("When enough have signed it, the decision is suspended until a vote has spoken."),
    ],
    done: () => t("Your challenge is open. Ask others to co-sign it."),
  },
  ReportCondition: {
    title: () => t("A condition is met"),
    say: (act, known) => [
      t("You report that condition {condition} of {proposal} is met.", { ...act, proposal: sayProposal(act, known) }),
      ...sayText(t("You write"), act.text, known),
    ],
    done: () => t("Your report is published."),
  },
};
