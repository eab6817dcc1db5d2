/** A page that comes when one goes there. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { untilItComes } from "@/api/late";
import { bringCareWords } from "@/i18n/words";

export const latePage: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => untilItComes(load), name);

/** A page of the house's care: its words come with it. */
export const carePage: typeof lazyRouteComponent = (load, name) =>
  latePage(async () => {
    const [page] = await Promise.all([load(), bringCareWords()]);
    return page;
  }, name);
