/**
 * What acts about hubs say, in sentences for the member who is about to sign them.
 *
 * Read next: `sentences.js`, of which this is a part.
 *
 * @typedef {import("./sentences.js").Known} Known
 */
import { nameAll } from "./names.js";
import { sayMoment, t } from "./words.js";

const KINDS = {
  skill: () => t("It brings together people who can do something."),
  talent: () => t("It brings together people who want to grow in something."),
  execution: () => t("It brings together people who deliver something by a day."),
};

/** @type {{[kind: string]: {title: () => string, say: (act: any, known: Known) => string[], done: () => string}}} */
export const HUBS = {
  FoundHub: {
    title: () => t("Found a hub"),
    say: (act, known) => {
      const words = known.texts.get(act.text) ?? {};
      return [
        t("Name: {name}", { name: words.name ?? "" }),
        words.purpose && t("For: {purpose}", words),
        KINDS[/** @type {keyof KINDS} */ (act.kind)](),
        act.due_at && t("It delivers by {moment}.", { moment: sayMoment(act.due_at) }),
        t("You are its first member, and have no more say in it than the others."),
      ].filter(Boolean);
    },
    done: () => t("The hub is founded."),
  },
  JoinHub: {
    title: () => t("Join a hub"),
    say: (act, known) => [t("You join hub {hub}. It gives you no further vote.", nameAll(act, known))],
    done: () => t("You are in the hub now."),
  },
  LeaveHub: {
    title: () => t("Leave a hub"),
    say: (act, known) => [t("You leave hub {hub}. You may join it again at any time.", nameAll(act, known))],
    done: () => t("You have left the hub."),
  },
};
