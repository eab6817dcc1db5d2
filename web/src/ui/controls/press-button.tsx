import type { ComponentProps, MouseEvent } from "react";

type Props = ComponentProps<"button"> & { "data-loading"?: boolean };

/** What every control is underneath. A disabled button would let go of the focus, so one that is only busy is none. */
export function PressButton({ type = "button", disabled, onClick, ...rest }: Props) {
  const isBusy = rest["data-loading"] === true;
  return (
    <button
      type={type}
      {...rest}
      disabled={!isBusy && disabled}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? ignore : onClick}
    />
  );
}

const ignore = (event: MouseEvent) => event.preventDefault();
