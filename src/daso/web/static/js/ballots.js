/**
 * Ballots: from a form to what a `CastBallot` names, and from there to sentences, for every way of counting.
 *
 * A form says its way in a field `way`: motion, choice, consent, approval, ranked or score. What is said comes from the
 * act's bytes, the proposal's verified words, and how the site says that it is counted. Read next: `acts.js`,
 * `sentences.js`.
 *
 * @typedef {import("./sentences.js").Subject} Subject
 */
import { Problem, t } from "./words.js";

/** What a ballot's form names; nothing abstains. @param {FormData} values @returns {number[]} */
export function readChoices(values) {
  if (values.get("abstain")) return [];
  const way = values.get("way");
  if (way === "ranked") return needSome(values.getAll("rank").map(Number), (ranks) => ranks.some(Boolean));
  if (way === "score") return readPoints(values);
  const chosen = needSome(values.getAll("choices").map(String), (given) => given.length > 0);
  const choices = chosen.filter(Boolean).map(Number);
  if (way === "consent" && choices[0] === 2 && !String(values.get("reason.body") ?? "").trim()) {
    throw new Problem(t("Say why you object, so that it can be answered."), "reason-missing");
  }
  return choices;
}

/** @template T @param {T[]} given @param {(given: T[]) => boolean} isSome */
function needSome(given, isSome) {
  if (isSome(given)) return given;
  throw new Problem(t("Choose one of the options first, or abstain."), "no-choice");
}

/** The points for each option in turn; an option left out gets none. @param {FormData} values */
function readPoints(values) {
  const names = [...values.keys()].filter((name) => name.startsWith("points-"));
  needSome(names, (given) => given.length > 0);
  const count = Number(values.get("options"));
  return Array.from({ length: count }, (_, place) => Number(values.get(`points-${place + 1}`) ?? 0));
}

/**
 * What a ballot says.
 * @param {number[]} choices @param {string} proposal  its name in a sentence @param {Subject} subject
 * @returns {string[]}
 */
export function sayChoices(choices, proposal, subject) {
  if (subject.way === "consent") return [sayConsent(choices, proposal)];
  if (!choices.length) return [t("You abstain on {proposal}.", { proposal })];
  if (subject.way === "ranked") return sayRanks(choices, proposal, subject);
  if (subject.way === "score") return sayPoints(choices, proposal, subject);
  if (subject.way === "approval") {
    const names = choices.map((choice) => sayOption(choice, subject));
    return [t("You approve of {count} options of {proposal}:", { count: choices.length, proposal }), ...names];
  }
  return choices.map((choice) => sayChoice(choice, proposal, subject));
}

/** @param {number[]} choices @param {string} proposal */
function sayConsent(choices, proposal) {
  if (!choices.length) return t("You stand aside on {proposal}.", { proposal });
  return choices[0] === 1
    ? t("You consent to {proposal} (1).", { proposal })
    : t("You object to {proposal} (2). Its author must answer your reason.", { proposal });
}

/** @param {number} choice @param {Subject} subject */
function sayOption(choice, subject) {
  const option = subject.options?.[choice - 1];
  return option
    ? t("Option {choice}: {option}", { choice, option })
    : t("Option {choice}", { choice });
}

/** From the best rank to the last; then what is left open. @param {number[]} ranks @param {string} proposal @param {Subject} subject */
function sayRanks(ranks, proposal, subject) {
  const names = ranks.map((_, place) =>
    place === ranks.length - 1 ? t("Leave things as they are") : sayOption(place + 1, subject),
  );
  const levels = [...new Set(ranks.filter(Boolean))].sort((a, b) => a - b);
  const lines = levels.map((level) =>
    t("Rank {level}: {names}", { level, names: names.filter((_, place) => ranks[place] === level).join(" · ") }),
  );
  const open = names.filter((_, place) => !ranks[place]);
  if (open.length) lines.push(t("Left open, and compared with nothing: {names}", { names: open.join(" · ") }));
  return [t("You rank the options of {proposal}:", { proposal }), ...lines];
}

/** @param {number[]} points @param {string} proposal @param {Subject} subject */
function sayPoints(points, proposal, subject) {
  const lines = points.map((given, place) =>
    t("{option} – {points} of 5 points", { option: sayOption(place + 1, subject), points: given }),
  );
  return [t("You give points to the options of {proposal}:", { proposal }), ...lines];
}

/** @param {number} choice @param {string} proposal @param {Subject} subject */
function sayChoice(choice, proposal, subject) {
  const isMotion = subject.options?.length === 0; // only a choice's text names options
  if (isMotion && choice === 1) return t("You vote for {proposal} (option 1).", { proposal });
  if (isMotion && choice === 2) return t("You vote against {proposal} (option 2).", { proposal });
  const option = subject.options?.[choice - 1];
  return option
    ? t("You vote for option {choice}, “{option}”, of {proposal}.", { choice, option, proposal })
    : t("You vote for option {choice} of {proposal}.", { choice, proposal });
}
