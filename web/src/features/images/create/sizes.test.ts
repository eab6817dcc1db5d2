import { describe, expect, it } from "vitest";
import { formatOf, sizeOf } from "./sizes";

describe("sizes", () => {
  it.each([
    ["1:1", { width: 1024, height: 1024 }],
    ["3:4", { width: 896, height: 1152 }],
    ["2:3", { width: 832, height: 1280 }],
    ["4:3", { width: 1152, height: 896 }],
    ["16:9", { width: 1344, height: 768 }],
  ] as const)("%s keeps the area of the template", (format, size) => {
    expect(sizeOf(format)).toEqual(size);
  });

  it("follows a smaller template", () => {
    expect(sizeOf("1:1", { width: 512, height: 768 })).toEqual({ width: 640, height: 640 });
  });

  it("names a size", () => {
    expect([formatOf({ width: 832, height: 1216 }), formatOf({ width: 1920, height: 1080 })]).toEqual(["2:3", "16:9"]);
  });
});
