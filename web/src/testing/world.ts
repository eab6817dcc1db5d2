/** A small server in memory: what the page's tests and `npm run fake` talk to. It keeps the wire contract and nothing else. */
import type { components } from "@/api/schema.gen";
import { type Care, noCare } from "./care";
import { type ChatWorld, noChats } from "./chats";
import { type EngineWorld, noEngines } from "./engine-room";

type Schemas = components["schemas"];
export type World = {
  door: Schemas["FrontDoorState"];
  people: (Schemas["AdminUser"] & { password: string })[];
  signedIn: string | null;
  /** Whether the refresh cookie would still be taken when the short token has run out. */
  canRenew: boolean;
  isShortTokenGood: boolean;
  runs: Schemas["ListedRun"][];
  engines: Schemas["Engines"];
  engineRoom: EngineWorld;
  chatRoom: ChatWorld;
  care: Care;
  languages: Schemas["Language"][];
  packs: Record<string, Record<string, unknown>>;
  throttledFor: number;
  usedInvitation: string | null;
  pictures: Schemas["Picture"][];
  recipe: Record<string, unknown>;
  renders: Schemas["Render"][];
  /** What a form gets for a template, where it is not the usual. */
  options: Record<string, Schemas["Options"]>;
  templates: Schemas["TemplateInfo"][];
  orders: Schemas["Order"][];
  again: { id: string; vary: boolean; count: number }[];
  drawings: Schemas["Drawing"][];
  wishes: Schemas["DrawingWish"][];
};

const NOTHING: Schemas["EngineState"] = { state: "none", name: null, queue: 0, reason: null, who: null };
const LIVE: Schemas["Live"] = { stage: null, done: null, total: null, unit: null, place: null, eta_s: null, preview: null, thinking: null, text: null };

export const person = (facts: Partial<World["people"][number]> = {}): World["people"][number] => ({
  id: "01920000-0000-7000-8000-000000000001",
  username: "mira",
  email: "mira@home.example",
  name: "Mira",
  role: "admin",
  language: null,
  theme: "system",
  avatar_url: null,
  created_at: "2025-10-02T08:00:00Z",
  password_changed_at: "2025-10-02T08:00:00Z",
  disabled: false,
  seen_at: "2025-11-03T09:00:00Z",
  sessions: 1,
  password: "correct horse",
  ...facts,
});

export const run = ({ live, ...facts }: Partial<Omit<Schemas["ListedRun"], "live">> & { live?: Partial<Schemas["Live"]> } = {}): Schemas["ListedRun"] => ({
  id: "01920000-0000-7000-8000-0000000000a1",
  kind: "demo.counter",
  title: "Counting to a hundred",
  state: "running",
  live: { ...LIVE, ...live },
  input: {},
  result: null,
  error: null,
  demo: false,
  href: null,
  retryable: false,
  created_at: "2025-11-03T09:00:00Z",
  started_at: "2025-11-03T09:00:01Z",
  finished_at: null,
  last_seq: 2,
  made: null,
  ...facts,
});

type Rooms = { engineRoom: EngineWorld; chatRoom: ChatWorld; care: Care };
type Facts = Partial<Omit<World, keyof Rooms>> & { [Name in keyof Rooms]?: Partial<Rooms[Name]> };

export const world = ({ runs = [], engineRoom, chatRoom, care, ...facts }: Facts = {}): World => ({
  door: { first_start: false, registration: "open" },
  people: [person()],
  signedIn: null,
  canRenew: false,
  isShortTokenGood: true,
  runs: structuredClone(runs),
  engines: { text: NOTHING, image: NOTHING, gpu: NOTHING },
  engineRoom: structuredClone({ ...noEngines(), ...engineRoom }),
  chatRoom: structuredClone({ ...noChats(), ...chatRoom }),
  care: structuredClone({ ...noCare(), ...care }),
  languages: [
    { code: "en", name: "English", source: "built-in" },
    { code: "ru", name: "Русский", source: "built-in" },
  ],
  packs: {},
  throttledFor: 0,
  usedInvitation: null,
  pictures: [],
  recipe: {},
  renders: [],
  options: {},
  templates: [],
  orders: [],
  again: [],
  drawings: [],
  wishes: [],
  ...facts,
});
