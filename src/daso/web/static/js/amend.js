/**
 * While an amendment is written: shows what the very effects that would be signed come to, as the site reckons it.
 *
 * Page: `<form data-amends="{charter}">` with a `[data-preview="/o/x/charter/preview"]`. Read next: `charter.js`.
 */
import { compareCharters, readCharter } from "./charter.js";
import { Problem } from "./words.js";

/** @param {HTMLFormElement} form */
export function watch(form) {
  const place = /** @type {HTMLElement | null} */ (form.querySelector("[data-preview]"));
  if (!place) return;
  let shown = "[]";
  form.addEventListener("change", async () => {
    const effects = readEffects(form);
    if (effects === null || effects === shown) return;
    shown = effects;
    const answer = await fetch(`${place.dataset.preview}?${new URLSearchParams({ effects })}`);
    if (answer.ok && effects === shown) place.innerHTML = await answer.text();
  });
}

/** The effects as JSON; null while something is half typed. @param {HTMLFormElement} form */
function readEffects(form) {
  const standing = JSON.parse(form.dataset.amends ?? "{}");
  try {
    return JSON.stringify(compareCharters(standing, readCharter(standing, new FormData(form))));
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}
