/** Calls at each of the delays after the last request. */
export function debounced(action: () => void, delaysMs: readonly number[]): (() => void) & { cancel(): void } {
  let timers: NodeJS.Timeout[] = [];
  const cancel = () => timers.forEach(clearTimeout);
  const request = () => {
    cancel();
    timers = delaysMs.map((delay) => setTimeout(action, delay));
  };
  return Object.assign(request, { cancel });
}
