import { describe, expect, it } from "vitest";
import { Failure } from "./failure";
import { lines } from "./lines";

const streamOf = (...parts: string[]) => {
  const encoder = new TextEncoder();
  return new ReadableStream({
    start(control) {
      for (const part of parts) control.enqueue(encoder.encode(part));
      control.close();
    },
  });
};
const all = async (...parts: string[]) => {
  const heard: unknown[] = [];
  const call = Promise.resolve({ data: streamOf(...parts), response: new Response() });
  for await (const line of lines(call)) heard.push(line);
  return heard;
};

describe("lines of an answer", () => {
  it("are put together however they were cut", async () => {
    expect(await all('{"step":"con', 'nect"}\n{"step":"write"', "}\n\n")).toEqual([{ step: "connect" }, { step: "write" }]);
  });

  it("that were never begun are a failure", async () => {
    const error = { error: { code: "address_refused", message: "No.", who: "user" } };
    const call = Promise.resolve({ error, response: new Response(null, { status: 400 }) });
    await expect(lines(call).next()).rejects.toMatchObject({ code: "address_refused", status: 400 });
    await expect(lines(call).next()).rejects.toBeInstanceOf(Failure);
  });
});
