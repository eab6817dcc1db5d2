/** The contract's endpoints of chats over the world in memory. */
import { http, HttpResponse, type RequestHandler } from "msw";
import type { ChatFolder, ChatSummary, Message, NewChat, NewMessage } from "@/api/types";
import { empty, nothingHere, paged, refuse } from "./answers";
import { attachment, chat, type ChatWorld, message, reply } from "./chats";
import { run, type World } from "./world";

type ChatFacts = ChatWorld["chats"][number];

const WINDOW = 50;

export const chatHandlers = (world: World): RequestHandler[] => {
  const room = world.chatRoom;
  const find = (id: unknown) => room.chats.find((one) => one.id === id);
  const shownOf = (id: string) => room.messages[id] ?? [];
  const whole = (one: ChatFacts, limit = WINDOW) => {
    const all = shownOf(one.id);
    const from = Math.max(0, all.length - limit);
    return HttpResponse.json({ ...one, messages: all.slice(from), earlier: from > 0 ? String(from) : null });
  };
  const taken = async (request: Request) => {
    const body: unknown = await request.clone().json().catch(() => null);
    room.sent.push({ path: `${request.method} ${new URL(request.url).pathname}`, body, key: request.headers.get("Idempotency-Key") });
    return body;
  };
  const list = (request: Request) => {
    const query = new URL(request.url).searchParams;
    const is = (name: string) => query.get(name) === "true";
    const fits = (one: ChatSummary) =>
      (one.deleted_at !== null) === is("deleted") &&
      (is("deleted") || one.is_archived === is("archived")) &&
      (!query.has("pinned") || one.is_pinned === is("pinned")) &&
      (!query.has("folder") || (one.folder_id ?? "none") === query.get("folder"));
    return paged(room.chats.filter(fits), request.url);
  };
  return [
    http.get("*/api/chats", ({ request }) => list(request)),
    http.get("*/api/chats/search", ({ request }) => {
      const words = new URL(request.url).searchParams.get("q")?.toLowerCase() ?? "";
      return paged(room.hits.filter((hit) => hit.snippet.toLowerCase().includes(words)), request.url);
    }),
    http.get("*/api/chats/folders", () => HttpResponse.json({ items: room.folders, next: null })),
    http.post("*/api/chats/folders", async ({ request }) => {
      const { name } = (await taken(request)) as { name: string };
      const made: ChatFolder = { id: `folder${room.folders.length}`, name, place: room.folders.length, chats: 0 };
      room.folders.push(made);
      return HttpResponse.json(made, { status: 201 });
    }),
    http.post("*/api/chats/attachments", async ({ request }) => {
      await taken(request);
      return HttpResponse.json(attachment({ id: `file${room.sent.length}` }), { status: 201 });
    }),
    http.delete("*/api/chats/attachments/:id", () => empty()),
    http.get("*/api/chats/:id", ({ params, request }) => {
      const found = find(params.id);
      return found ? whole(found, Number(new URL(request.url).searchParams.get("limit") ?? WINDOW)) : nothingHere();
    }),
    http.put("*/api/chats/:id", async ({ params, request }) => {
      const found = find(params.id);
      if (!found) return nothingHere();
      Object.assign(found, await taken(request));
      return whole(found);
    }),
    http.delete("*/api/chats/:id", ({ params }) => {
      const found = find(params.id);
      if (found) found.deleted_at = new Date().toISOString();
      return found ? empty() : nothingHere();
    }),
    http.post("*/api/chats/:id/restore", ({ params }) => {
      const found = find(params.id);
      if (found) found.deleted_at = null;
      return found ? whole(found) : nothingHere();
    }),
    ...messageHandlers(world, { find, whole, taken }),
  ];
};

type Room = {
  find: (id: unknown) => ChatFacts | undefined;
  whole: (one: ChatFacts) => Response;
  taken: (request: Request) => Promise<unknown>;
};

