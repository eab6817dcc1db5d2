import { describe, expect, it } from "vitest";
import type { TemplateInfo } from "@/api/types";
import { drawingOf } from "./layout";

const input = (name: string, node: string) => ({ name, places: [{ node, input: name, placeholder: null }] });
const drawing = (graph: object, inputs: object[] = []) => drawingOf({ graph, inputs } as unknown as TemplateInfo);

const graph = {
  "1": { class_type: "Loader", inputs: { file: "a.safetensors" }, _meta: { title: "Checkpoint" } },
  "2": { class_type: "Encode", inputs: { text: "a lighthouse", clip: ["1", 1] } },
  "3": { class_type: "Sampler", inputs: { seed: 1, model: ["1", 0], positive: ["2", 0] } },
};

describe("the drawing of a workflow", () => {
  it("puts what feeds another left of it and numbers the places of inputs", () => {
    const { cards, wires, left } = drawing(graph, [input("text", "2"), input("seed", "3")]);
    expect(cards.map(({ id, title, left: x, isDim }) => [id, title, x, isDim])).toEqual([
      ["1", "Checkpoint", 0, true],
      ["2", "Encode", 220, false],
      ["3", "Sampler", 440, false],
    ]);
    expect(cards[2]?.rows).toEqual([
      { name: "seed", value: "1", lit: 2 },
      { name: "model", value: null, lit: null },
      { name: "positive", value: null, lit: null },
    ]);
    expect(wires.map(({ from, to, kind }) => [from, to, kind])).toEqual([["1", "2", "flow"], ["1", "3", "flow"], ["2", "3", "data"]]);
    expect(left).toBe(0);
  });

  it("comes to an end with a circle and with links into nothing", () => {
    const { cards, wires } = drawing({ "1": { inputs: { a: ["2", 0], b: ["9", 0] } }, "2": { inputs: { a: ["1", 0] } } });
    expect([cards.length, wires.length]).toEqual([2, 2]);
  });

  it("draws of a huge workflow what is near its inputs", () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [String(index), { class_type: "Note", inputs: {} }]));
    const { cards, left } = drawing({ ...many, x: { inputs: { text: "", clip: ["7", 0] } } }, [input("text", "x")]);
    expect([cards.length, left]).toEqual([2, 2999]);
  });
});
