import { Button, Menu } from "@mantine/core";
import { screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";
import { openPart } from "@/testing/open-part";
import { Dialog } from "./dialog";

function Row() {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Delete</Button>
      <Menu>
        <Menu.Target>
          <Button>More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen(true)}>Delete for good</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {isOpen ? (
        <Dialog title="Delete it?" onClose={() => setOpen(false)}>
          <p>It will be gone.</p>
        </Dialog>
      ) : null}
    </>
  );
}

it("gives the focus back to the button that opened it", async () => {
  const { user } = openPart(<Row />);
  await user.tab();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("dialog", { name: "Delete it?" })).toBeVisible();
  await waitFor(() => expect(screen.getByRole("button", { name: "Close" })).toHaveFocus());
  await user.keyboard("{Escape}");
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("button", { name: "Delete" })).toHaveFocus();
});

it("gives the focus back to the button of the menu that it was chosen from", async () => {
  const { user } = openPart(<Row />);
  await user.click(screen.getByRole("button", { name: "More" }));
  await user.click(await screen.findByRole("menuitem", { name: "Delete for good" }));
  await waitFor(() => expect(screen.getByRole("button", { name: "Close" })).toHaveFocus());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.getByRole("button", { name: "More" })).toHaveFocus());
});