const messageHandlers = (world: World, { find, whole, taken }: Room): RequestHandler[] => {
  const room = world.chatRoom;
  const say = (id: string, { content }: NewMessage) => {
    const said = message({ id: `said${room.sent.length}`, chat_id: id, content });
    const begun = begin(id, { parent_id: said.id });
    room.messages[id] = [...(room.messages[id] ?? []), said, begun];
    return { message_id: said.id, reply_id: begun.id, run_id: begun.run_id };
  };
  const begin = (id: string, facts: Partial<Message>): Message => {
    const begun = reply({ id: `reply${room.sent.length}`, chat_id: id, content: "", state: "writing", run_id: `run${room.sent.length}`, ...facts });
    world.runs.unshift(run({ id: begun.run_id ?? "", kind: "chat.reply", title: "Reply", href: `/chats/${id}` }));
    const of = find(id);
    if (of) of.run_id = begun.run_id;
    return begun;
  };
  const cut = (id: string, from: number, added: Message[]) => {
    room.messages[id] = [...(room.messages[id] ?? []).slice(0, from), ...added];
  };
  const placeOf = (id: string, message_id: unknown) => (room.messages[id] ?? []).findIndex((one) => one.id === message_id);
  const isBusy = (id: string) => (room.messages[id] ?? []).some((one) => one.state === "writing");
  return [
    http.post("*/api/chats", async ({ request }) => {
      const { message: first, ...wishes } = (await taken(request)) as Partial<NewChat>;
      const made = chat({ id: `made${room.chats.length}`, snippet: "", active_at: new Date().toISOString(), ...wishes, title: wishes.title ?? "New chat" });
      room.chats.unshift(made);
      if (first) say(made.id, first);
      return whole(made);
    }),
    http.get("*/api/chats/:id/messages", ({ params, request }) => windowOf(room.messages[String(params.id)] ?? [], new URL(request.url).searchParams)),
    http.post("*/api/chats/:id/messages", async ({ params, request }) => {
      const id = String(params.id);
      if (isBusy(id)) return refuse(409, { code: "reply_under_way", message: "A reply is being written just there." });
      return HttpResponse.json(say(id, (await taken(request)) as NewMessage), { status: 202 });
    }),
    http.put("*/api/chats/:id/messages/:mid", async ({ params, request }) => {
      const id = String(params.id);
      const { content, as_branch } = (await taken(request)) as { content: string; as_branch: boolean };
      const at = placeOf(id, params.mid);
      const old = room.messages[id]?.[at];
      if (!old) return nothingHere();
      if (!as_branch) {
        Object.assign(old, { content, version: old.version + 1 });
        room.messages[id] = (room.messages[id] ?? []).map((one) => (one === old ? { ...old } : one));
        return HttpResponse.json({ message_id: old.id, reply_id: null, run_id: null });
      }
      const sibling = { ...old, id: `branch${room.sent.length}`, content, branch: { index: 2, count: 2, previous_id: old.id, next_id: null } };
      const begun = old.role === "user" ? [begin(id, { parent_id: sibling.id })] : [];
      cut(id, at, [sibling, ...begun]);
      return HttpResponse.json({ message_id: sibling.id, reply_id: begun[0]?.id ?? null, run_id: begun[0]?.run_id ?? null });
    }),
    http.delete("*/api/chats/:id/messages/:mid", async ({ params, request }) => {
      await taken(request);
      const id = String(params.id);
      const gone = placeOf(id, params.mid);
      const isAll = new URL(request.url).searchParams.get("following") === "true";
      room.messages[id] = (room.messages[id] ?? []).filter((_, at) => (isAll ? at < gone : at !== gone));
      return empty();
    }),
    http.post("*/api/chats/:id/messages/:mid/restore", async ({ params, request }) => {
      await taken(request);
      return HttpResponse.json({ messages: room.messages[String(params.id)] ?? [], earlier: null, later: null });
    }),
    http.post("*/api/chats/:id/messages/:mid/reply", async ({ params, request }) => {
      const id = String(params.id);
      await taken(request);
      const at = placeOf(id, params.mid);
      const begun = begin(id, { branch: { index: 2, count: 2, previous_id: String(params.mid), next_id: null } });
      cut(id, at, [begun]);
      return HttpResponse.json({ message_id: String(params.mid), reply_id: begun.id, run_id: begun.run_id }, { status: 202 });
    }),
    http.post("*/api/chats/:id/messages/:mid/continue", async ({ params, request }) => {
      await taken(request);
      const id = String(params.id);
      room.messages[id] = (room.messages[id] ?? []).map((one) => (one.id === params.mid ? { ...one, state: "writing", run_id: "goes-on" } : one));
      return HttpResponse.json({ message_id: String(params.mid), reply_id: String(params.mid), run_id: "goes-on" }, { status: 202 });
    }),
    http.post("*/api/chats/:id/messages/:mid/show", async ({ params, request }) => {
      await taken(request);
      const found = find(params.id);
      return found ? whole(found) : nothingHere();
    }),
    http.get("*/api/chats/:id/messages/:mid/versions", ({ params }) => {
      const now = room.messages[String(params.id)]?.find((one) => one.id === params.mid);
      if (!now) return nothingHere();
      const at = { created_at: now.created_at };
      return HttpResponse.json([
        { ...at, number: 1, cause: "written", content: "As it was first" },
        { ...at, number: now.version, cause: "edited", content: now.content },
      ]);
    }),
    http.post("*/api/chats/:id/fork", async ({ params, request }) => {
      await taken(request);
      const found = find(params.id);
      if (!found) return nothingHere();
      const made = chat({ ...found, id: "forked", title: `${found.title}, another way`, forked_from: found.id });
      room.chats.unshift(made);
      room.messages.forked = room.messages[found.id] ?? [];
      return whole(made);
    }),
  ];
};

/** The index is the cursor. */
function windowOf(all: Message[], query: URLSearchParams): Response {
  const from = firstOf(all, query);
  if (from === null) return nothingHere();
  const to = query.has("before") ? Number(query.get("before")) : Math.min(all.length, from + WINDOW);
  return HttpResponse.json({
    messages: all.slice(from, to),
    earlier: from > 0 ? String(from) : null,
    later: to < all.length ? String(to) : null,
  });
}

function firstOf(all: Message[], query: URLSearchParams): number | null {
  const around = query.get("around");
  if (query.has("after")) return Number(query.get("after"));
  if (!around) return Math.max(0, Number(query.get("before") ?? all.length) - WINDOW);
  const middle = all.findIndex((one) => one.id === around);
  return middle < 0 ? null : Math.max(0, middle - WINDOW / 2);
}
