/** Colours of painted scenes, written as #rrggbb. */

type Rgb = [number, number, number];

const parts = (colour: string): Rgb => {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

export const fade = (colour: string, alpha: number) => `rgba(${parts(colour).join(",")},${alpha})`;

/** From one colour towards another, 0 to 1. */
export function mix(one: string, other: string, share: number): string {
  const far = parts(other);
  const mixed = parts(one).map((value, index) => Math.round(value + ((far[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}

/** The light of an hour: sky from above down, what glows, land far and near, water. */
export type Light = { zenith: string; sky: string; horizon: string; glow: string; far: string; near: string; water: string };

export const LIGHTS = {
  night: { zenith: "#0d1a2b", sky: "#1b3345", horizon: "#4a5f66", glow: "#ffb066", far: "#24404f", near: "#0b141d", water: "#122838" },
  dusk: { zenith: "#2b2440", sky: "#8a4a55", horizon: "#f0a070", glow: "#ffcf8f", far: "#6b4257", near: "#231a2b", water: "#4a3550" },
  dawn: { zenith: "#6d8fa3", sky: "#e0b7a2", horizon: "#fbe3c4", glow: "#fff0cf", far: "#a48f98", near: "#3a3d4c", water: "#98a3ac" },
  teal: { zenith: "#0d3038", sky: "#28616a", horizon: "#93b9a8", glow: "#ffe0a6", far: "#2f6268", near: "#0b2228", water: "#1d4a52" },
} satisfies Record<string, Light>;

export type Hour = keyof typeof LIGHTS;
