/**
 * Puts a picture on the clipboard. The browser wants to know at once what comes, while it is drawn yet.
 *
 * @throws Error where the browser refuses
 */
export async function copyImage(png: Promise<Uint8Array>): Promise<void> {
  const blob = png.then((bytes) => new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" }));
  await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
}
