/**
 * A log only ever grows: what it promises now must continue what it has promised this browser before.
 *
 * The newest checkpoint that was verified here is kept, one for each log's key. The next one must not be smaller, and
 * the log's own tiles must prove that it holds all that the kept one held, in the same order. That is done with every
 * receipt, and once an hour while a member reads. Read next: `merkle.js`.
 *
 * @typedef {import("./note.js").Checkpoint} Checkpoint
 * @typedef {{warning: string, earlier: string, isOpen?: boolean}} Judgement  both empty when all is well; `earlier` is the
 *   kept promise; `isOpen` when nothing could be shown either way
 */
import { Tree, isConsistent } from "./merkle.js";
import { verifyCheckpoint } from "./note.js";
import { Problem, t } from "./words.js";

const HASH_SIZE = 32;
const TILE_WIDTH = 256;
const AN_HOUR = 3_600_000;

/** Where the newest promise of a log is kept. @param {string} vkey */
const keptAt = (vkey) => `daso/checkpoint/${vkey}`;

/**
 * Hold a verified checkpoint against the one kept here, and keep it if all is well.
 * @param {string} note @param {string} vkey @param {string} log  the address of the log's files
 * @returns {Promise<Judgement>}
 */
export async function checkContinuity(note, vkey, log) {
  const place = keptAt(vkey);
  const kept = localStorage.getItem(place);
  const before = kept === null ? null : await readKept(kept, vkey);
  const now = await verifyCheckpoint(note, vkey);
  if (kept !== null && before) {
    const { warning, isOpen } = await compare(before, now, log);
    if (warning) return { warning, earlier: kept, isOpen };
  }
  if (!before || now.size >= before.size) localStorage.setItem(place, note);
  return { warning: "", earlier: "" };
}

/** What was kept, or null if it is no promise of this log. @param {string} kept @param {string} vkey */
async function readKept(kept, vkey) {
  try {
    return await verifyCheckpoint(kept, vkey);
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/**
 * What is wrong between two promises of one log. Receipts of two windows may come in any order; so the smaller
 * promise must be the beginning of the larger one, whichever came first.
 * @param {Checkpoint} before @param {Checkpoint} now @param {string} log
 * @returns {Promise<{warning: string, isOpen?: boolean}>}
 */
async function compare(before, now, log) {
  const [small, large] = before.size <= now.size ? [before, now] : [now, before];
  let isContinued;
  try {
    const tree = new Tree((...tile) => fetchTile(log, tile), Number(large.size));
    const proof = await tree.proveConsistency(Number(small.size));
    isContinued = await isConsistent(small.size, small.root, large.size, large.root, proof);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (now.size >= before.size) return { warning: error.message, isOpen: true };
    isContinued = false; // Of a log that has shrunk there are no files any more that could prove anything.
  }
  if (isContinued) return { warning: "" };
  if (now.size < before.size) {
    const warning = t(
      "The log has lost entries: it had {before} when you were here before, and has {now} now. Keep this receipt as evidence, save the earlier promise too, and tell other members.",
      { before: String(before.size), now: String(now.size) },
    );
    return { warning };
  }
  const warning = t(
    "The log does not continue the one you saw here before: its history was changed. Keep this receipt as evidence, save the earlier promise too, and tell other members.",
  );
  return { warning };
}

/**
 * Look, once an hour, whether the log still continues what it promised this browser when its member acted here.
 * Whoever only reads learns of a changed history, too, as far as this page's own program is honest.
 * @param {string} org @param {string} slug
 */
export async function look(org, slug) {
  const vkey = localStorage.getItem(`daso/vkey/${org}`);
  const place = `daso/looked/${org}`;
  if (!vkey || localStorage.getItem(keptAt(vkey)) === null) return;
  if (Date.now() - Number(localStorage.getItem(place)) < AN_HOUR) return;
  const judgement = await judge(vkey, `/o/${slug}/log`);
  if (judgement.isOpen) return;
  if (judgement.warning) await warn(judgement, slug);
  else localStorage.setItem(place, String(Date.now()));
}

/** @param {string} vkey @param {string} log @returns {Promise<Judgement>} */
async function judge(vkey, log) {
  try {
    const answer = await fetch(`${log}/checkpoint`, { credentials: "same-origin", cache: "no-store" });
    if (answer.ok) return await checkContinuity(await answer.text(), vkey, log);
  } catch (error) {
    if (error instanceof Problem) return { warning: error.message, earlier: localStorage.getItem(keptAt(vkey)) ?? "" };
    if (!(error instanceof TypeError)) throw error;
  }
  return { warning: "", earlier: "", isOpen: true };
}

/** Say it above everything else on the page. @param {Judgement} judgement @param {string} slug */
async function warn({ earlier }, slug) {
  const { saveButton } = await import("./dialog.js");
  const note = document.createElement("div");
  note.className = "note bad";
  note.role = "alert";
  const words = document.createElement("p");
  words.textContent = t(
    "The log of this organisation does not continue what it promised this browser before: entries are gone, or were changed. Save the earlier promise as evidence, and tell other members.",
  );
  note.append(words, saveButton(t("Save the earlier promise"), earlier, `${slug}.checkpoint`));
  document.querySelector("main")?.prepend(note);
}

/** @param {string} log @param {[level: number, number: number, width: number]} tile */
async function fetchTile(log, [level, number, width]) {
  const path = `${log}/tile/${level}/${renderNumber(number)}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
  try {
    const answer = await fetch(path, { credentials: "same-origin" });
    const hashes = new Uint8Array(await answer.arrayBuffer());
    if (answer.ok && hashes.length === width * HASH_SIZE) return hashes;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new Problem(
    t(
      "Your act is on the log, but this site does not show just now that its log only grows. Keep this receipt; the next one is held against the same promise again.",
    ),
    "tiles-missing",
  );
}

/** A tile's number as its path has it: 1234067 is x001/x234/067. @param {number} number */
export function renderNumber(number) {
  const groups = String(number).padStart(Math.ceil(String(number).length / 3) * 3, "0").match(/.../g) ?? [];
  return groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join("/");
}
