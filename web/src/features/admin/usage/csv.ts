/** Tables as CSV files that a spreadsheet opens as they are. */

type Cell = string | number;

const quoted = (cell: Cell) => {
  // What a spreadsheet would take for a formula is kept a text.
  const text = typeof cell === "string" && /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : String(cell);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

export const csvOf = (head: string[], rows: Cell[][]) => [head, ...rows].map((row) => row.map(quoted).join(",")).join("\r\n");

export function saveCsv(name: string, text: string): void {
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  const address = URL.createObjectURL(new Blob(["\ufeff", text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
