/**
 * The dialog of an act: first the words of the bytes to be signed, then waiting, then how it turned out.
 *
 * One native <dialog class="act">; the keyboard's Escape leaves it, and the focus returns to where it was.
 * Read next: `form.js`.
 */
import { t } from "./words.js";

/** @param {string} name @param {{[attribute: string]: string}} attributes @param {(string | Node)[]} content */
export function make(name, attributes = {}, ...content) {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...content);
  return element;
}

export class ActDialog {
  constructor() {
    this.heading = make("h2", { id: "act-heading", tabindex: "-1" });
    this.content = make("div", { class: "stack", "aria-live": "polite" });
    this.buttons = make("div", { class: "row" });
    this.element = /** @type {HTMLDialogElement} */ (
      make(
        "dialog",
        { class: "act", "aria-labelledby": "act-heading" },
        make("div", { class: "stack" }, this.heading, this.content, this.buttons),
      )
    );
    document.body.append(this.element);
    // While a signature is being made or sent there is nothing to leave; Escape counts when there is a choice.
    this.element.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.answer?.(false);
    });
    /** @type {((yes: boolean) => void) | null} */
    this.answer = null;
  }

  /** @param {string} title @param {(string | Node)[]} lines */
  show(title, lines) {
    this.heading.textContent = title;
    this.content.replaceChildren(...lines.map((line) => (line instanceof Node ? line : make("p", {}, line))));
    this.buttons.replaceChildren();
    if (!this.element.open) this.element.showModal();
    this.heading.focus();
  }

  /**
   * Show words and wait for a yes or a no.
   * @param {string} title @param {(string | Node)[]} lines @param {string} yes @param {string} no
   * @returns {Promise<boolean>}
   */
  ask(title, lines, yes, no = t("Not now")) {
    this.show(title, lines);
    return new Promise((resolve) => {
      this.answer = (answer) => {
        this.answer = null;
        this.buttons.replaceChildren();
        resolve(answer);
      };
      const answer = this.answer;
      this.buttons.replaceChildren(
        button(yes, "", () => answer(true)),
        ...(no ? [button(no, "second", () => answer(false))] : []),
      );
    });
  }

  /** Something is happening that takes a moment. @param {string} line */
  wait(line) {
    this.content.append(make("p", { class: "soft" }, line));
  }

  /** Show how it turned out, until it is closed. @param {string} title @param {(string | Node)[]} lines */
  async tell(title, lines) {
    await this.ask(title, lines, t("Done"), "");
  }

  close() {
    this.element.close();
    this.element.remove();
  }
}

/** @param {string} words @param {string} kind @param {() => void} press */
export function button(words, kind, press) {
  const element = make("button", { type: "button", class: kind }, words);
  element.addEventListener("click", press);
  return element;
}

/** A button that saves a text as a file. @param {string} words @param {string} text @param {string} name */
export function saveButton(words, text, name) {
  return button(words, "second", () => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
    const link = /** @type {HTMLAnchorElement} */ (make("a", { href: address, download: name }));
    link.click();
    // The browser has begun to read the file once the click is over; the address is given back a moment later.
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  });
}
