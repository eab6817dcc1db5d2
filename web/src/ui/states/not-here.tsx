import { Button } from "@mantine/core";
import { Link, type LinkProps } from "@tanstack/react-router";
import { Empty } from "./empty";
import { ErrorNote } from "./error-note";
import classes from "./states.module.css";

type Props = {
  error: unknown;
  /** It was deleted or is somebody else's: no other try brings it. */
  isGone: boolean;
  title: string;
  why: string;
  /** Where the others of its kind are. */
  back: { to: LinkProps["to"]; title: string };
  onRetry: () => void;
};

/** In place of a thing that has a page of its own, and is not there or cannot be read. */
export function NotHere({ error, isGone, title, why, back, onRetry }: Props) {
  if (!isGone) {
    return (
      <div className={classes.instead}>
        <ErrorNote error={error} onRetry={onRetry} />
      </div>
    );
  }
  return (
    <div className={classes.instead}>
      <Empty title={title} action={<Button renderRoot={(props) => <Link to={back.to} {...props} />}>{back.title}</Button>}>
        {why}
      </Empty>
    </div>
  );
}
