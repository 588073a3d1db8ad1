import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";

export interface Views {
  /** Shows a container of the activity bar, such as "MLflow"; nothing when it is shown. */
  openContainer(title: string): Promise<void>;
  /** A tree view by its name, such as "Experiments". Its container has to be shown. */
  view(name: string): View;
  /** Picks an entry of the menu that is open; a submenu's entry as `"Copy", "Run ID"`. */
  pickFromMenu(...labels: string[]): Promise<void>;
  /** The labels of the menu that is open, from the top. */
  menuLabels(): Promise<string[]>;
}

export interface View {
  /** The whole view, with its header. */
  readonly pane: Locator;
  /** Opens a view that is collapsed to its header. */
  open(): Promise<void>;
  /** Collapses a view to its header, which leaves its room to the others. */
  close(): Promise<void>;
  /** The rows that are in sight, from the top. */
  rows(): Promise<RowContent[]>;
  /** The first row with that label: a call on it waits until there is one, and scrolls until it is in sight. */
  row(label: string): Row;
  /** Clicks an icon of the view's title. */
  clickTitleAction(label: string): Promise<void>;
  /** Opens the menu behind the three dots of the view's title. */
  openTitleMenu(): Promise<void>;
  /** The text of an empty view, its buttons' labels included. */
  welcome(): Promise<string>;
  /** Clicks a button or a link of an empty view. */
  clickWelcome(label: string): Promise<void>;
  /** What the view says above its tree. */
  message(): Promise<string>;
}

export interface RowContent {
  label: string;
  description: string;
  /** 1 for those at the root. */
  level: number;
  /** undefined where there is nothing to expand. */
  isExpanded: boolean | undefined;
  isSelected: boolean;
  /** What a screen reader says. */
  ariaLabel: string;
  /** The codicon's name, such as "pass"; empty for an icon of the user's file icon theme. */
  icon: string;
  /** The icon's colour as the browser has it, such as "rgb(137, 209, 133)". */
  iconColor: string;
}

export interface Row {
  /** Only while it is in sight. */
  readonly element: Locator;
  content(): Promise<RowContent>;
  scrollTo(): Promise<void>;
  expand(): Promise<void>;
  collapse(): Promise<void>;
  /** Selects it and does what a click on it does. */
  click(): Promise<void>;
  doubleClick(): Promise<void>;
  /** Selects it beside those that are selected. */
  addToSelection(): Promise<void>;
  openMenu(): Promise<void>;
  /** Opens the context menu and picks an entry. */
  pick(...labels: string[]): Promise<void>;
  inlineActions(): Promise<string[]>;
  clickInlineAction(label: string): Promise<void>;
  /** The text of the tooltip. */
  tooltip(): Promise<string>;
}

/** Tooltips show when they are asked for: one that comes by itself would lie over what is to be clicked. */
export const noTooltips = { "workbench.hover.delay": 3_600_000 };
type SetSettings = (settings: Record<string, unknown>) => Promise<void>;

export function views(page: Page, setSettings: SetSettings): Views {
  const pickFromMenu = async (...labels: string[]): Promise<void> => {
    const menu = page.locator(".monaco-menu").filter({ visible: true });
    for (const [index, label] of labels.entries()) {
      // Entries with a key binding or a check mark say so in their name: the label itself is exact. Menus open without focus.
      const item = page
        .locator(".monaco-menu .action-item")
        .filter({ has: page.locator(`.action-label[aria-label=${quoted(label)}]`) });
      await item.last().hover();
      await item.last().click();
      // A click that comes as the menu opens is lost; one that was taken closes it, but for a submenu's.
      if (index < labels.length - 1) continue;
      await eventually(async () => {
        if ((await menu.count()) === 0) return;
        await menu
          .first()
          .waitFor({ state: "hidden", timeout: 1_000 })
          .catch(() => item.last().click({ timeout: 1_000 }));
        assert.equal(await menu.count(), 0, `The menu is still open on ${label}.`);
      });
    }
  };
  return {
    pickFromMenu,
    async menuLabels() {
      await page.locator(".monaco-menu").last().waitFor();
      const labels = await page.locator(".monaco-menu .action-item .action-label").allInnerTexts();
      return labels.filter((label) => label.trim() !== "");
    },
    async openContainer(title) {
      const item = page.locator(`.activitybar .action-item:has(a[aria-label^=${quoted(title)}])`);
      const shown = page.locator(".sidebar .composite.title").getByText(title).first();
      // A click on the one that is shown would hide it, and a window that still settles says late what it shows.
      await eventually(async () => {
        if ((await item.getAttribute("aria-selected")) !== "true") await item.click({ timeout: 5_000 });
        await shown.waitFor({ timeout: 3_000 });
      });
    },
    view: (name) => view(page, name, { pickFromMenu, setSettings }),
  };
}

