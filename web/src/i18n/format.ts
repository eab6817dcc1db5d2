/** Times, spans and numbers as the chosen language writes them. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

const steps: readonly [limit: number, size: number, unit: Intl.RelativeTimeFormatUnit][] = [
  [HOUR, MINUTE, "minute"],
  [DAY, HOUR, "hour"],
  [7 * DAY, DAY, "day"],
];

/** The language as this person's region writes it: en may mean 21:04 or 9:04 PM. */
const regional = (language: string) => navigator.languages.find((name) => name.slice(0, 2) === language) ?? language;

export function formatIn(language: string) {
  const with_ = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options);
  const clock = with_({ hour: "2-digit", minute: "2-digit" });
  const dayOfYear = with_({ day: "numeric", month: "long" });
  const dayOfAnyYear = with_({ day: "numeric", month: "long", year: "numeric" });
  const moment = with_({ day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const numbers = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });

  const unit = (value: number, name: string) =>
    new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 0 }).format(value);
  const day = (at: Date | string) => {
    const date = new Date(at);
    return (date.getFullYear() === new Date().getFullYear() ? dayOfYear : dayOfAnyYear).format(date);
  };

  return {
    number: (value: number) => numbers.format(value),
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
    /** "20 sec", "4 min", "2 hr": one unit is enough to wait by. */
    span: (seconds: number) => {
      if (seconds < 90) return unit(Math.max(1, Math.round(seconds)), "second");
      if (seconds < 90 * MINUTE) return unit(Math.round(seconds / MINUTE), "minute");
      return unit(Math.round(seconds / HOUR), "hour");
    },
  };
}

export type Format = ReturnType<typeof formatIn>;

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formatIn(regional(i18n.language)), [i18n.language]);
}
