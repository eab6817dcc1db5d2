/** A socket whose other end is the test. */
import { vi } from "vitest";

export class FakeWire {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static all: FakeWire[] = [];
  static get last(): FakeWire {
    const wire = FakeWire.all.at(-1);
    if (!wire) throw new Error("Nobody has connected.");
    return wire;
  }
  static install(): void {
    FakeWire.all = [];
    vi.stubGlobal("WebSocket", FakeWire);
  }

  readyState = FakeWire.CONNECTING;
  sent: unknown[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor() {
    FakeWire.all.push(this);
  }
  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = FakeWire.OPEN;
    this.onopen?.();
  }
  say(...frames: unknown[]): void {
    this.onmessage?.({ data: JSON.stringify(frames) });
  }
  end(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}
