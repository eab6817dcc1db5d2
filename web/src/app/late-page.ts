/** A page that comes when one goes there. */
import { lazyRouteComponent } from "@tanstack/react-router";
import { untilItComes } from "@/api/late";

export const latePage: typeof lazyRouteComponent = (load, name) => lazyRouteComponent(() => untilItComes(load), name);
