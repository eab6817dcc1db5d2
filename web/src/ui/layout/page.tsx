import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

type Props = { title: string; tabs?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page of the shell: its bar with the name and what can be done, then what scrolls. */
export function Page({ title, tabs, actions, children }: Props) {
  usePageTitle(title);
  return (
    <>
      <header className={classes.bar}>
        <h1 className={classes.title}>{title}</h1>
        {tabs}
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      <div className={classes.body}>{children}</div>
    </>
  );
}

/** Names the browser's tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === "Fabula" ? title : `${title} - Fabula`;
  }, [title]);
}
