/** `npm run fake`: the page without a server, over the same world in memory that its tests use. */
import type { RequestHandler } from "msw";
import { Readable } from "node:stream";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Plugin, ViteDevServer } from "vite";

type Testing = { handlersOf: (world: object) => RequestHandler[]; world: (facts?: object) => object };

export function fakeApi(): Plugin {
  return {
    name: "fabula-fake-api",
    apply: "serve",
    configureServer(server) {
      let told: Promise<Testing & { now: object }> | undefined;
      server.middlewares.use((request, response, next) => {
        if (!request.url?.startsWith("/api/")) {
          next();
          return;
        }
        told ??= open(server);
        void told.then((testing) => reply(testing, request, response)).catch(next);
      });
    },
  };
}

async function open(server: ViteDevServer): Promise<Testing & { now: object }> {
  const { handlersOf } = (await server.ssrLoadModule("/src/testing/handlers.ts")) as Testing;
  const { world } = (await server.ssrLoadModule("/src/testing/world.ts")) as Testing;
  return { handlersOf, world, now: world() };
}

async function reply(testing: Testing & { now: object }, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const { getResponse } = await import("msw");
  const request = asRequest(incoming);
  if (incoming.url === "/api/fake/world") {
    testing.now = testing.world((await request.json()) as object);
    outgoing.end();
    return;
  }
  const response = await getResponse(testing.handlersOf(testing.now), request);
  outgoing.writeHead(response?.status ?? 404, Object.fromEntries(response?.headers ?? []));
  outgoing.end(Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0)));
}

function asRequest(incoming: IncomingMessage): Request {
  const { method = "GET", url = "/", headers } = incoming;
  const hasBody = method !== "GET" && method !== "HEAD";
  const body = hasBody ? { body: Readable.toWeb(incoming) as ReadableStream, duplex: "half" as const } : {};
  return new Request(`http://${headers.host ?? "localhost"}${url}`, { method, headers: headers as Record<string, string>, ...body });
}
