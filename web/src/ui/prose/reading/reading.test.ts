import { describe, expect, it } from "vitest";
import { type Block, Reading } from "./reading";

const WORDS = "the lamp turned once more over the **grey** water and nobody on the pier *looked* up from the [log](https://log.example) of the night".split(" ");

/** A reply as models write it: paragraphs, lists, tables, code and maths in turn. */
function reply(words: number): string {
  const parts: string[] = [];
  const line = (count: number) => Array.from({ length: count }, (_, index) => WORDS[index % WORDS.length]).join(" ");
  for (let part = 0, told = 0; told < words; part += 1, told += 100) {
    parts.push(`## Part ${part}`, line(60), `- ${line(8)}\n- ${line(8)}\n- ${line(8)}`);
    parts.push(["| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "```py\nfor lamp in pier:\n    lamp.turn()\n```", "$$\n\\int x\\,dx\n$$"][part % 3]!);
    parts.push(`Seen[^${part}] by [1].`, `[^${part}]: ${line(6)}`);
  }
  return parts.join("\n\n");
}

/** Time of the processor, which a busy machine does not stretch as it does the clock's. */
function workedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Reads a text as it comes, a few letters at a time. */
function stream(text: string, stride = 12): { ms: number; made: Set<Block> } {
  const reading = new Reading(3);
  const made = new Set<Block>();
  const begun = workedMs();
  for (let end = stride; end < text.length + stride; end += stride) {
    const { blocks } = reading.read(text.slice(0, end), true);
    blocks.forEach((block) => made.add(block));
  }
  return { ms: workedMs() - begun, made };
}

/** What is shown of a block, however the words were cut while it came. */
function shapeOf({ piece }: Block): unknown {
  if (piece.type === "list") return piece.items.map(({ text, tokens }) => [text, tokens.map(({ type }) => type)]);
  if (piece.type === "table") return [piece.header, piece.rows];
  return piece.type === "paragraph" ? piece.tokens.map(({ raw }) => raw).join("").trim() : piece.type;
}

describe("a text that grows", () => {
  it("is read in time that grows with its length, not with its square", () => {
    stream(reply(1_000));
    const [half, whole] = [reply(5_000), reply(10_000)].map((text) => {
      const tries = [stream(text), stream(text), stream(text)];
      return { text, ms: Math.min(...tries.map(({ ms }) => ms)), made: tries[0]!.made.size };
    });
    expect(half!.text.split(/\s+/).length).toBeGreaterThan(5_000);
    // A square would be four times as long; a busy machine measures badly, so what was made is the better witness.
    expect(whole!.ms / half!.ms).toBeLessThan(6);
    // Each stride makes the growing block anew, and finishes a few.
    expect(whole!.made / half!.made).toBeLessThan(2.2);
  });

  it.each([
    ["list", (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}. item with **bold** words here and there`).join("\n")],
    ["table", (count: number) => `| a | b |\n|---|---|\n${"| some words | more words |\n".repeat(count)}`],
    ["paragraph", (count: number) => "The lamp turned over *grey* water. ".repeat(count)],
  ])("does not tire of one long %s", (_what, textOf) => {
    const best = (count: number) => Math.min(...Array.from({ length: 3 }, () => stream(textOf(count), 40).ms));
    const ms = best(100);
    // Eight times the text: eight times the work, where reading all of it again would be sixty-four.
    expect(best(800) / ms).toBeLessThan(32);
    const reading = new Reading(3);
    const text = textOf(120);
    let last = reading.read("", true);
    for (let end = 9; end <= text.length + 9; end += 9) last = reading.read(text.slice(0, end), true);
    expect(shapeOf(last.blocks[0]!)).toEqual(shapeOf(new Reading(3).read(text, false).blocks[0]!));
  });

  it("comes to the same in the end as when it is read at once", () => {
    const text = reply(600);
    const reading = new Reading(3);
    for (let end = 7; end < text.length; end += 7) reading.read(text.slice(0, end), true);
    expect(reading.read(text, false)).toEqual(new Reading(3).read(text, false));
  });

  it("finishes the same blocks on the way as in the end", () => {
    const text = reply(600);
    const reading = new Reading(3);
    let last = reading.read("", true);
    for (let end = 5; end <= text.length + 5; end += 5) last = reading.read(text.slice(0, end), true);
    const whole = new Reading(3).read(text, false);
    expect(last.blocks.map(({ piece, level }) => [piece.type, level])).toEqual(whole.blocks.map(({ piece, level }) => [piece.type, level]));
    expect(last.notes).toHaveLength(6);
  });

  it("begins again when it has become another text", () => {
    const reading = new Reading(3);
    const first = reading.read("# One\n\nTwo\n\nThree", true);
    const other = reading.read("# Two\n\nTwo", true);
    expect(other.blocks).toHaveLength(2);
    expect(other.blocks[0]).not.toBe(first.blocks[0]);
  });

  it("reads the ends of lines of every system", () => {
    expect(new Reading(3).read("One\r\n\r\nTwo\rThree", false).blocks).toHaveLength(2);
  });
});
