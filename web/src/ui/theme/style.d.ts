import "react";

declare module "react" {
  /** A token may be set where a style is. */
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type, @typescript-eslint/consistent-type-definitions -- declaration merging needs an interface
  interface CSSProperties extends Record<`--${string}`, string | number | undefined> {}
}
