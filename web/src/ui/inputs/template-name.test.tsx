import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { speak } from "@/i18n/words";
import { openPart } from "@/testing/open-part";
import { useTemplateName } from "./template-name";

function Name({ id, name }: { id: string; name: string }) {
  return <p>{useTemplateName()(id, name)}</p>;
}

it("is the person's language for what comes with Fabula, and nobody else's words for what is their own", async () => {
  await speak("ru");
  openPart(
    <>
      <Name id="inpaint" name="Paint over a part" />
      <Name id="3a1c" name="Paint over a part" />
      <Name id="" name="A workflow" />
    </>,
  );
  expect(screen.getAllByRole("paragraph").map((one) => one.textContent)).toEqual(["Перерисовать часть", "Paint over a part", "A workflow"]);
});

it("is the server's own word in English, and in a pack that has none", async () => {
  await speak("eo", { common: { cancel: "Nuligi" } });
  openPart(<Name id="upscale" name="Enlarge" />);
  expect(screen.getByText("Enlarge")).toBeVisible();
});
