/** Chance that falls the same way for the same seed, so that a picture is always itself. */

export type Chance = () => number;

export function chanceOf(seed: number): Chance {
  let state = (seed * 2654435761) >>> 0 || 1;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A rolling line: the same x gives the same height. */
export function hillsOf(seed: number): (x: number) => number {
  const chance = chanceOf(seed);
  const heights = Array.from({ length: 512 }, chance);
  const at = (x: number) => {
    const step = Math.floor(x);
    const within = x - step;
    const eased = within * within * (3 - 2 * within);
    return (heights[step & 511] ?? 0) * (1 - eased) + (heights[(step + 1) & 511] ?? 0) * eased;
  };
  return (x) => [0.5, 0.25, 0.125, 0.0625, 0.03125].reduce((sum, weight, octave) => sum + weight * at(x * 2.03 ** octave), 0);
}
