// Days and times, in the publication's language and time zone.

/** @import { SiteFrameFragment } from "../../types/graphql.js" */
import { el } from "./dom.js";

/** @typedef {Pick<SiteFrameFragment, "language" | "timeZone" | "today">} Calendar */

/** @type {Intl.DateTimeFormatOptions} */
const DAY = { day: "numeric", month: "long" };
/** @type {Intl.DateTimeFormatOptions} */
const HOUR = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/**
 * The day and time of an instant in a `<time>`; the year only where it is not this one.
 *
 * @param {string} instant RFC 3339
 * @param {Calendar} calendar
 * @returns {HTMLTimeElement}
 */
export function momentTime(instant, calendar) {
  return time(instant, written(instant, calendar, HOUR));
}

/**
 * The day of an instant in a `<time>`.
 *
 * @param {string} instant RFC 3339
 * @param {Calendar} calendar
 * @returns {HTMLTimeElement}
 */
export function dayTime(instant, calendar) {
  return time(instant, written(instant, calendar, {}));
}

/**
 * A date as precise as it is known: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
 *
 * @param {string} date
 * @param {Calendar} calendar
 * @returns {HTMLTimeElement}
 */
export function dateTime(date, calendar) {
  const [, month, day] = date.split("-");
  /** @type {Intl.DateTimeFormatOptions} */
  const parts = { year: "numeric", timeZone: "UTC" };
  if (month) parts.month = "long";
  if (day) parts.day = "numeric";
  const format = new Intl.DateTimeFormat(calendar.language ?? "en", parts);
  return time(date, format.format(new Date(date)));
}

/**
 * How long reading takes, in whole minutes and never none.
 *
 * @param {number} seconds
 * @returns {string}
 */
export function readingTime(seconds) {
  return `${Math.max(1, Math.round(seconds / 60))}\u00a0min\u00a0read`;
}

/**
 * The hour of an instant.
 *
 * @param {string} instant RFC 3339
 * @param {Calendar} calendar
 * @returns {HTMLTimeElement}
 */
export function hourTime(instant, calendar) {
  return time(instant, format(calendar, HOUR).format(new Date(instant)));
}

/**
 * @param {string} instant
 * @param {Calendar} calendar
 * @param {Intl.DateTimeFormatOptions} more
 */
function written(instant, calendar, more) {
  const at = new Date(instant);
  const year = format(calendar, { year: "numeric" }).format(at);
  const sameYear = calendar.today.date.startsWith(year);
  return format(calendar, { ...DAY, ...more, ...(sameYear ? {} : { year: "numeric" }) }).format(at);
}

/**
 * @param {Calendar} calendar
 * @param {Intl.DateTimeFormatOptions} options
 */
function format(calendar, options) {
  const zone = calendar.timeZone ? { timeZone: calendar.timeZone } : {};
  return new Intl.DateTimeFormat(calendar.language ?? "en", { ...options, ...zone });
}

/**
 * @param {string} machine
 * @param {string} words
 */
function time(machine, words) {
  return el("time", { datetime: machine }, words);
}
