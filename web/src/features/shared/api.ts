/** A shared chat, which is read without an account. */
import { infiniteQueryOptions } from "@tanstack/react-query";
import { answer, http } from "@/api/client";

export const sharedChat = (token: string) =>
  infiniteQueryOptions({
    queryKey: ["shared", token],
    queryFn: ({ pageParam, signal }) =>
      answer(http.GET("/api/shared/{token}", { params: { path: { token }, query: pageParam ? { after: pageParam } : {} }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.later,
    retry: false,
  });
