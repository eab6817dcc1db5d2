import { expect, it } from "vitest";
import { speak } from "@/i18n/words";
import { lackingFile } from "@/testing/findings";
import { findingWords } from "./finding-words";

const lacking = lackingFile("moon.safetensors");

it("is the server's own sentence in English", () => {
  expect(findingWords(lacking)).toBe(`${lacking.sentence} ${lacking.way_out}`);
});

it("is told in the person's language, with where it is and what to do", async () => {
  await speak("ru");
  expect(findingWords(lacking)).toBe(
    "Load Checkpoint (узел 4): на сервере нет файла moon.safetensors («ckpt_name»). Положите его на сервер или выберите другой.",
  );
  const empty = { ...lacking, fault: "no_output", node: "", input: "", facts: {} } as const;
  expect(findingWords(empty)).toBe("В схеме нет выхода, поэтому ничего не получится. Добавьте узел, который сохраняет, например Save Image.");
});
