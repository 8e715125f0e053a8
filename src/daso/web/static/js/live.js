/**
 * Results that change while one looks: when the log grows, marked parts of the page are fetched again.
 *
 * Page: `<section id="result" data-live="proposal/7">`, or `data-live="size"` for whatever changes. htmx morphs the new
 * part into the old one, so focus, selection and scroll stay where they are, and only changed words are announced.
 */

const PAUSE = 300;

/** @param {string} slug */
export function watch(slug) {
  const source = new EventSource(`/o/${slug}/events`);
  const parts = [.../** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-live]"))];
  for (const name of new Set(parts.map((part) => part.dataset.live ?? "size"))) {
    source.addEventListener(
      name,
      gather(() => refresh(parts.filter((part) => part.dataset.live === name))),
    );
  }
  // A page in the browser's history keeps no connection open.
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => event.persisted && location.reload());
}

/** Many events in a moment are one reason to look. @param {() => void} act */
function gather(act) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(act, PAUSE);
  };
}

/** Whether somebody is writing there, so that it must stay as it is until they are done. @param {Element} part */
const isWrittenIn = (part) => part.querySelector("[data-inline]") !== null;

// Who began to write while an answer was on its way loses nothing to it.
document.addEventListener("htmx:after:request", (event) => {
  const { target } = /** @type {CustomEvent} */ (event).detail.ctx;
  if (target instanceof Element && isWrittenIn(target)) event.preventDefault();
});

/** Fetch parts again, but for those in which somebody is writing. @param {HTMLElement[]} parts */
export async function refresh(parts) {
  for (const part of parts.filter((one) => !isWrittenIn(one))) {
    const selector = `#${CSS.escape(part.id)}`;
    await globalThis.htmx.ajax("GET", location.pathname + location.search, {
      target: selector,
      select: selector,
      swap: "outerMorph",
    });
  }
}
