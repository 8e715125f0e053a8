/**
 * A proposal's form shows what belongs to the chosen way of voting, and sends only the effects that were ticked.
 *
 * Page: `<input type="checkbox" data-enables="AgreeOrigin">` for a `<fieldset data-effect="AgreeOrigin" disabled hidden>`,
 * radios named `form`, and ways of counting that say for which
 * kinds they are: `<label data-kinds="ordinary policy"><input name="method">`. Without this script nothing is hidden that is needed to read. Read next: `acts.js`.
 */

/** @param {HTMLFormElement} form */
export function watch(form) {
  const onlyChoice = /** @type {NodeListOf<HTMLFieldSetElement>} */ (form.querySelectorAll('[data-only="choice"]'));
  const update = () => {
    const values = new FormData(form);
    onlyChoice.forEach((fieldset) => show(fieldset, values.get("form") !== "motion"));
    offerMethods(form, String(values.get("kind") ?? ""));
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

/** Only the ways of counting that this kind may have. @param {HTMLFormElement} form @param {string} kind */
function offerMethods(form, kind) {
  for (const label of /** @type {NodeListOf<HTMLElement>} */ (form.querySelectorAll("[data-kinds]"))) {
    const radio = /** @type {HTMLInputElement} */ (label.querySelector("input"));
    label.hidden = radio.disabled = !(label.dataset.kinds ?? "").split(" ").includes(kind);
    if (radio.disabled) radio.checked = false;
  }
  const offered = /** @type {NodeListOf<HTMLInputElement>} */ (form.querySelectorAll("[name=method]:enabled"));
  if (offered.length && ![...offered].some((radio) => radio.checked)) offered[0].checked = true;
}

/** @param {HTMLFieldSetElement} fieldset @param {boolean} isShown */
function show(fieldset, isShown) {
  fieldset.hidden = !isShown;
  fieldset.disabled = !isShown;
}
