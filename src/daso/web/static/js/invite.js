/**
 * Inviting: a key for each invitation is made in this browser; the log gets the public half, the link the secret one.
 *
 * A link is `/o/<slug>/join/<number>#<secret>`; what stands behind # is sent to no server. This browser keeps the links
 * until they are used, so that closing the page loses none. They are shown in `[data-invitations]`.
 * Read next: `join.js`, the other end of the link.
 *
 * @typedef {{public: string, secret: string}} Kept
 */
import { generate } from "../vendor/lean-qr/lean-qr.js";
import { get } from "./api.js";
import { fromBase64url, join, toBase64url } from "./canon.js";
import { makeCopies } from "./copies.js";
import { make } from "./dialog.js";
import { Problem, sayMoment, t } from "./words.js";

const MOST = 100;
const SVG = "http://www.w3.org/2000/svg";
const QUIET_ZONE = 4;

/** @param {HTMLFormElement} form @param {import("./form.js").Task} task */
export async function prepare(form, task) {
  const count = Number(new FormData(form).get("count") ?? 1);
  if (!(Number.isInteger(count) && count >= 1 && count <= MOST)) {
    throw new Problem(t("Invite between 1 and {most} people at a time.", { most: MOST }), "wrong-count");
  }
  const made = await Promise.all(Array.from({ length: count }, makeInvitation));
  keep(task.org, [...load(task.org), ...made]);
  task.fields = { keys: made.map((one) => ({ kind: "p256", public: one.public })) };
  return true;
}

/** @returns {Promise<Kept>} */
async function makeInvitation() {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign"]);
  const { d = "", x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  return { public: toBase64url(join(fromBase64url(x), fromBase64url(y))), secret: d };
}

/** @param {HTMLFormElement} form @param {import("./form.js").Task} task */
export async function finish(form, task) {
  const place = findPlace(form);
  if (!place) return "here";
  await showLinks(place, task.org, task.slug);
  place.querySelector("input")?.focus();
  return "";
}

/** @param {HTMLFormElement} form */
function findPlace(form) {
  return /** @type {HTMLElement | null} */ (
    form.querySelector("[data-invitations]") ?? document.querySelector("[data-invitations]")
  );
}

/**
 * Show the links of this browser whose invitations are still open; forget the others.
 * @param {HTMLElement} place @param {string} org @param {string} slug
 */
export async function showLinks(place, org, slug) {
  const kept = load(org);
  if (!kept.length) return;
  const open = await get(`/api/orgs/${org}/invitations`);
  /** @type {Map<string, {number: number, expires_at: number}>} */
  const byKey = new Map(open.map((/** @type {any} */ one) => [one.public, one]));
  const usable = kept.filter((one) => byKey.has(one.public));
  keep(org, usable);
  const items = usable.map((one) => showLink(one, /** @type {any} */ (byKey.get(one.public)), slug));
  place.replaceChildren(make("ul", { class: "list" }, ...items));
}

/** @param {Kept} kept @param {{number: number, expires_at: number}} open @param {string} slug */
function showLink(kept, open, slug) {
  const link = `${location.origin}/o/${slug}/join/${open.number}#${kept.secret}`;
  const name = t("Invitation {number}", open);
  const until = make(
    "p",
    { class: "hint" },
    t("For one person, until {moment}.", { moment: sayMoment(open.expires_at) }),
  );
  const code = make("details", {}, make("summary", {}, t("Show as a code to scan")), draw(link, name));
  return make("li", {}, make("h3", {}, name), ...makeCopies(link, name, { url: link }), until, code);
}

/** A QR code, drawn here so that no server sees the link. @param {string} text @param {string} name */
export function draw(text, name) {
  const code = generate(text);
  let path = "";
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) if (code.get(x, y)) path += `M${x} ${y}h1v1h-1z`;
  }
  const span = code.size + 2 * QUIET_ZONE;
  const picture = document.createElementNS(SVG, "svg");
  const attributes = {
    class: "qr",
    role: "img",
    "aria-label": name,
    "shape-rendering": "crispEdges",
    width: "240",
    height: "240",
  };
  for (const [key, value] of Object.entries(attributes)) picture.setAttribute(key, value);
  picture.setAttribute("viewBox", `${-QUIET_ZONE} ${-QUIET_ZONE} ${span} ${span}`);
  // White ground and black modules in either scheme: that is what cameras read.
  picture.append(shape("rect", { x: -QUIET_ZONE, y: -QUIET_ZONE, width: span, height: span, fill: "white" }));
  picture.append(shape("path", { d: path, fill: "black" }));
  return picture;
}

/** @param {string} name @param {{[attribute: string]: string | number}} attributes */
function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** @param {string} org */
const getPlace = (org) => `daso/invitations/${org}`;

/** @param {string} org @returns {Kept[]} */
function load(org) {
  return JSON.parse(localStorage.getItem(getPlace(org)) ?? "[]");
}

/** @param {string} org @param {Kept[]} kept */
function keep(org, kept) {
  localStorage.setItem(getPlace(org), JSON.stringify(kept));
}
