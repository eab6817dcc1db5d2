import { AccountPage } from "@/features/account/account-page";
import { useSignOut } from "./shell/use-sign-out";

/** The account, with the way out that the whole page shares. */
export function Account() {
  const leave = useSignOut();
  return <AccountPage onSignOut={() => void leave()} />;
}
