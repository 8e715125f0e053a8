/**
 * A proposal's form shows what belongs to the chosen way of voting, and sends only the effects that were ticked.
 *
 * Page: `<input type="checkbox" data-enables="AgreeOrigin">` for a `<fieldset data-effect="AgreeOrigin" disabled hidden>`,
 * and radios named `form`. Without this script nothing is hidden that is needed to read. Read next: `acts.js`.
 */

/** @param {HTMLFormElement} form */
export function watch(form) {
  const options = form.querySelector('[name="text.options[]"]')?.closest("fieldset");
  const update = () => {
    const isMotion = new FormData(form).get("form") === "motion";
    if (options) show(options, !isMotion);
    for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[data-enables]"))) {
      const effect = /** @type {HTMLFieldSetElement | null} */ (
        form.querySelector(`fieldset[data-effect="${box.dataset.enables}"]`)
      );
      if (effect) show(effect, box.checked);
    }
  };
  form.addEventListener("change", update);
  update();
}

/** @param {HTMLFieldSetElement} fieldset @param {boolean} isShown */
function show(fieldset, isShown) {
  fieldset.hidden = !isShown;
  fieldset.disabled = !isShown;
}
