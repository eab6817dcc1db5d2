import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { describe, expect, it } from "vitest";
import { refuse } from "@/testing/answers";
import { say } from "@/testing/live";
import { openPage } from "@/testing/open-page";
import { server } from "@/testing/server";
import { person, run, world, type World } from "@/testing/world";

const running = run({ id: "r1", title: "Harbour from above", live: { stage: "drawing", done: 12, total: 28, eta_s: 20 } });
const queued = run({ id: "r2", title: "Lamp room at dawn", state: "queued", live: { place: 2, eta_s: 40 } });
const failed = run({
  id: "r3",
  title: "Heather",
  state: "failed",
  retryable: true,
  error: { code: "model_missing", message: "The server has no such model.", who: "admin", hint: "", details: {}, request_id: "" },
});

const house = (facts: Partial<World> = {}) => world({ signedIn: person().id, ...facts });
const openTray = async (facts: Partial<World>) => {
  const opened = openPage("/", house(facts));
  await opened.user.click(await screen.findByRole("button", { name: /Under way/ }));
  return { ...opened, tray: await screen.findByRole("dialog", { name: "Under way" }) };
};

describe("the tray", () => {
  it("shows what goes on, what waits and what has ended, in words", async () => {
    const { tray } = await openTray({ runs: [running, queued, failed] });
    const now = await within(tray).findByRole("list", { name: "Now" });
    expect(within(now).getByText("Drawing, 12 of 28")).toBeVisible();
    expect(within(now).getByText("20 sec left")).toBeVisible();
    expect(within(now).getByRole("progressbar", { name: "Harbour from above" })).toHaveAttribute("aria-valuenow", "43");
    expect(within(tray).getByText("2nd in line")).toBeVisible();
    expect(within(tray).getByText("The server has no such model. An administrator can put this right.")).toBeVisible();
  });

  it("shows what was drawn, and leads to it", async () => {
    const half = "data:image/jpeg;base64,AAAA";
    const made = { picture_id: "p4", thumbnail_url: "/api/assets/a4/thumbnail", pictures: 1 };
    const done = run({ id: "r4", kind: "image.render", title: "Koi pond", state: "done", live: { preview: half }, made });
    const { tray } = await openTray({ runs: [done] });
    expect(await within(tray).findByRole("link", { name: "Open: Koi pond" })).toHaveAttribute("href", "/images/p4");
    expect(within(tray).getByRole("presentation")).toHaveAttribute("src", "/api/assets/a4/thumbnail?size=256");
  });

  it("has no bar without a true share", async () => {
    const { tray } = await openTray({ runs: [run({ live: { stage: "thinking" } })] });
    expect(await within(tray).findByText("Thinking")).toBeVisible();
    expect(within(tray).queryByRole("progressbar")).toBeNull();
  });

  it("cancels", async () => {
    const { tray, user } = await openTray({ runs: [running] });
    await user.click(await within(tray).findByRole("button", { name: "Cancel: Harbour from above" }));
    const ended = await within(tray).findByRole("list", { name: "Finished" });
    expect(within(ended).getByText("Cancelled")).toBeVisible();
  });

  it("tries again, and clears what has ended", async () => {
    const { tray, user } = await openTray({ runs: [failed, run({ id: "r9", title: "Koi pond", state: "done" })] });
    await user.click(await within(tray).findByRole("button", { name: "Retry: Heather" }));
    expect(await within(tray).findByRole("list", { name: "In line" })).toHaveTextContent("Heather");
    await user.click(within(tray).getByRole("button", { name: "Clear finished" }));
    await waitFor(() => expect(within(tray).queryByText("Koi pond")).toBeNull());
  });

  it("follows the socket", async () => {
    const { tray } = await openTray({ runs: [running] });
    await within(tray).findByText("Drawing, 12 of 28");
    say({ type: "delta", topic: "run:r1", seq: 2, rev: 1, set: { done: 20 } });
    expect(await within(tray).findByText("Drawing, 20 of 28")).toBeVisible();
    say({ type: "news", topic: "runs", data: { run: { ...running, state: "done", last_seq: 5 } } });
    expect(await within(tray).findByRole("list", { name: "Finished" })).toHaveTextContent("Harbour from above");
  });

  it("closes by Escape", async () => {
    const { user } = await openTray({});
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("says what is wrong when the list cannot be read", async () => {
    const { tray, user } = await openTray({});
    server.use(http.get("*/api/runs", () => refuse(503, { code: "database_unavailable", who: "retry" })));
    say({ type: "subscribed", topic: "runs" });
    expect(await within(tray).findByRole("alert")).toHaveTextContent("The database does not answer.");
    server.resetHandlers();
    server.use(http.get("*/api/runs", () => Response.json({ items: [], next: null })));
    await user.click(within(tray).getByRole("button", { name: "Try again" }));
    expect(await within(tray).findByText(/What Fabula makes for you shows here/)).toBeVisible();
  });
});

describe("the page of all runs", () => {
  it("turns pages", async () => {
    const runs = Array.from({ length: 60 }, (_, index) => run({ id: `r${index}`, title: `Run ${index}`, state: "done" }));
    const { user } = openPage("/runs", house({ runs }));
    const list = await screen.findByRole("list", { name: "Under way" });
    expect(within(list).getAllByRole("listitem").length).toBe(50);
    await user.click(screen.getByRole("button", { name: "Show more" }));
    await waitFor(() => expect(within(list).getAllByRole("listitem").length).toBe(60));
    expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
  });

  it("shows a page of pictures at once, and asks for nothing but the page", async () => {
    const asked: string[] = [];
    const note = ({ request }: { request: Request }) => asked.push(new URL(request.url).pathname);
    const runs = Array.from({ length: 50 }, (_, index) => {
      const made = { picture_id: `p${index}`, thumbnail_url: `/api/assets/a${index}/thumbnail`, pictures: 1 };
      return run({ id: `r${index}`, kind: "image.render", title: `Run ${index}`, state: "done", made });
    });
    server.events.on("request:start", note);
    openPage("/runs", house({ runs }));
    const list = await screen.findByRole("list", { name: "Under way" });
    expect(within(list).getAllByRole("presentation").length).toBe(50);
    expect(asked.filter((path) => path.startsWith("/api/renders"))).toEqual([]);
    expect(asked.filter((path) => path.startsWith("/api/runs")).length).toBeLessThanOrEqual(3);
    server.events.removeListener("request:start", note);
  });

  it("keeps its filter in the address", async () => {
    const { user, history } = openPage("/runs", house({ runs: [running, failed] }));
    await user.click(await screen.findByRole("radio", { name: "Failed" }));
    await waitFor(() => expect(history.location.search).toBe("?state=failed"));
    await waitFor(() => expect(screen.queryByText("Harbour from above")).toBeNull());
    expect(await screen.findByText("Heather")).toBeVisible();
  });

  it("is honest when there is nothing", async () => {
    openPage("/runs?state=active", house());
    expect(await screen.findByRole("heading", { name: "Nothing here" })).toBeVisible();
  });
});
