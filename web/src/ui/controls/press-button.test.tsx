import { Button } from "@mantine/core";
import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { openPart } from "@/testing/open-part";

it("keeps the focus while it is busy, and is pressed only once", async () => {
  const press = vi.fn();
  const button = (isBusy: boolean) => (
    <Button loading={isBusy} onClick={press}>
      Same again
    </Button>
  );
  const { user, show } = openPart(button(false));
  await user.tab();
  await user.keyboard("{Enter}");
  show(button(true));
  await user.keyboard("{Enter}");
  const shown = screen.getByRole("button", { name: "Same again" });
  expect(shown).toHaveFocus();
  expect(shown).toHaveAttribute("aria-disabled", "true");
  show(button(false));
  await user.keyboard("{Enter}");
  expect(press).toHaveBeenCalledTimes(2);
});

it("sends no form while it is busy, also not by Enter in a field", async () => {
  const send = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const form = (isBusy: boolean) => (
    <form onSubmit={send}>
      <input aria-label="Name" />
      <Button type="submit" loading={isBusy}>
        Save
      </Button>
    </form>
  );
  const { user, show } = openPart(form(true));
  await user.type(screen.getByRole("textbox"), "Mira{Enter}");
  await user.click(screen.getByRole("button", { name: "Save" }));
  expect(send).not.toHaveBeenCalled();
  show(form(false));
  await user.type(screen.getByRole("textbox"), "{Enter}");
  expect(send).toHaveBeenCalledTimes(1);
});
