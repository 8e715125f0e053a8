/**
 * Something to take along, a link or a code: a field that shows it, and buttons to copy or send it.
 *
 * Read next: `invite.js`, `scrutineer.js`, which have such things.
 */
import { button, make } from "./dialog.js";
import { t } from "./words.js";

/**
 * @param {string} content @param {string} name  what a screen reader calls it
 * @param {ShareData} parcel  how the device is to send it
 */
export function makeCopies(content, name, parcel) {
  const field = /** @type {HTMLInputElement} */ (make("input", { readonly: "", value: content, "aria-label": name }));
  field.addEventListener("focus", () => field.select());
  const said = make("span", { role: "status" });
  const copy = button(t("Copy"), "second", async () => {
    await navigator.clipboard.writeText(content);
    said.textContent = t("Copied.");
  });
  const actions = make("div", { class: "row" }, copy, said);
  if ("share" in navigator) actions.prepend(button(t("Send"), "", () => share(parcel)));
  return [field, actions];
}

/** @param {ShareData} parcel */
async function share(parcel) {
  try {
    await navigator.share(parcel);
  } catch (error) {
    // Closing the device's own sheet is an answer, not a failure.
    if (/** @type {Error} */ (error).name !== "AbortError") throw error;
  }
}
