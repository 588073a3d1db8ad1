/** Opens the menu that a right click on what holds a button would open: VS Code's own, below the button. */
export function openContextMenu({ currentTarget }: Event): void {
  const button = currentTarget as HTMLElement;
  const { left, bottom } = button.getBoundingClientRect();
  const place = { clientX: left, clientY: bottom };
  button.dispatchEvent(new MouseEvent("contextmenu", { bubbles: true, cancelable: true, ...place }));
}
