import type { Picture } from "@/api/types";

/** Width by height; a file without a size counts as a square. */
export const ratioOf = ({ width, height }: Picture) => (width && height ? width / height : 1);
