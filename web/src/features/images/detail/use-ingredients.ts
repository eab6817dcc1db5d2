import { queryOptions, useQuery } from "@tanstack/react-query";
import { answer, http } from "@/api/client";
import type { PictureDetail } from "@/api/types";
import { ingredientsOf, numberOf } from "./recipe";

/** The template in the state that it had when it made this. */
const templateThen = (template_id: string, revision: number | null) =>
  queryOptions({
    queryKey: ["templates", "then", template_id, revision],
    queryFn: ({ signal }) =>
      answer(http.GET("/api/templates/{template_id}", { params: { path: { template_id }, query: revision ? { revision } : {} }, signal })),
    enabled: template_id !== "",
    retry: false,
    staleTime: Infinity,
  });

export function useIngredients(picture: PictureDetail) {
  const { data: template } = useQuery(templateThen(picture.template, numberOf(picture.recipe.revision)));
  return { ingredients: ingredientsOf(picture, template), template };
}
