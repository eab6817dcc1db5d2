import i18next from "i18next";
import { afterEach, describe, expect, it } from "vitest";
import { bringCareWords, firstLanguage, speak, startWords, wordsFor } from "./words";

afterEach(() => speak("en"));

describe("languages", () => {
  it("counts in Russian as Russians do", async () => {
    await speak("ru");
    const seconds = [1, 2, 5, 21, 42].map((count) => i18next.t("signIn.throttledFor", { count }).split(" ").at(-1));
    expect(seconds).toEqual(["секунду.", "секунды.", "секунд.", "секунду.", "секунды."]);
  });

  it("lays a pack over English, which speaks where the pack is empty or silent", async () => {
    await speak("eo", { common: { cancel: "Nuligi", close: "" } });
    expect([i18next.t("common.cancel"), i18next.t("common.close"), i18next.t("common.copy")]).toEqual(["Nuligi", "Close", "Copy"]);
    expect(document.documentElement.lang).toBe("eo");
  });

  it("starts with a kept pack before the server is asked", async () => {
    await speak("eo", { common: { cancel: "Nuligi" } });
    await startWords(firstLanguage());
    expect(i18next.language).toBe("eo");
    expect(i18next.t("common.cancel")).toBe("Nuligi");
  });

  it("brings the words of the house's care later, under what a pack says already", async () => {
    await speak("eo", { admin: { title: "Administrado", tabs: "" } });
    await bringCareWords();
    expect([i18next.t("admin.title"), i18next.t("admin.tabs")]).toEqual(["Administrado", "Parts of the administration"]);
    await speak("ru");
    expect(i18next.t("admin.people.you")).toBe("это вы");
  });

  it("has words for the codes of the server, and says where it has none", () => {
    expect(wordsFor("errors.username_taken")).toBe("This name is taken.");
    expect(wordsFor("errors.no_such_code")).toBeNull();
  });
});
