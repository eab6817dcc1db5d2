/** An answer that comes as one JSON object a line, each handed on as it comes. */
import { failureOf, silence } from "./failure";

type Answered = { data?: unknown; error?: unknown; response: Response };

/** The call has to ask for its body as a stream (`parseAs: "stream"`). */
export async function* lines<Line>(call: Promise<Answered>): AsyncGenerator<Line> {
  const { data, error, response } = await call;
  if (!response.ok || !(data instanceof ReadableStream)) throw failureOf(response, error);
  let rest = "";
  for await (const text of texts(data as ReadableStream<Uint8Array<ArrayBuffer>>)) {
    const whole = (rest + text).split("\n");
    rest = whole.pop() ?? "";
    for (const line of whole) if (line.trim()) yield JSON.parse(line) as Line;
  }
}

async function* texts(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) yield read.value;
  } catch (fault) {
    // The connection broke off in the middle.
    throw fault instanceof TypeError ? silence() : fault;
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}
