import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { withCanvases } from "@/testing/canvases";
import { openPart } from "@/testing/open-part";
import { MaskPainter } from "./mask-painter";

const harbour = { url: "/harbour", name: "Harbour", width: 4, height: 2 };
const open = (mask: string | null) => {
  const onDone = vi.fn();
  return { onDone, ...openPart(<MaskPainter picture={harbour} mask={mask} isBusy={false} error={null} onDone={onDone} onClose={() => undefined} />) };
};

it("goes on with an earlier mask, which is cleared and taken back like any stroke", async () => {
  const written = withCanvases({ "/mask": ["##..", "##.."] });
  const { user, onDone } = open("/mask");
  expect(await screen.findByText("Marked, 50% of the picture")).toBeVisible();
  expect(screen.getByRole("button", { name: "Undo" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Invert" }));
  await user.click(screen.getByRole("button", { name: "Use this mask" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(1));
  await user.click(screen.getByRole("button", { name: "Clear" }));
  expect(screen.getByText("Paint over what is to change")).toBeVisible();
  expect(screen.getByRole("button", { name: "Use this mask" })).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await user.click(screen.getByRole("button", { name: "Undo" }));
  await user.click(screen.getByRole("button", { name: "Use this mask" }));
  await waitFor(() => expect(onDone).toHaveBeenCalledTimes(2));
  expect(written).toEqual([["..##", "..##"], ["##..", "##.."]]);
});

it("takes a mask of another size as far as the picture goes", async () => {
  const written = withCanvases({ "/small": ["#."] });
  const { user, onDone } = open("/small");
  expect(await screen.findByText("Marked, 50% of the picture")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Use this mask" }));
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(written).toEqual([["##..", "##.."]]);
});

it("begins with nothing where the earlier mask is gone", async () => {
  withCanvases({});
  const { user } = open("/gone");
  expect(await screen.findByText("Paint over what is to change")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Invert" }));
  expect(screen.getByText("Marked, 100% of the picture")).toBeVisible();
});
