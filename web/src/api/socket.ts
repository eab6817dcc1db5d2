/** One socket for the whole page: many topics, each resumed from where its reader stands. */
import { pauseBefore } from "./connection";
import { type ClientMessage, cursorAfter, type Frame, type TopicFrame } from "./events";

type Listener = (frame: TopicFrame) => void;
type Topic = { listeners: Set<Listener>; after: string | null };
type Door = { renew: (since: number) => Promise<boolean>; signedOut: () => void; opened: () => void; lost: () => void };

const SIGN_IN_AGAIN = 4401;
const PING_MS = 25_000;
const DEAF_MS = 45_000;

export class LiveSocket {
  readonly #topics = new Map<string, Topic>();
  readonly #door: Door;
  readonly #url: string;
  #wire: WebSocket | null = null;
  #tries = 0;
  #heardAt = 0;
  #openedAt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #pulse: ReturnType<typeof setInterval> | undefined;
  #stopped = true;

  constructor(url: string, door: Door) {
    this.#url = url;
    this.#door = door;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    window.addEventListener("online", this.#wake);
    document.addEventListener("visibilitychange", this.#wake);
    this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    window.removeEventListener("online", this.#wake);
    document.removeEventListener("visibilitychange", this.#wake);
    this.#drop();
    this.#topics.clear();
  }

  /** Listen to a topic; several listeners share one subscription. */
  subscribe(name: string, listener: Listener, after: string | null = null): () => void {
    const known = this.#topics.get(name);
    const topic = known ?? { listeners: new Set(), after };
    topic.listeners.add(listener);
    if (!known) {
      this.#topics.set(name, topic);
      this.#say({ op: "subscribe", topic: name, after });
    }
    return () => this.#leave(name, topic, listener);
  }

  /** Try at once instead of waiting out the pause. */
  hurry(): void {
    if (this.#stopped || this.#isOpen()) return;
    this.#tries = 0;
    this.#connect();
  }

  #leave(name: string, topic: Topic, listener: Listener): void {
    topic.listeners.delete(listener);
    if (topic.listeners.size > 0 || this.#topics.get(name) !== topic) return;
    this.#topics.delete(name);
    this.#say({ op: "unsubscribe", topic: name });
  }

  #connect(): void {
    this.#drop();
    const wire = new WebSocket(this.#url);
    this.#wire = wire;
    this.#openedAt = Date.now();
    wire.onopen = () => this.#opened();
    wire.onmessage = (message) => this.#heard(String(message.data));
    wire.onclose = (event) => this.#closed(wire, event.code);
  }

  #opened(): void {
    this.#tries = 0;
    this.#heardAt = Date.now();
    this.#pulse = setInterval(() => this.#beat(), PING_MS);
    this.#topics.forEach((topic, name) => this.#say({ op: "subscribe", topic: name, after: topic.after }));
    this.#door.opened();
  }

  #heard(text: string): void {
    this.#heardAt = Date.now();
    const parsed = JSON.parse(text) as Frame | Frame[];
    for (const frame of Array.isArray(parsed) ? parsed : [parsed]) {
      if (frame.type === "pong") continue;
      const topic = this.#topics.get(frame.topic);
      if (!topic) continue;
      topic.after = cursorAfter(frame) ?? topic.after;
      topic.listeners.forEach((listener) => listener(frame));
    }
  }

  #closed(wire: WebSocket, code: number): void {
    if (wire !== this.#wire) return;
    const openedAt = this.#openedAt;
    this.#drop();
    if (this.#stopped) return;
    this.#door.lost();
    if (code === SIGN_IN_AGAIN) void this.#signInAgain(openedAt);
    else this.#connectLater();
  }

  async #signInAgain(since: number): Promise<void> {
    const renewed = await this.#door.renew(since).catch(() => null);
    if (this.#stopped) return;
    if (renewed === false) this.#door.signedOut();
    else this.#connectLater();
  }

  #connectLater(): void {
    this.#retry = setTimeout(() => this.#connect(), pauseBefore(this.#tries));
    this.#tries += 1;
  }

  #beat(): void {
    if (Date.now() - this.#heardAt > DEAF_MS) this.#connect();
    else this.#say({ op: "ping" });
  }

  readonly #wake = (): void => {
    if (document.visibilityState !== "visible") return;
    if (!this.#isOpen()) this.hurry();
    else if (Date.now() - this.#heardAt > DEAF_MS) this.#connect();
  };

  #isOpen(): boolean {
    return this.#wire?.readyState === WebSocket.OPEN || this.#wire?.readyState === WebSocket.CONNECTING;
  }

  #say(message: ClientMessage): void {
    if (this.#wire?.readyState === WebSocket.OPEN) this.#wire.send(JSON.stringify(message));
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearInterval(this.#pulse);
    const wire = this.#wire;
    this.#wire = null;
    wire?.close();
  }
}
