import { screen, within } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";
import { speak } from "@/i18n/words";
import { refuse } from "@/testing/answers";
import { device, program } from "@/testing/engine-room";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

const MIRA = person().id;
const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 21, 0, seconds)).toISOString();
const tenant = (id: string, name: string, kind: "language" | "image", vram_mb: number | null) => ({
  id,
  name,
  kind,
  slots: 1,
  working: 0,
  waiting: 0,
  service: "",
  is_stopped: false,
  vram_mb,
  resident: [],
  comes_back: [],
});
const card = device({
  tenants: [
    { ...tenant("t1", "Ollama", "language", 9_216), resident: [{ name: "qwen3:14b", need_mb: 9_216, in_use: true }], comes_back: ["gemma3"] },
    { ...tenant("t2", "ComfyUI", "image", null), working: 1, waiting: 2 },
  ],
  holders: [
    { id: "h", fence: 1, tenant: "t2", what: "sdxl", owner: MIRA, label: "Harbour", priority: "interactive", state: "granted", held_s: 19, expected_s: 40 },
  ] as never,
  line: [
    { place: 1, tenant: "t1", what: "qwen3:14b", owner: "", label: "chat", priority: "interactive", waited_s: 1, expected_s: 20, overtaken: 0, is_making_room: false, refusal: "" },
  ] as never,
  waiting: 1,
  shares_s: { [MIRA]: 30, other: 10 },
  history: [0, 60, 120].map((second) => ({ at: at(second), used_mb: 10_240, free_mb: 14_336, stranger_mb: 1_024 })),
});
type EngineRoom = NonNullable<NonNullable<Parameters<typeof world>[0]>["engineRoom"]>;
const open = (engineRoom: EngineRoom, first: Parameters<typeof openPage>[2] = []) =>
  openPage("/admin/gpu", world({ signedIn: MIRA, engineRoom }), first);
const state = { devices: [card], news: [], people: { [MIRA]: { username: "mira", name: "Mira of the lamp" } } };

describe("the cards", () => {
  it("show how much is held, by whom, and how it was", async () => {
    open({ gpu: state });
    expect(await screen.findByText("of 24 GB held")).toBeVisible();
    expect(screen.getByText("GPU 0, measured by NVML")).toBeVisible();
    expect(screen.getByRole("img", { name: "Memory held over the last 2 min: now 10 GB of 24 GB, at most 10 GB" })).toBeVisible();
    expect(screen.getByText("always keep 1.5 GB free")).toBeVisible();
    const ollama = screen.getByRole("region", { name: "Ollama" });
    expect(within(ollama).getByText("needs 9 GB, in use")).toBeVisible();
    expect(within(ollama).getByText("made room, comes back by itself")).toBeVisible();
    expect(within(screen.getByRole("region", { name: "ComfyUI" })).getByText("1 at work, 2 wait")).toBeVisible();
  });

  it("say whose turn it is, who comes next and when, and how the time was shared", async () => {
    open({ gpu: state });
    const now = await screen.findByRole("list", { name: "Now" });
    expect(within(now).getByText("Harbour")).toBeVisible();
    expect(within(now).getByText("Mira of the lamp, ComfyUI, sdxl")).toBeVisible();
    const next = screen.getByRole("list", { name: "Next" });
    expect(within(next).getByText("Answer")).toBeVisible();
    expect(within(next).getByText("Fabula itself, Ollama, qwen3:14b")).toBeVisible();
    expect(within(next).getByText("in 20 sec")).toBeVisible();
    expect(within(screen.getByRole("list", { name: "Shares of late" })).getByText("30 sec, 75%")).toBeVisible();
    expect(screen.getByText("Mira of the lamp")).toHaveAttribute("title", "mira");
  });

  it("that nobody measures say so", async () => {
    const blind = device({ id: "10.0.0.7:0", total_mb: null, free_mb: null, measured_by: "" });
    open({ gpu: { ...state, devices: [blind] } });
    expect(await screen.findByText(/Nobody here can measure the memory of this card/)).toBeVisible();
    expect(screen.queryByRole("img", { name: /Memory/ })).toBeNull();
  });

  it("that are a demo engine's say its name once", async () => {
    const demo = device({ name: "Storyteller", total_mb: null, free_mb: null, measured_by: "", tenants: [tenant("t1", "Storyteller", "language", null)] });
    open({ gpu: { ...state, devices: [demo] } });
    expect(await screen.findByRole("heading", { name: "Storyteller" })).toBeVisible();
    expect(screen.getByRole("heading", { name: "Memory" })).toBeVisible();
  });

  it("are none while no engine is set up", async () => {
    open({});
    expect(await screen.findByRole("heading", { name: "No engine is set up" })).toBeVisible();
  });
});

describe("news", () => {
  const entry = (code: string, text: string, data: Record<string, string | number>) => ({ kind: code.split("_")[0], code, at: at(5), device: "", text, data });
  const news = [
    entry("room.step_unloads", "Making room for Harbour: Ollama gives up qwen3:14b", { wish: "Harbour", engine: "Ollama", model: "qwen3:14b" }),
    entry("vram.low", "GPU 0 has only 2,048 MB left", { card: "GPU 0", free_mb: 2048 }),
    entry("of.tomorrow", "Something new", {}),
  ] as never;

  it("are the server's own words in English", async () => {
    open({ gpu: { ...state, news } });
    expect(await screen.findByText("Making room for Harbour: Ollama gives up qwen3:14b")).toBeVisible();
  });

  it("are told in the person's language, with its numbers, and in English only where they are not known", async () => {
    await speak("ru");
    open({ gpu: { ...state, news } });
    expect(await screen.findByText("Для Harbour: Ollama выгружает qwen3:14b")).not.toHaveAttribute("lang");
    expect(screen.getByText("На GPU 0 осталось только 2 ГБ")).toBeVisible();
    expect(screen.getByText("Something new")).toHaveAttribute("lang", "en");
  });
});

describe("programs", () => {
  const programs = { active: "ollama", services: [program(), program({ name: "comfyui", title: "ComfyUI", status: "stopped", pid: null, up_s: null, log: ["Starting server"] })] };

  it("are given the card", async () => {
    const { user } = open({ gpu: state, programs });
    expect(await screen.findByText("Ollama has the card.")).toBeVisible();
    expect(screen.getByRole("region", { name: "Log of ComfyUI" })).toHaveTextContent("Starting server");
    await user.click(screen.getByRole("button", { name: "Give it the card" }));
    expect(await screen.findByText("ComfyUI has the card.")).toBeVisible();
  });

  it("are not ended under their work: who works, and how long, is said", async () => {
    const working = { code: "engine_working", message: "ComfyUI draws for mira, 40 s more.", who: "retry" as const };
    const { user } = open({ gpu: state, programs }, [http.post("*/api/process/switch", () => refuse(409, working))]);
    await user.click(await screen.findByRole("button", { name: "Give it the card" }));
    expect(await screen.findByRole("alert")).toHaveTextContent("ComfyUI draws for mira, 40 s more. Wait until it is done, or cancel its work first.");
  });
});
