import { IconPhoto } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./prose.module.css";
import { hostOf, safeAddress } from "./reading/address";

type LinkProps = { address: string; title?: string | null | undefined; children: ReactNode };

/** A link that opens beside the page and tells nothing about it; plain words where the address is none to follow. */
export function TextLink({ address, title, children }: LinkProps) {
  const href = safeAddress(address);
  if (!href) return children;
  return (
    <a className={classes.link} href={href} title={title ?? href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  );
}

/** Pictures of other hosts are never fetched by the page: a link leads to them. */
export function PictureLink({ address, name, inLink }: { address: string; name: string; inLink: boolean }) {
  const { t } = useTranslation();
  const href = safeAddress(address);
  const words = name.trim() || (href ? t("prose.pictureAt", { host: hostOf(href) }) : t("prose.picture"));
  const shown = (
    <span className={classes.picture}>
      <IconPhoto className="small" aria-hidden="true" />
      {words}
    </span>
  );
  return inLink ? shown : <TextLink address={address}>{shown}</TextLink>;
}
