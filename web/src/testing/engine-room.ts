/** Engines of the world: channels, picture servers, models, cards and programs, as the contract tells of them. */
import type { Channel, ChannelModels, Choice, Gpu, GpuDevice, Model, PictureServer, Programs, ShapedAnswers, TrialStep, UseOfModel } from "@/api/types";

export type EngineWorld = {
  channels: Channel[];
  servers: PictureServer[];
  files: Record<string, string[]>;
  models: ChannelModels[];
  choices: Choice[];
  use: UseOfModel[];
  answers: ShapedAnswers[];
  gpu: Gpu;
  programs: Programs;
  /** What a trial says, line by line. */
  trial: TrialStep[];
  /** Bodies that came in, for what the page must or must not send. */
  sent: { path: string; body: unknown }[];
};

export const channel = (facts: Partial<Channel> = {}): Channel => ({
  id: "c1",
  name: "Ollama",
  provider: "ollama",
  url: "http://localhost:11434",
  origin: "admin",
  enabled: true,
  device: "",
  key_set_at: null,
  options: { models: [], window: 8192, concurrency: 4, first_token_s: 300, next_token_s: 60 },
  now: { state: "ready", models: 2, error: null },
  ...facts,
});

export const storyteller = channel({ id: "demo-storyteller", name: "Storyteller", url: "", origin: "builtin" });

export const pictureServer = ({ now, ...facts }: Partial<Omit<PictureServer, "now">> & { now?: Partial<PictureServer["now"]> } = {}): PictureServer => ({
  id: "s1",
  name: "atelier",
  url: "http://127.0.0.1:8188",
  origin: "admin",
  enabled: true,
  draining: false,
  device: "",
  key_set_at: null,
  options: { ahead: 2, hang_s: 300, verify_tls: true },
  now: {
    state: "ready",
    version: "0.3.62",
    cards: [{ name: "RTX 4090", total_mb: 24_576, free_mb: 14_336 }],
    running: 0,
    waiting: 0,
    foreign: 0,
    error: null,
    ...now,
  },
  ...facts,
});

export const painter = pictureServer({ id: "demo-painter", name: "Painter", url: "", origin: "builtin", now: { state: "idle", version: "" } });

export const model = (name: string, facts: Partial<Model> = {}): Model => ({
  name,
  capabilities: ["chat"],
  certain: true,
  context: 8192,
  size_bytes: 9_400_000_000,
  family: "",
  parameters: "14B",
  quantization: "Q4_K_M",
  loaded: null,
  ...facts,
});

export const offer = (of: Channel, models: Model[], facts: Partial<ChannelModels> = {}): ChannelModels => ({
  channel_id: of.id,
  channel: of.name,
  demo: of.origin === "builtin",
  can_install: of.provider === "ollama",
  models,
  error: null,
  ...facts,
});

export const choice = (role: Choice["role"], facts: Partial<Choice> = {}): Choice => ({
  role,
  channel_id: null,
  model: null,
  chosen: false,
  demo: false,
  reason: "No model is set up that can do it.",
  ...facts,
});

export const device = (facts: Partial<GpuDevice> = {}): GpuDevice => ({
  id: "local:0",
  name: "GPU 0",
  gpu: "0",
  total_mb: 24_576,
  free_mb: 4_096,
  floor_mb: 1_536,
  stranger_mb: 1_024,
  measured_by: "NVML",
  words: "",
  loads: 0,
  tenants: [],
  holders: [],
  line: [],
  waiting: 0,
  shares_s: {},
  history: [],
  ...facts,
});

export const program = (facts: Partial<Programs["services"][number]> = {}): Programs["services"][number] => ({
  name: "ollama",
  title: "Ollama",
  status: "running",
  answers: true,
  adopted: false,
  managed_by: "Fabula",
  pid: 4711,
  up_s: 600,
  restarts: 0,
  problem: "",
  log: [],
  ...facts,
});

export const step = (name: string, state: TrialStep["state"], facts: Partial<TrialStep> = {}): TrialStep => ({
  step: name,
  state,
  told: "",
  ms: 0,
  error: null,
  ...facts,
});

export const noEngines = (): EngineWorld => ({
  channels: [],
  servers: [],
  files: {},
  models: [],
  choices: (["chat", "vision", "prompts", "embedding"] as const).map((role) => choice(role)),
  use: [],
  answers: [],
  gpu: { devices: [], news: [], people: {} },
  programs: { active: "", services: [] },
  trial: [],
  sent: [],
});
