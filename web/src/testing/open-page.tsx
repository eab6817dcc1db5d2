import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { createMemoryHistory } from "@tanstack/react-router";
import { App } from "@/app/app";
import { handlersOf } from "./handlers";
import { liveHandler } from "./live";
import { server } from "./server";
import type { World } from "./world";

/** The whole page at an address, over a world; only the network is made up. */
export function openPage(address: string, world: World) {
  server.use(...handlersOf(world), liveHandler);
  const history = createMemoryHistory({ initialEntries: [address] });
  render(<App history={history} />);
  return { user: userEvent.setup(), history };
}
