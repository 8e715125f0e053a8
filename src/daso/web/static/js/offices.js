/**
 * What acts about mandates, lots and payments say, in sentences for the member who is about to sign them.
 *
 * Read next: `sentences.js`, of which this is a part.
 *
 * @typedef {import("./sentences.js").Known} Known
 */
import { sayUnits } from "./money.js";
import { sayText } from "./sentences.js";
import { t } from "./words.js";

/** @type {{[kind: string]: {title: () => string, say: (act: any, known: Known) => string[], done: () => string}}} */
export const OFFICES = {
  AcceptMandate: {
    title: () => t("Accept a mandate"),
    say: (act) => [
      t("You accept mandate {mandate}, and answer for it until its term ends or it is taken back.", act),
      t("It gives you no further vote."),
    ],
    done: () => t("You hold the mandate now."),
  },
  ResignMandate: {
    title: () => t("Give a mandate back"),
    say: (act) => [t("You give mandate {mandate} back, or decline it. This can’t be undone.", act)],
    done: () => t("The mandate is given back."),
  },
  ReportMandate: {
    title: () => t("Report on a mandate"),
    say: (act, known) => [t("You report on mandate {mandate}.", act), ...sayText(t("You write"), act.text, known)],
    done: () => t("Your report is published."),
  },
  CommitLot: {
    title: () => t("Take part in a lot"),
    say: (act) => [
      t("You commit to a secret number for lot {lot}. This browser made it and keeps it.", act),
      t("Come back to reveal it. Whoever does not is named, and can’t be drawn."),
    ],
    done: () => t("Your secret is committed to. Reveal it from this browser when it is time."),
  },
  RevealLot: {
    title: () => t("Reveal your secret"),
    say: (act) => [t("You reveal your secret for lot {lot}: {mark}…", { lot: act.lot, mark: act.secret.slice(0, 12) })],
    done: () => t("Your secret is revealed."),
  },
  DeclineLot: {
    title: () => t("Decline to be drawn"),
    say: (act) => [t("You can’t be drawn by lot {lot}, and take no further part in it.", act)],
    done: () => t("You can’t be drawn by this lot."),
  },
  ConfirmPayment: {
    title: () => t("Confirm a payment"),
    say: (act) => [t("You confirm, for everybody to see, that payment {payment} was received.", act)],
    done: () => t("The payment is confirmed."),
  },
  AnnouncePayment: {
    title: () => t("Announce a small payment"),
    say: (act, known) => [
      t("You announce that {amount} are to be paid from vault {vault} to {to}. Everybody is told.", {
        ...act,
        amount: sayUnits(act.amount, act.token ?? ""),
      }),
      ...sayText(t("What it is for"), act.text, known),
      t("Nobody decides on it. Enough members can stop it before it is paid."),
    ],
    done: () => t("The payment is announced."),
  },
};
