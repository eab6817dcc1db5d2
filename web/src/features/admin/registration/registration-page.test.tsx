import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";
import type { RegistrationMode } from "@/api/types";
import { refuse } from "@/testing/answers";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

type Answer = () => Response;
const PATH = "*/api/admin/registration";
const answerOf = (mode: RegistrationMode) => HttpResponse.json({ mode });

/** A server that answers a choice only when it is let to. */
function openSlow() {
  const waiting: { mode: RegistrationMode; answer: (answer: Answer) => void }[] = [];
  const opened = openPage("/admin/registration", world({ signedIn: person().id }), [
    http.get(PATH, () => answerOf("open")),
    http.put(PATH, async ({ request }) => {
      const { mode } = (await request.json()) as { mode: RegistrationMode };
      const answered = await new Promise<Answer>((resolve) => waiting.push({ mode, answer: resolve }));
      return answered();
    }),
  ]);
  const asked = async (mode: RegistrationMode) => {
    await waitFor(() => expect(waiting[0]?.mode).toBe(mode));
    return waiting.shift()!.answer;
  };
  return { ...opened, asked };
}
const radio = (name: string) => screen.findByRole("radio", { name });

it("shows a choice from the click on, and until the server has answered it", async () => {
  const { user, asked } = openSlow();
  const closed = await radio("Closed");
  const seen: boolean[] = [];
  closed.addEventListener("click", () => queueMicrotask(() => seen.push((closed as HTMLInputElement).checked)));
  await user.click(closed);
  const answer = await asked("closed");
  expect(closed).toBeChecked();
  answer(() => answerOf("closed"));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(closed).toBeChecked();
  expect(seen).toEqual([true]);
});

it("keeps the last of two choices, made one after the other", async () => {
  const { user, asked } = openSlow();
  await user.click(await radio("Closed"));
  await user.click(await radio("By invitation"));
  (await asked("closed"))(() => answerOf("closed"));
  const last = await asked("invitation");
  expect(await radio("By invitation")).toBeChecked();
  last(() => answerOf("invitation"));
  expect(await screen.findByText("Saved")).toBeVisible();
  expect(await radio("By invitation")).toBeChecked();
});

it("puts the choice back and says why when the server refuses it", async () => {
  const { user, asked } = openSlow();
  await user.click(await radio("Closed"));
  (await asked("closed"))(() => refuse(503, { code: "database_unavailable", who: "retry" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("The database does not answer.");
  expect(await radio("Open")).toBeChecked();
});
