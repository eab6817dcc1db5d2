import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { speak } from "@/i18n/words";
import { openPart } from "@/testing/open-part";
import { useRunTitle } from "./chat-title";

const Title = (run: { kind: string; title: string }) => <p>{useRunTitle(run)}</p>;

it("says in the person's language that a chat has no name yet, and leaves all names alone", async () => {
  await speak("ru");
  openPart(
    <>
      <Title kind="chat.reply" title="New chat" />
      <Title kind="chat.reply" title="Маяк" />
      <Title kind="image.render" title="New chat" />
    </>,
  );
  expect(screen.getAllByRole("paragraph").map((one) => one.textContent)).toEqual(["Новый чат", "Маяк", "New chat"]);
});
