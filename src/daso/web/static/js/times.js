/**
 * Moments in the reader's own time. Pages say them in UTC, as the log has them, and so they stay without this script.
 *
 * Page: `<time datetime="2026-03-01T14:30:00Z">1 March 2026, 14:30 UTC</time>`; where a `title` holds the moment and the
 * text how far off it is, the title says both times.
 */

// The pages' English is British: day before month, clocks of 24 hours.
const LANGUAGE = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const DAY = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: "long" });
const CLOCK = new Intl.DateTimeFormat(LANGUAGE, {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZoneName: "short",
});

/** As the pages say it: the day, the time, the zone. @param {number} at */
function say(at) {
  const parts = Object.fromEntries(CLOCK.formatToParts(at).map(({ type, value }) => [type, value]));
  return `${DAY.format(at)}, ${parts.hour}:${parts.minute} ${parts.timeZoneName}`;
}

/** @param {HTMLTimeElement} time */
export function tell(time) {
  const here = say(Date.parse(time.dateTime));
  const utc = time.title || time.textContent || "";
  if (here === utc) return;
  if (time.title) {
    time.title = `${here} (${utc})`;
  } else {
    time.title = utc;
    time.textContent = here;
  }
}
