/** A codicon, for the eye only: what it says stands beside it in words, or in a label of what holds it. */
export function Icon(props: { name: string; class?: string }) {
  const [name, modifier] = props.name.split("~");
  const spin = modifier === "spin" ? " codicon-modifier-spin" : "";
  return <span class={`codicon codicon-${name}${spin} ${props.class ?? ""}`} aria-hidden="true" />;
}
