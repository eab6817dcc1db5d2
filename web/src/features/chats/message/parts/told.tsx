import { Prose } from "@/ui/prose/prose";

type Props = { text: string; isLive: boolean; sources: readonly { number: number; title: string; url: string }[] | undefined };

/** The words of a reply. Its headings stand below those of the page. */
export function Told({ text, isLive, sources }: Props) {
  return text ? <Prose text={text} isLive={isLive} {...(sources ? { sources } : {})} /> : null;
}