interface Window {
  readonly pickFromMenu: Views["pickFromMenu"];
  readonly setSettings: SetSettings;
}

function view(page: Page, name: string, window: Window): View {
  const pane = page
    .locator(".sidebar .pane")
    .filter({ has: page.locator(`.pane-header[aria-label^=${quoted(name)}]`) });
  // A container with a single view shows the view's actions in its own title, under both names; the view's are there, hidden.
  const actions = page
    .locator(".sidebar")
    .locator(`[role=toolbar][aria-label$=${quoted(`${name} actions`)}]`)
    .filter({ visible: true });
  const setOpen = async (isOpen: boolean): Promise<void> => {
    const header = pane.locator(".pane-header");
    if ((await header.getAttribute("aria-expanded")) !== String(isOpen))
      await header.click({ position: { x: 40, y: 10 } });
    await pane.locator(`.pane-header[aria-expanded=${isOpen}]`).waitFor();
  };
  const showActions = () => pane.hover({ position: { x: 40, y: 10 } });
  return {
    pane,
    open: () => setOpen(true),
    close: () => setOpen(false),
    async rows() {
      const contents = await pane.locator(".monaco-list-row").evaluateAll(readRows);
      return contents.sort((a, b) => a.index - b.index).map(({ content }) => content);
    },
    row: (label) => row(page, pane, label, window),
    async clickTitleAction(label) {
      await showActions();
      await actions.locator(`.action-label[aria-label^=${quoted(label)}]`).click();
    },
    async openTitleMenu() {
      await showActions();
      await actions.locator(".codicon-toolbar-more").click();
    },
    welcome: () => pane.locator(".welcome-view-content").innerText(),
    clickWelcome: (label) =>
      pane.locator(".welcome-view-content").locator("a").filter({ hasText: label }).first().click(),
    message: () => pane.locator(".tree-explorer-viewlet-tree-view .message").innerText(),
  };
}

