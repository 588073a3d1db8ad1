// The order of versions of Python packages, as PEP 440 has it (packaging.version.Version).

const pattern =
  /^v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d+)?)?(?:-(\d+)|[-_.]?(?:post|rev|r)[-_.]?(\d+)?())?(?:[-_.]?dev[-_.]?(\d+)?())?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?$/;

/** What decides between two versions, the weightiest first. */
interface Version {
  epoch: number;
  /** Without zeros at its end: 1.0 is 1. */
  release: number[];
  /** Of the phases dev < a < b < rc < final, and the phase's number. */
  pre: [number, number];
  /** −1 without one. */
  post: number;
  /** Infinity without one: a version comes after its own development releases. */
  dev: number;
  local: (string | number)[];
}

const phases: Record<string, number> = { a: 1, alpha: 1, b: 2, beta: 2, c: 3, rc: 3, pre: 3, preview: 3 };
const [devPhase, finalPhase] = [0, 4];

/** @returns less than 0 where `a` is older, more where it is newer; `undefined` where either is no version */
export function compareVersions(a: string, b: string): number | undefined {
  const [first, second] = [parse(a), parse(b)];
  if (first === undefined || second === undefined) return undefined;
  return (
    first.epoch - second.epoch ||
    compareLists(first.release, second.release) ||
    compareLists(first.pre, second.pre) ||
    first.post - second.post ||
    compareDev(first.dev, second.dev) ||
    compareLists(first.local, second.local)
  );
}

function parse(text: string): Version | undefined {
  const match = pattern.exec(text.trim().toLowerCase());
  if (match === null) return undefined;
  const [, epoch, digits = "", phase, phaseNumber, dashPost, post, hasPost, dev, hasDev, local] = match;
  const release = digits.split(".").map(Number);
  while (release.length > 1 && release.at(-1) === 0) release.pop();
  const isPost = dashPost !== undefined || hasPost !== undefined;
  const isDev = hasDev !== undefined;
  // A development release of a final version comes before the pre-releases of that version.
  const withoutPre = isDev && !isPost ? devPhase : finalPhase;
  return {
    epoch: Number(epoch ?? 0),
    release,
    pre: phase === undefined ? [withoutPre, 0] : [phases[phase] ?? finalPhase, Number(phaseNumber ?? 0)],
    post: isPost ? Number(dashPost ?? post ?? 0) : -1,
    dev: isDev ? Number(dev ?? 0) : Infinity,
    local: local?.split(/[-_.]/).map((part) => (/^\d+$/.test(part) ? Number(part) : part)) ?? [],
  };
}

function compareDev(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The shorter of two that begin alike comes first; a number comes after a word. */
function compareLists(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [x, y] = [a[index] ?? "", b[index] ?? ""];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === "number" ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
