/** Parts of the page that come when they are called for. */
import { connection, lostSocket } from "./connection";

/** Load a part; while the server is silent, wait for it and ask again: the fault is not the page's. */
export async function untilItComes<Part>(load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    await lostSocket();
    if (connection.getState().answers) throw error;
    await anAnswer();
    return untilItComes(load);
  }
}

function anAnswer(): Promise<void> {
  return new Promise((resolve) => {
    const leave = connection.subscribe((now) => {
      if (!now.answers) return;
      leave();
      resolve();
    });
  });
}
