/**
 * What acts about lost keys and scrutineers' findings say, in sentences. Read next: `sentences.js`, which has all others.
 *
 * @typedef {import("./sentences.js").Known} Known
 * @typedef {{title: () => string, say: (act: any, known: Known) => string[], done: () => string}} Sentences
 */
import { nameAll } from "./names.js";
import { t } from "./words.js";

const VERDICTS = { sound: () => t("sound"), doubtful: () => t("doubtful"), unsound: () => t("unsound") };

/** @type {{[kind: string]: Sentences}} */
export const LIFELINES = {
  VouchForMember: {
    title: () => t("Vouch for a new key"),
    say: (act, known) => [
      t("You vouch: member {member} has lost every key, and you have spoken with them.", nameAll(act, known)),
      t("Their new key begins with {key}…", { key: act.key.public.slice(0, 12) }),
      t("If enough members vouch and nobody with a working key of theirs says no, it counts, and all old ones end."),
    ],
    done: () => t("You have vouched. Everybody can see it."),
  },
  VetoRecovery: {
    title: () => t("Say no to a new key"),
    say: () => [t("You have a working key: nobody is given another one in your name.")],
    done: () => t("It is stopped. Your keys stay as they are."),
  },
  CompleteRecovery: {
    title: () => t("Complete the recovery"),
    say: (act, known) => [
      t("The new key of member {member} counts from now on, and all their old ones end.", nameAll(act, known)),
    ],
    done: () => t("The new key counts."),
  },
  PublishFinding: {
    title: () => t("Publish a finding"),
    say: (act, known) => [
      t("You find decision {decision}: {verdict}.", {
        decision: act.decision,
        verdict: VERDICTS[/** @type {keyof VERDICTS} */ (act.verdict)]?.() ?? act.verdict,
      }),
      t("You write: {words}", { words: known.texts.get(act.text)?.body ?? "" }),
      t("It stands beside the decision, with your name, for everybody."),
    ],
    done: () => t("Your finding is published."),
  },
};
