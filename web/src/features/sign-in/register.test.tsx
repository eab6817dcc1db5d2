import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { openPage } from "@/testing/open-page";
import { person, world } from "@/testing/world";

type User = ReturnType<typeof openPage>["user"];

const fillIn = async (user: User, username: string, email: string, password: string) => {
  await user.type(await screen.findByLabelText("Name"), username);
  await user.type(screen.getByLabelText("E-mail"), email);
  await user.type(screen.getByLabelText("Password"), password);
};

describe("the first start", () => {
  const untouched = () => world({ door: { first_start: true, registration: "open" }, people: [] });

  it("makes the administrator, tells of the engines, and opens the house", async () => {
    const house = untouched();
    const { user, history } = openPage("/", house);
    await fillIn(user, "mira", "mira@home.example", "correct horse");
    await user.click(screen.getByRole("button", { name: "Create the first account" }));
    expect(await screen.findByRole("heading", { name: "What Fabula found here" })).toBeVisible();
    expect(await screen.findByText("No engine was found")).toBeVisible();
    expect(house.people).toMatchObject([{ username: "mira", role: "admin" }]);
    await user.click(screen.getByRole("link", { name: "Open Fabula" }));
    expect(await screen.findByRole("heading", { name: /mira/ })).toBeVisible();
    expect(history.location.pathname).toBe("/");
  });

  it("comes before every other page, and only once", async () => {
    const { history } = openPage("/sign-in", untouched());
    await screen.findByRole("heading", { name: "Welcome to Fabula" });
    expect(history.location.pathname).toBe("/welcome");
  });

  it("is closed to later visitors", async () => {
    const { history } = openPage("/welcome", world());
    await screen.findByRole("heading", { name: "Welcome back" });
    expect(history.location.pathname).toBe("/sign-in");
  });

  it("names what is not right in the form", async () => {
    const { user } = openPage("/welcome", untouched());
    await fillIn(user, "a b", "nobody", "short");
    await user.click(screen.getByRole("button", { name: "Create the first account" }));
    expect(screen.getByText(/2 to 40 letters/)).toBeVisible();
    expect(screen.getByText(/looks like name@example.org/)).toBeVisible();
    expect(screen.getByText("At least 8 characters.")).toBeVisible();
    expect(screen.getByLabelText("Password")).toHaveAccessibleDescription("At least 8 characters.");
    expect(screen.getByLabelText("Name")).toHaveFocus();
  });
});

describe("registration", () => {
  it("says when the name is taken", async () => {
    const { user } = openPage("/register", world());
    await fillIn(user, person().username, "other@home.example", "correct horse");
    await user.click(screen.getByRole("button", { name: "Create the account" }));
    expect(await screen.findByText(/This name is taken/)).toBeVisible();
  });

  it("asks for the code where an invitation is needed", async () => {
    openPage("/register", world({ door: { first_start: false, registration: "invitation" } }));
    expect(await screen.findByLabelText("Invitation code")).toBeVisible();
  });

  it("brings the code from the link", async () => {
    const house = world({ door: { first_start: false, registration: "invitation" } });
    const { user } = openPage("/register?invitation=golden-ticket", house);
    await fillIn(user, "ilya", "ilya@home.example", "correct horse");
    expect(screen.queryByLabelText("Invitation code")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Create the account" }));
    expect(await screen.findByRole("heading", { name: /ilya/ })).toBeVisible();
    expect(house.usedInvitation).toBe("golden-ticket");
  });

  it("has no form when it is closed", async () => {
    openPage("/register", world({ door: { first_start: false, registration: "closed" } }));
    expect(await screen.findByText(/can open registration or send you an invitation/)).toBeVisible();
    expect(screen.queryByLabelText("Password")).toBeNull();
  });
});
