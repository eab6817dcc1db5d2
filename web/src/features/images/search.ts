/** What the address says of the gallery: it goes along to a picture and back. */
import type { PictureFilter } from "./api";

export type ImagesSearch = {
  q?: string | undefined;
  only?: "favourites" | "tables" | undefined;
  template?: string | undefined;
  create?: true | undefined;
  /** A template to create with: taken over into the form, then gone from the address. */
  use?: string | undefined;
};

const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

export const imagesSearch = (search: Record<string, unknown>): ImagesSearch => ({
  q: text(search.q),
  only: (["favourites", "tables"] as const).find((name) => name === search.only),
  template: text(search.template),
  create: search.create === true ? true : undefined,
  use: text(search.use),
});

export const filterOf = ({ q, only, template }: ImagesSearch): PictureFilter => ({
  ...(q ? { q } : {}),
  ...(template ? { template } : {}),
  ...(only === "favourites" ? { favourite: true } : {}),
  ...(only === "tables" ? { from_script: true } : {}),
});

export const isFiltered = (search: ImagesSearch): boolean => Object.keys(filterOf(search)).length > 0;
