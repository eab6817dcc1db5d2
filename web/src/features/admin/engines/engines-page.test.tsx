import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { painter, pictureServer, step } from "@/testing/engine-room";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

const atelier = pictureServer({ now: { state: "busy", running: 1, waiting: 3, foreign: 2 } });
const cellar = pictureServer({
  id: "s2",
  name: "cellar",
  url: "http://10.0.0.12:8188",
  now: {
    state: "away",
    cards: [],
    error: { code: "server_unreachable", message: "cellar does not answer: refused", who: "retry", hint: "", details: {}, request_id: "" },
  },
});
type EngineRoom = NonNullable<NonNullable<Parameters<typeof world>[0]>["engineRoom"]>;
const open = (engineRoom: EngineRoom) => {
  const here = world({ signedIn: person().id, engineRoom: { files: { checkpoints: ["sdxl-base.safetensors"], vae: ["a.pt", "b.pt"] }, ...engineRoom } });
  return { here, ...openPage("/admin/engines", here) };
};
const rowOf = async (name: string) => {
  const row = (await screen.findByRole("heading", { name })).closest("li");
  if (!row) throw new Error(`No row of ${name}.`);
  return row;
};

describe("picture servers", () => {
  it("say how they are, what they have, and what went wrong in their own words", async () => {
    open({ servers: [atelier, cellar, painter] });
    const row = await rowOf("atelier");
    expect(within(row).getByText("drawing, 3 wait")).toBeVisible();
    expect(within(row).getByText("10 GB of 24 GB")).toBeVisible();
    expect(await within(row).findByText("sdxl-base")).toBeVisible();
    expect(within(row).getByRole("button", { name: "All 3" })).toBeVisible();
    expect(within(await rowOf("cellar")).getByText(/cellar does not answer: refused/)).toBeVisible();
    expect(within(await rowOf("Built-in painter")).getByText("stands by")).toBeVisible();
  });

  it("drain, and take work again", async () => {
    const { user, here } = open({ servers: [atelier] });
    await user.click(await screen.findByRole("button", { name: "Drain" }));
    await user.click(await screen.findByRole("button", { name: "Take work again" }));
    expect(await screen.findByRole("button", { name: "Drain" })).toBeVisible();
    expect(here.engineRoom.sent.map((one) => one.body)).toEqual([{ draining: true }, { draining: false }]);
  });

  it("show all of their files", async () => {
    const { user } = open({ servers: [atelier] });
    await user.click(await screen.findByRole("button", { name: "All 3" }));
    const dialog = await screen.findByRole("dialog", { name: "Model files of atelier" });
    await user.type(within(dialog).getByRole("searchbox"), "b.pt");
    expect(within(dialog).getByText("b.pt")).toBeVisible();
    expect(within(dialog).queryByText("a.pt")).toBeNull();
  });

  it("are added after a test that went well", async () => {
    const trial = [step("connect", "begun"), step("connect", "passed", { told: "ComfyUI 0.3.62", ms: 12 }), step("draw", "passed")];
    const { user, here } = open({ servers: [painter], trial });
    expect(await screen.findByText("No picture server is set up yet.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Add a server" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByLabelText("Name"), "attic");
    await user.type(within(dialog).getByLabelText("Address"), "10.0.0.31:8188");
    await user.click(within(dialog).getByRole("button", { name: "Test" }));
    expect(await within(dialog).findByText("ComfyUI 0.3.62")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Add server" }));
    expect(await rowOf("attic")).toBeVisible();
    expect(here.engineRoom.sent.at(-1)?.body).toMatchObject({ name: "attic", url: "10.0.0.31:8188", options: { ahead: 2, hang_s: 300 } });
  });

  it("leave the painter its switch, with honest words", async () => {
    const { user, here } = open({ servers: [{ ...painter, now: { ...painter.now, state: "ready" } }] });
    const row = await rowOf("Built-in painter");
    expect(within(row).getByText("draws now")).toBeVisible();
    await user.click(within(row).getByRole("switch"));
    expect(await within(row).findByText(/While it is off and no server is set up, nothing can draw/)).toBeVisible();
    await waitFor(() => expect(here.engineRoom.sent.at(-1)?.body).toEqual({ enabled: false }));
  });
});
