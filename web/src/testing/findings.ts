/** What keeps a server from a workflow, as the server tells it. */
import type { Finding } from "@/api/types";

export const lackingFile = (file: string): Finding => ({
  fault: "missing_file",
  node: "4",
  title: "Load Checkpoint",
  input: "ckpt_name",
  facts: { file, folder: "models/checkpoints" },
  sentence: `Node 4 (Load Checkpoint): the file ${file} (ckpt_name) is not on the server.`,
  way_out: "Put it into models/checkpoints, or choose another.",
});
