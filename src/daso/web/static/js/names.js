/**
 * Members and hubs of an act by the names that this site gives them. What is signed are numbers, which stay visible;
 * whom this site can't name is said by number alone. Read next: `sentences.js`.
 *
 * @typedef {Map<string, string>} Names  by place in the API: members/4, hubs/1
 */
import { get } from "./api.js";
import { Problem, t } from "./words.js";

/** Which fields of acts and effects hold the number of a member. */
const PEOPLE = ["member", "holder", "owner", "payee"];

/** @param {{[field: string]: any}} act @param {import("./form.js").Task} task @returns {Promise<Names>} */
export async function learnNames(act, task) {
  const found = findPlaces(act).map(async (place) => /** @type {[string, string]} */ ([place, await learnName(place, task)]));
  return new Map(await Promise.all(found));
}

/** Whom and what an act and its effects name by number. @param {{[field: string]: any}} act */
function findPlaces(act) {
  const parts = [act, ...(act.effects ?? [])];
  const people = parts.flatMap((part) => [...PEOPLE.map((field) => part[field]), ...(part.candidates ?? []), ...(part.mentions ?? [])]);
  const places = [
    ...people.filter(Boolean).map((number) => `members/${number}`),
    ...parts.filter(({ hub }) => hub).map(({ hub }) => `hubs/${hub}`),
    ...[act.about].filter((about) => about?.startsWith("member/")).map((about) => about.replace("member/", "members/")),
  ];
  return [...new Set(places)];
}

/** @param {string} place @param {import("./form.js").Task} task @returns {Promise<string>} */
async function learnName(place, task) {
  try {
    const told = await get(`/api/orgs/${task.org}/${place}`);
    return told.name || told.words?.name || "";
  } catch (error) {
    if (error instanceof Problem) return ""; // the number, which is what is signed, can be said without it
    throw error;
  }
}

/** A member's number with their name. @param {number | string} number @param {{names?: Names}} known */
export const sayMember = (number, known) => sayNumber("members", number, known);

/** @param {string} noun @param {number | string} number @param {{names?: Names}} known */
function sayNumber(noun, number, { names }) {
  const name = names?.get(`${noun}/${number}`);
  return name ? t("{number} (“{name}”)", { number, name }) : String(number);
}

/**
 * An act or effect whose numbers of members and hubs have their names beside them.
 * @param {{[field: string]: any}} part @param {{names?: Names}} known @returns {{[field: string]: any}}
 */
export function nameAll(part, known) {
  const named = PEOPLE.filter((field) => part[field]).map((field) => [field, sayMember(part[field], known)]);
  const hub = part.hub ? { hub: sayNumber("hubs", part.hub, known) } : {};
  return { ...part, ...Object.fromEntries(named), ...hub };
}

/** Those whom a comment calls. @param {number[]} numbers @param {{names?: Names}} known */
export function sayMentions(numbers, known) {
  if (!numbers.length) return [];
  const members = numbers.map((number) => t("member {member}", { member: sayMember(number, known) })).join(", ");
  return [t("You mention: {members}.", { members })];
}
