/** Times, spans and numbers as the chosen language writes them. */
import { useTranslation } from "react-i18next";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const steps: readonly [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [HOUR, MINUTE, "minute"],
  [DAY, HOUR, "hour"],
  [7 * DAY, DAY, "day"],
];

const sizes: readonly [size: number, unit: string][] = [
  [1e12, "terabyte"],
  [1e9, "gigabyte"],
  [1e6, "megabyte"],
];

/** The language as this person's region writes it: en may mean 21:04 or 9:04 PM. */
const regional = (language: string) => navigator.languages.find((name) => name.slice(0, 2) === language) ?? language;

export function formatIn(language: string) {
  const with_ = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const clock = with_({ timeStyle: "short" });
  const dayOfYear = with_({ day: "numeric", month: "long" });
  const dayOfAnyYear = with_({ day: "numeric", month: "long", year: "numeric" });
  const moment = with_({ dateStyle: "medium", timeStyle: "medium" });
  const weekday = with_({ weekday: "short" });
  const shortDay = with_({ day: "numeric", month: "short" });
  const month = with_({ month: "long", year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  const digits = new Intl.NumberFormat(language, { maximumFractionDigits: 6 });

  const unit = (value: number, name: string, places = 0) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: places }).format(value);
  const day = (at: Date | string) => {
    const date = new Date(at);
    return (date.getFullYear() === new Date().getFullYear() ? dayOfYear : dayOfAnyYear).format(date);
  };

  return {
    number: (value: number) => numbers.format(value),
    /** With every digit that it has: 0.75. */
    exact: (value: number) => digits.format(value),
    /** "94%" */
    share: (value: number) => new Intl.NumberFormat(language, { style: "percent" }).format(value),
    /** "24 GB": memory of a card, which is counted in powers of two. */
    memory: (megabytes: number) => (megabytes > 0 && megabytes < 1024 ? unit(megabytes, "megabyte") : unit(megabytes / 1024, "gigabyte", 1)),
    /** "9.4 GB", "310 MB": bytes as they lie on a disk. */
    size: (bytes: number) => {
      const [size, name] = sizes.find(([limit]) => bytes >= limit) ?? [1e3, "kilobyte"];
      const value = bytes / size;
      return unit(value, name, value < 100 ? 1 : 0);
    },
    time: (at: Date | string) => clock.format(new Date(at)),
    /** With everything: for hints over shorter forms. */
    moment: (at: Date | string) => moment.format(new Date(at)),
    day,
    /** "4 minutes ago", "yesterday", then the day. */
    ago: (at: Date | string, now = new Date()) => {
      const seconds = (new Date(at).getTime() - now.getTime()) / 1000;
      if (Math.abs(seconds) < 45) return relative.format(0, "second");
      const step = steps.find(([limit]) => Math.abs(seconds) < limit);
      return step ? relative.format(Math.round(seconds / step[1]), step[2]) : day(at);
    },
    /** "21:04" today, "Wed" within a week, then "12 Oct": what fits beside a name. */
    brief: (at: Date | string, now = new Date()) => {
      const date = new Date(at);
      if (date.toDateString() === now.toDateString()) return clock.format(date);
      return (now.getTime() - date.getTime() < 6 * DAY * 1000 ? weekday : shortDay).format(date);
    },
    /** "October 2025" */
    month: (at: Date | string) => month.format(new Date(at)),
    /** "41 ms", "1.4 sec": how long a thing took. */
    took: (ms: number) => (ms < 1000 ? unit(ms, "millisecond") : unit(ms / 1000, "second", 1)),
    /** "20 sec", "4 min", "2 hr": one unit is enough to wait by. */
    span: (seconds: number) => {
      if (seconds < 90) return unit(Math.max(1, Math.round(seconds)), "second");
      if (seconds < 90 * MINUTE) return unit(Math.round(seconds / MINUTE), "minute");
      return unit(Math.round(seconds / HOUR), "hour");
    },
  };
}

export type Format = ReturnType<typeof formatIn>;

/** Making formatters costs more than formatting: all components of a language share them. */
const made = new Map<string, Format>();

export function useFormat(): Format {
  const { i18n } = useTranslation();
  const language = regional(i18n.language);
  const format = made.get(language) ?? formatIn(language);
  made.set(language, format);
  return format;
}
