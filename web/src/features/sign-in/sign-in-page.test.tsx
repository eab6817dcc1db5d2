import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

const fillIn = async (user: ReturnType<typeof openPage>["user"], name: string, password: string) => {
  await user.type(await screen.findByLabelText("Name or e-mail"), name);
  await user.type(screen.getByLabelText("Password"), password);
  await user.click(screen.getByRole("button", { name: "Sign in" }));
};

describe("signing in", () => {
  it("leads home", async () => {
    const { user, history } = openPage("/sign-in", world());
    await fillIn(user, "mira", "correct horse");
    expect(await screen.findByRole("heading", { name: /Mira/ })).toBeVisible();
    expect(history.location.pathname).toBe("/");
  });

  it("leads back to where the person wanted to go", async () => {
    const { user, history } = openPage("/runs?state=failed", world());
    await fillIn(user, "mira@home.example", "correct horse");
    expect(await screen.findByRole("heading", { name: "Under way" })).toBeVisible();
    expect(history.location.href).toBe("/runs?state=failed");
  });

  it("never leads to a foreign address", async () => {
    const { user, history } = openPage("/sign-in?to=%2F%2Fevil.example", world());
    await fillIn(user, "mira", "correct horse");
    await screen.findByRole("heading", { name: /Mira/ });
    expect(history.location.href).toBe("/");
  });

  it("says what is wrong and keeps what was typed", async () => {
    const { user } = openPage("/sign-in", world());
    await fillIn(user, "mira", "wrong horse");
    expect(await screen.findByText(/name or the password is wrong/)).toBeVisible();
    expect(screen.getByLabelText("Name or e-mail")).toHaveValue("mira");
  });

  it("counts the seconds when there were too many tries", async () => {
    const { user } = openPage("/sign-in", world({ throttledFor: 30 }));
    await fillIn(user, "mira", "correct horse");
    expect(await screen.findByRole("status")).toHaveTextContent("Too many tries. Wait 30 seconds.");
  });

  it("asks for what is missing before it troubles the server", async () => {
    const { user } = openPage("/sign-in", world());
    await user.click(await screen.findByRole("button", { name: "Sign in" }));
    expect(screen.getAllByText("This is needed.").length).toBe(2);
    expect(screen.getByLabelText("Name or e-mail")).toHaveFocus();
  });

  it("is not shown to a person who is in", async () => {
    const { history } = openPage("/sign-in", world({ signedIn: person().id }));
    await screen.findByRole("heading", { name: /Mira/ });
    await waitFor(() => expect(history.location.pathname).toBe("/"));
  });

  it("speaks Russian at a word", async () => {
    const { user } = openPage("/sign-in", world());
    await user.click(await screen.findByRole("button", { name: "Language: English" }));
    await user.click(await screen.findByRole("menuitemradio", { name: "Русский" }));
    expect(await screen.findByRole("heading", { name: "С возвращением" })).toBeVisible();
    expect(document.documentElement.lang).toBe("ru");
  });
});
