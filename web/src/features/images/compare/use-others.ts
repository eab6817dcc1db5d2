/** What a picture may be compared with: its variants first, then what stands near it in the list. */
import { useInfiniteQuery } from "@tanstack/react-query";
import type { Picture, PictureDetail } from "@/api/types";
import { type PictureFilter, pictures } from "../api";

const MOST = 40;

export function useOthers(one: PictureDetail, filter: PictureFilter): Picture[] {
  const { data } = useInfiniteQuery({ ...pictures(filter), staleTime: 60_000 });
  const siblings = one.siblings.filter(({ id }) => id !== one.id);
  const known = new Set([one.id, ...siblings.map(({ id }) => id)]);
  const rest = (data?.pages ?? []).flatMap(({ items }) => items).filter(({ id }) => !known.has(id));
  return [...siblings, ...rest].slice(0, MOST);
}
