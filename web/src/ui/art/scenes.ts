export type ArtName = "lighthouse" | "harbour" | "viaduct";