function row(page: Page, pane: Locator, label: string, { pickFromMenu, setSettings }: Window): Row {
  const element = pane
    .locator(".monaco-list-row")
    .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) })
    .first();
  // The middle of a row may lie under its inline actions.
  const atStart = { position: { x: 60, y: 10 } };
  const scrollTo = async (): Promise<void> => {
    // A row comes into being a moment after its parent was expanded; only a tree longer than its view must be scrolled.
    const isThere = await element.waitFor({ timeout: 1_000 }).then(
      () => true,
      () => false,
    );
    if (!isThere) await scrollThrough(page, pane, element, label);
    await element.scrollIntoViewIfNeeded();
  };
  /** A tree that is drawn anew takes the row away while it is reached for. */
  const reach = (act: (options: { timeout: number }) => Promise<void>): Promise<void> =>
    eventually(async () => {
      await scrollTo();
      await act({ timeout: 3_000 });
    });
  const openMenu = (): Promise<void> => reach((within) => element.click({ button: "right", ...atStart, ...within }));
  const hover = (): Promise<void> => reach((within) => element.hover({ ...atStart, ...within }));
  const setExpanded = async (expanded: boolean): Promise<void> => {
    // A tree that is drawn anew under the pointer swallows the click.
    await eventually(async () => {
      await scrollTo();
      if ((await element.getAttribute("aria-expanded")) !== String(expanded)) {
        await element.locator(".monaco-tl-twistie").click({ timeout: 3_000 });
      }
      await element.and(page.locator(`[aria-expanded="${expanded}"]`)).waitFor({ timeout: 10_000 });
    });
  };
  return {
    element,
    openMenu,
    scrollTo,
    async content() {
      await scrollTo();
      return (await element.evaluateAll(readRows))[0]!.content;
    },
    expand: () => setExpanded(true),
    collapse: () => setExpanded(false),
    click: () =>
      reach(async (within) => {
        await element.click({ ...atStart, ...within });
        // A tree that grows under the pointer gives the click to another row. A row that loads more goes.
        if ((await element.count()) > 0) {
          await element.and(page.locator('[aria-selected="true"]')).waitFor({ timeout: 1_000 });
        }
      }),
    doubleClick: () => reach((within) => element.dblclick({ ...atStart, ...within })),
    addToSelection: () => reach((within) => element.click({ modifiers: ["ControlOrMeta"], ...atStart, ...within })),
    async pick(...labels) {
      await openMenu();
      await pickFromMenu(...labels);
    },
    async inlineActions() {
      await hover();
      return element
        .locator(".actions .action-label")
        .evaluateAll((icons: Drawn[]) => icons.map((icon) => icon.getAttribute("aria-label") ?? ""));
    },
    async clickInlineAction(action) {
      await hover();
      // A key binding follows in brackets.
      const named = `.action-label[aria-label=${quoted(action)}], .action-label[aria-label^=${quoted(`${action} (`)}]`;
      await element.locator(".actions").locator(named).click();
    },
    async tooltip() {
      await setSettings({ "workbench.hover.delay": 100 });
      // A hover that is shown already would stay: leave the row first.
      await page.mouse.move(0, 0);
      await page.locator(".workbench-hover").waitFor({ state: "hidden" });
      await scrollTo();
      await element.locator(".label-name").hover();
      const contents = page.locator(".workbench-hover .hover-contents").first();
      // Tooltips are made when they are looked at.
      await contents.filter({ hasNotText: /^Loading/ }).waitFor();
      const text = await contents.innerText();
      await setSettings(noTooltips);
      return text;
    },
  };
}

/** Goes page by page from the top of a tree to its end, and again, until the row has come into being. */
async function scrollThrough(page: Page, pane: Locator, element: Locator, label: string): Promise<void> {
  await pane.locator(".monaco-list").first().focus();
  await page.keyboard.press("Home");
  let before: string | null = null;
  await eventually(
    async () => {
      if ((await element.count()) > 0) return;
      await page.keyboard.press("PageDown");
      const focused = await pane.locator(".monaco-list-row.focused").getAttribute("data-index", { timeout: 1_000 });
      if (focused === before) await page.keyboard.press("Home");
      before = focused;
      throw new Error(`There is no row ${label} in this view.`);
    },
    { timeoutMs: 30_000 },
  );
}

/** What a function that runs in the browser uses of its elements: no test is compiled with the DOM. */
export interface Drawn {
  className: string;
  textContent: string | null;
  getAttribute(name: string): string | null;
  querySelector(selector: string): Drawn | null;
}
declare function getComputedStyle(element: Drawn): { color: string };

/** Runs in the browser: uses nothing but its argument. */
function readRows(rows: Drawn[]): { index: number; content: RowContent }[] {
  return rows.map((element) => {
    const icon = element.querySelector(".custom-view-tree-node-item-icon");
    const expanded = element.getAttribute("aria-expanded");
    const content = {
      label: element.querySelector(".label-name")?.textContent ?? "",
      description: element.querySelector(".label-description")?.textContent ?? "",
      level: Number(element.getAttribute("aria-level")),
      isExpanded: expanded === null ? undefined : expanded === "true",
      isSelected: element.getAttribute("aria-selected") === "true",
      ariaLabel: element.getAttribute("aria-label") ?? "",
      icon: /codicon-(?!modifier|colored)([\w-]+)/.exec(icon?.className ?? "")?.[1] ?? "",
      iconColor: icon ? getComputedStyle(icon).color : "",
    };
    return { index: Number(element.getAttribute("data-index")), content };
  });
}

/** As a CSS string. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}
