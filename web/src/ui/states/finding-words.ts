/** What keeps a server from a workflow: our words for its code in other languages, else the server's own English. */
import type { Finding } from "@/api/types";
import { wordsFor } from "@/i18n/words";

export function findingWords({ fault, title, node, input, facts, sentence, way_out: wayOut }: Finding): string {
  const blanks = { ...facts, title, node, input };
  const what = wordsFor(`findings.${fault}.what`, blanks);
  const where = node ? wordsFor("findings.where", blanks) : null;
  const way = wordsFor(`findings.${fault}.way`, blanks);
  return what === null ? `${sentence} ${wayOut}`.trim() : [where ? `${where}: ${what}` : what, way].join(" ");
}
