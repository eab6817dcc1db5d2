export type ArtName = "door" | "lighthouse" | "portrait" | "harbour" | "viaduct";
