import type { Locator, Page } from "playwright-core";

export interface Messages {
  /** A message in the corner that holds this text. */
  toast(text: string | RegExp): Message;
  /** The box over the window that holds this text. */
  dialog(text: string | RegExp): Message;
  /** An entry of the status bar that holds this text. */
  statusItem(text: string | RegExp): Locator;
  /** Closes all messages in the corner. */
  closeToasts(): Promise<void>;
}

export interface Message {
  readonly element: Locator;
  /** Its whole text, once it is shown. */
  text(): Promise<string>;
  /** The labels of its buttons. */
  buttons(): Promise<string[]>;
  click(button: string): Promise<void>;
  waitUntilGone(): Promise<void>;
}

export function messages(page: Page): Messages {
  const toasts = page.locator(".notifications-toasts .notification-list-item");
  return {
    toast: (text) => message(toasts.filter({ hasText: text }).first(), ".notification-list-item-message"),
    dialog: (text) =>
      message(page.locator(".monaco-dialog-box").filter({ hasText: text }).first(), ".dialog-message-container"),
    statusItem: (text) => page.locator(".statusbar-item").filter({ hasText: text }).first(),
    async closeToasts() {
      for (const close = toasts.locator(".codicon-notifications-clear").first(); (await toasts.count()) > 0;) {
        await toasts.first().hover();
        await close.click();
      }
    },
  };
}

function message(element: Locator, textPart: string): Message {
  const buttons = element.locator(".monaco-button:not(.monaco-dropdown-button)");
  return {
    element,
    text: () => element.locator(textPart).innerText(),
    async buttons() {
      await element.waitFor();
      return buttons.allInnerTexts();
    },
    async click(button) {
      await buttons.filter({ hasText: button }).first().click();
    },
    waitUntilGone: () => element.waitFor({ state: "hidden" }),
  };
}
