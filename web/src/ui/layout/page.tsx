import { ActionIcon } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import { Link, type LinkProps } from "@tanstack/react-router";
import { type ReactNode, useEffect } from "react";
import classes from "./page.module.css";

type Back = { to: LinkProps["to"]; title: string };
type Props = { title: string; back?: Back; tabs?: ReactNode; actions?: ReactNode; children: ReactNode };

/** A page of the shell: its bar with the name and what can be done, then what scrolls. */
export function Page({ title, back, tabs, actions, children }: Props) {
  usePageTitle(title);
  return (
    <>
      <header className={classes.bar}>
        {back ? <BackTo {...back} /> : null}
        <h1 className={classes.title}>{title}</h1>
        {tabs}
        {actions ? <div className={classes.actions}>{actions}</div> : null}
      </header>
      <div className={classes.body}>{children}</div>
    </>
  );
}

function BackTo({ to, title }: Back) {
  return (
    <ActionIcon className={classes.back ?? ""} aria-label={title} title={title} renderRoot={(props) => <Link to={to} {...props} />}>
      <IconChevronLeft />
    </ActionIcon>
  );
}

/** Names the browser's tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = title === "Fabula" ? title : `${title} - Fabula`;
  }, [title]);
}
