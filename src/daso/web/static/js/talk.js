/**
 * Discussions: forms that open where one answers, edits or flags, and names to choose from after an @.
 *
 * Page: templates/talk.html. A button `data-talk="reply|edit|flag"` in a `data-comment` opens the template of that name
 * in its `data-place`; textareas with `data-mentions` offer names. Read next: `form.js`, which sends the forms.
 *
 * @typedef {{number: number, name: string}} Named
 */
import { get } from "./api.js";
import { make } from "./dialog.js";
import { refresh } from "./live.js";
import { t } from "./words.js";

const OFFERED = 6;
const MENTIONED = 20;
const SLICE = 500;

/** @type {Promise<Named[]> | null} */
let asked = null;

/** @param {string} org */
export function attend(org) {
  document.addEventListener("click", (event) => {
    const button = /** @type {HTMLElement} */ (event.target).closest("[data-talk]");
    if (button instanceof HTMLElement) act(button);
  });
  document.addEventListener("input", (event) => {
    const area = event.target;
    if (area instanceof HTMLTextAreaElement && "mentions" in area.dataset) offer(org, area);
  });
  document.addEventListener("keydown", choose);
}

/** @param {HTMLElement} button */
function act(button) {
  const comment = /** @type {HTMLElement} */ (button.closest("[data-comment]"));
  const open = comment.querySelector("[data-inline]");
  const kind = button.dataset.talk ?? "";
  const wasKind = open instanceof HTMLElement ? open.dataset.inline : "";
  open?.remove();
  if (kind !== "cancel" && kind !== wasKind) return unfold(comment, kind);
  const part = /** @type {HTMLElement | null} */ (comment.closest("[data-live]"));
  const trigger = /** @type {HTMLElement | null} */ (comment.querySelector(`[data-talk="${wasKind}"]`));
  trigger?.focus();
  if (part && globalThis.htmx) refresh([part]);
}

/** Put a form below a comment. @param {HTMLElement} comment @param {string} kind */
function unfold(comment, kind) {
  const talk = comment.closest("[data-talk-of]");
  const template = /** @type {HTMLTemplateElement} */ (talk?.querySelector(`template[data-form="${kind}"]`));
  const inline = make("div", { "data-inline": kind });
  inline.append(template.content.cloneNode(true));
  const number = /** @type {HTMLInputElement} */ (inline.querySelector("[data-number]"));
  const area = /** @type {HTMLTextAreaElement} */ (inline.querySelector("textarea"));
  number.value = comment.dataset.comment ?? "";
  if (kind === "edit") area.value = comment.dataset.source ?? "";
  comment.querySelector("[data-place]")?.append(inline);
  area.focus();
}

/** Everybody's name, asked for once. @param {string} org @returns {Promise<Named[]>} */
function fetchNames(org) {
  asked ??= fetchAll(org);
  return asked;
}

/** @param {string} org */
async function fetchAll(org) {
  /** @type {Named[]} */
  const named = [];
  for (let after = 0; after !== null; ) {
    const part = await get(`/api/orgs/${org}/members?after=${after}&limit=${SLICE}`);
    named.push(...part.items.filter((/** @type {any} */ one) => one.name && !one.left_at));
    after = part.next;
  }
  return named;
}

/** The members addressed in some words, in order. @param {string} org @param {string} body */
export async function findMentioned(org, body) {
  const names = await fetchNames(org);
  const longestFirst = names.toSorted((one, other) => other.name.length - one.name.length);
  let rest = body;
  /** @type {Set<number>} */
  const found = new Set();
  for (const { number, name } of longestFirst) {
    const mark = `@${name}`;
    if (!rest.includes(mark)) continue;
    for (const one of names) if (one.name === name) found.add(one.number);
    rest = rest.replaceAll(mark, "@");
  }
  return [...found].sort((one, other) => one - other).slice(0, MENTIONED);
}

/** What is being typed after an @, up to the cursor. @param {HTMLTextAreaElement} area */
function readTyped(area) {
  return /(?:^|[\s(])@([^\s@][^@\n]{0,40})$/u.exec(area.value.slice(0, area.selectionStart))?.[1] ?? "";
}

/** @param {string} org @param {HTMLTextAreaElement} area */
async function offer(org, area) {
  const typed = readTyped(area);
  if (!typed) return close(area);
  const names = await fetchNames(org);
  if (readTyped(area) !== typed) return;
  const sought = typed.toLocaleLowerCase();
  const fitting = names.filter(({ name }) => ` ${name.toLocaleLowerCase()}`.includes(` ${sought}`)).slice(0, OFFERED);
  close(area);
  if (fitting.length && fitting[0].name !== typed) show(area, fitting);
}

/** @param {HTMLTextAreaElement} area @param {Named[]} names */
function show(area, names) {
  const id = `names-${area.id || area.name}`;
  const options = names.map(({ number, name }, place) => {
    const option = make("li", { role: "option", id: `${id}-${number}`, "aria-selected": String(place === 0) }, name);
    option.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the words keep the focus
      take(area, name);
    });
    return option;
  });
  const label = t("Names that fit: {count}. Choose with the arrows and Enter.", { count: names.length });
  area.after(make("ul", { class: "names", role: "listbox", id, "aria-label": label }, ...options));
  area.setAttribute("aria-controls", id);
  area.setAttribute("aria-activedescendant", options[0].id);
}

/** @param {HTMLTextAreaElement} area */
function close(area) {
  getList(area)?.remove();
  area.removeAttribute("aria-controls");
  area.removeAttribute("aria-activedescendant");
}

/** @param {HTMLTextAreaElement} area */
const getList = (area) => {
  const next = area.nextElementSibling;
  return next?.matches(".names") ? next : null;
};

/** Put the whole name in the place of what was typed. @param {HTMLTextAreaElement} area @param {string} name */
function take(area, name) {
  const start = area.selectionStart - readTyped(area).length;
  area.setRangeText(`${name} `, start, area.selectionStart, "end");
  close(area);
}

/** @param {KeyboardEvent} event */
function choose(event) {
  const area = event.target;
  if (!(area instanceof HTMLTextAreaElement)) return;
  const list = getList(area);
  if (!list) return;
  const options = [...list.children];
  const here = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "Escape") close(area);
  else if (event.key === "Enter" || event.key === "Tab") take(area, options[here].textContent ?? "");
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const there = (here + (event.key === "ArrowDown" ? 1 : options.length - 1)) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === there)));
    area.setAttribute("aria-activedescendant", options[there].id);
  } else return;
  event.preventDefault();
}
