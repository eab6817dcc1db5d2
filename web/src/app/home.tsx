import { useMe } from "@/api/me";
import { HomePage } from "@/features/home/home-page";
import { tilesFor } from "./rooms";

/** Home, with the tiles of every room the person may enter. */
export function Home() {
  return <HomePage tiles={tilesFor(useMe().role)} />;
}
