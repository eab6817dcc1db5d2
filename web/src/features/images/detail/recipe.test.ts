import { describe, expect, it } from "vitest";
import type { PictureDetail, TemplateInfo } from "@/api/types";
import { ingredientsOf, modelName, seedInWords } from "./recipe";

const picture = (recipe: Record<string, unknown>) => ({ recipe }) as PictureDetail;
const input = (name: string, role: string, node: string) => ({ name, role, title: "", places: [{ node, input: name, placeholder: null }] });
const template = { inputs: [input("steps", "steps", "5"), input("cfg", "cfg", "5"), input("image", "image", "9")] } as unknown as TemplateInfo;

describe("the recipe", () => {
  it("takes given values before those of the graph, and leaves links out", () => {
    const graph = { 5: { inputs: { steps: 28, cfg: 6.5 } }, 9: { inputs: { image: ["4", 0] } } };
    expect(ingredientsOf(picture({ values: { steps: 12 }, graph }), template)).toEqual([
      { name: "steps", role: "steps", title: "", value: 12 },
      { name: "cfg", role: "cfg", title: "", value: 6.5 },
    ]);
  });

  it("has the values by name when the template is gone", () => {
    expect(ingredientsOf(picture({ values: { seed: 7, glow: 0.4, mask: null } }), undefined)).toEqual([
      { name: "seed", role: "seed", title: "", value: 7 },
      { name: "glow", role: "other", title: "", value: 0.4 },
    ]);
  });

  it("reads well", () => {
    expect(modelName("sdxl\\sd_xl_base_1.0.safetensors")).toBe("sd_xl_base_1.0");
    expect(seedInWords(447190231118)).toBe("4471 9023 1118");
    expect(seedInWords("11")).toBe("11");
  });
});
