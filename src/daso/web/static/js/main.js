/**
 * The one script a page names. It stays small: everything else is loaded when something on the page needs it.
 *
 * Hooks for pages stand in README.md. Read next: `form.js`.
 */

/** What takes care of a form, by its hook. */
const CARE = {
  act: () => import("./form.js"),
  signIn: () => import("./signin.js"),
  ask: () => import("./scrutineer.js"),
  recover: () => import("./recover.js"),
  approve: () => import("./approve.js"),
  object: () => import("./approve.js"),
  renew: () => import("./renew.js"),
  stop: () => import("./renew.js"),
};

document.addEventListener("submit", async (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.action.endsWith("/sign-out") && member) {
    event.preventDefault();
    const { forget } = await import("./light.js");
    await forget(org, member);
    form.submit();
    return;
  }
  const hook = /** @type {keyof CARE | undefined} */ (Object.keys(CARE).find((name) => name in form.dataset));
  if (!hook) return;
  event.preventDefault();
  const { submit } = await CARE[hook]();
  await submit(form, event.submitter);
});

// What a form needs is fetched while its member reads and types, not when they press its button.
const forms = [.../** @type {NodeListOf<HTMLFormElement>} */ (document.querySelectorAll("form[data-act]"))];
if (forms.length) {
  import("./form.js").then(({ fetchStep }) => Promise.all(forms.map((form) => fetchStep(form.dataset.act ?? ""))));
}

const times = /** @type {NodeListOf<HTMLTimeElement>} */ (document.querySelectorAll("time"));
if (times.length) {
  import("./times.js").then(({ tell }) => times.forEach(tell));
}

const { org = "", slug = "", member = "" } = document.documentElement.dataset;

if (document.querySelector("[data-live]")) {
  import("./live.js").then(({ watch }) => watch(slug));
}

if (member && document.documentElement.dataset.signer === "passkey") {
  import("./continuity.js").then(({ look }) => look(org, slug));
}

const invitations = /** @type {HTMLElement | null} */ (document.querySelector("[data-invitations]"));
if (invitations && document.documentElement.dataset.signer !== "none") {
  import("./invite.js").then(({ showLinks }) => showLinks(invitations, org, slug));
}

const joining = /** @type {HTMLFormElement | null} */ (document.querySelector('form[data-act="JoinOrganisation"]'));
if (joining) {
  import("./join.js").then(({ look }) => look(joining));
}

const asking = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-ask]"));
if (asking) {
  import("./scrutineer.js").then(({ showRequest }) => showRequest(asking));
}

const talks = document.querySelector("[data-talk-of]");
if (talks && member) {
  import("./talk.js").then(({ attend }) => attend(org));
}

const offers = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-offers-light]"));
if (offers.length) {
  Promise.all([import("./light.js"), import("./api.js")]).then(([{ settleOffers }, { getSigner }]) =>
    settleOffers(offers, org, () => getSigner(org)),
  );
}

// Where a key is made or used to sign in, a wallet can stand in for a passkey.
const keyed = /** @type {NodeListOf<HTMLFormElement>} */ (
  document.querySelectorAll(
    'form:is([data-act="FoundOrganisation"], [data-act="JoinOrganisation"], [data-act="AddKey"]:not([data-light]), [data-sign-in], [data-ask], [data-recover])',
  )
);
if (keyed.length) {
  import("./wallets.js").then(({ offer }) => offer([...keyed]));
}

const recovering = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-recover]"));
if (recovering) {
  import("./recover.js").then(({ showRequest }) => showRequest(recovering));
}

const amending = /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-amends]"));
if (amending) {
  import("./amend.js").then(({ watch }) => watch(amending));
}

const composing = /** @type {HTMLFormElement | null} */ (
  document.querySelector('form[data-act$="Proposal"]:has([name="form"]):not([data-amends])')
);
if (composing) {
  import("./compose.js").then(({ watch }) => watch(composing));
}
