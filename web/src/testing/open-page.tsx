import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryHistory } from "@tanstack/react-router";
import { App } from "@/app/app";
import { handlersOf } from "./handlers";
import { liveHandler } from "./live";
import { server } from "./server";
import type { World } from "./world";

/** The whole page at an address, over a world; only the network is made up. `first` is asked before the world. */
export function openPage(address: string, world: World, first: Parameters<typeof server.use> = []) {
  server.use(...first, ...handlersOf(world), liveHandler);
  const history = createMemoryHistory({ initialEntries: [address] });
  render(<App history={history} />);
  return { user: userEvent.setup({ delay: null }), history };
}
