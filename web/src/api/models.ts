/** The language models of all channels, and what each is taken for. */
import { queryOptions } from "@tanstack/react-query";
import { answer, http } from "./client";

const LOOK_AGAIN_MS = 15_000;

export const models = queryOptions({
  queryKey: ["models", "list"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/models", { signal }))).channels,
  refetchInterval: LOOK_AGAIN_MS,
});

export const choices = queryOptions({
  queryKey: ["models", "choices"],
  queryFn: async ({ signal }) => (await answer(http.GET("/api/models/choices", { signal }))).items,
});

/** "qwen3:latest" is told as "qwen3". */
export const nameOf = (model: string) => model.replace(/:latest$/, "");
