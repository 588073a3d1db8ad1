import * as l10n from "@vscode/l10n";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ModelStage } from "../../src/mlflow/entities.ts";
import type { Check, Proposal } from "../../src/protocol/model.ts";
import { Button, Checkbox, LinkButton } from "../ui/controls.tsx";
import { useLoaded } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { ErrorMessage, WhenLoaded } from "../ui/states.tsx";
import { host } from "./host.ts";
import { Person, Stage, stageName } from "./stages.tsx";

/** What a move will do, said before it happens; its button says it once more. */
export function MoveForm(props: {
  version: string;
  to: ModelStage;
  onClose: () => void;
  /** @param message what the user has to know of how it went; "" for nothing */
  onMoved: (message: string) => void;
}) {
  const { version, to, onClose } = props;
  const dialog = useRef<HTMLDialogElement>(null);
  const proposal = useLoaded(() => host.propose(version, to), [version, to]);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="move-form" aria-label={l10n.t("Move v{0}", version)} onClose={onClose}>
      <WhenLoaded loaded={proposal} onShowLog={() => void host.showLog()}>
        {(value) => <Form {...props} proposal={value} />}
      </WhenLoaded>
      {proposal.value === undefined && proposal.error !== undefined && (
        <div class="buttons">
          <Button onClick={onClose}>{l10n.t("Close")}</Button>
        </div>
      )}
    </dialog>
  );
}

function Form(props: { proposal: Proposal; onClose: () => void; onMoved: (message: string) => void }) {
  const { proposal, onClose, onMoved } = props;
  const { version, from, to, existing, by } = proposal;
  const [archives, setArchives] = useState(existing.length > 0);
  const [validatedBy, setValidatedBy] = useState(proposal.validatedBy);
  const [why, setWhy] = useState("");
  const [error, setError] = useState<Error>();
  const [isMoving, setIsMoving] = useState(false);
  const checks = proposal.checks.map((check) => withValidator(check, validatedBy));
  const missing = missingOf(proposal, checks, validatedBy, why);
  const move = async () => {
    setIsMoving(true);
    setError(undefined);
    try {
      onMoved(
        await host.move({ version, from, to, archivesExisting: archives && existing.length > 0, why, validatedBy }),
      );
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
      setIsMoving(false);
    }
  };
  if (from === to) {
    return (
      <>
        <p>{l10n.t("v{0} is in stage {1} already.", version, stageName(to))}</p>
        <div class="buttons">
          <Button onClick={onClose}>{l10n.t("Close")}</Button>
        </div>
      </>
    );
  }
  const listed = existing.map((each) => `v${each}`).join(", ");
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (missing === undefined && !isMoving) void move();
      }}
    >
      <h2>{l10n.t("Move v{0} to {1}", version, stageName(to))}</h2>
      <p class="from-to">
        <Stage stage={from} /> <Icon name="arrow-right" /> <Stage stage={to} />
      </p>
      {existing.length > 0 && (
        <Checkbox isChecked={archives} onChange={setArchives}>
          {l10n.t("Archive {0}, which is in stage {1} now", listed, stageName(to))}
        </Checkbox>
      )}
      <Checks checks={checks} />
      <label>
        {l10n.t("Validated by")}
        {proposal.isValidatorRequired ? " *" : ""}
        <input class="text-input" value={validatedBy} onInput={(event) => setValidatedBy(event.currentTarget.value)} />
      </label>
      <label>
        {l10n.t("Why")}
        {proposal.isReasonRequired || checks.some(({ passed }) => !passed) ? " *" : ""}
        <textarea class="text-area" rows={3} value={why} onInput={(event) => setWhy(event.currentTarget.value)} />
      </label>
      <p class="dim">
        {l10n.t("Recorded in the model's history as done by")} <Person name={by} />
      </p>
      {error !== undefined && <ErrorMessage error={error} onShowLog={() => void host.showLog()} />}
      {missing !== undefined && <p role="status">{missing}</p>}
      <div class="buttons">
        <Button isPrimary isDisabled={missing !== undefined || isMoving} onClick={() => void move()}>
          {archives && existing.length > 0
            ? l10n.t("Move v{0} to {1}, Archive {2}", version, stageName(to), listed)
            : l10n.t("Move v{0} to {1}", version, stageName(to))}
        </Button>
        <Button onClick={onClose}>{l10n.t("Cancel")}</Button>
      </div>
    </form>
  );
}

/** Whoever names a validator meets the check that asks for one. */
function withValidator(check: Check, validatedBy: string): Check {
  if (check.isValidator !== true) return check;
  const passed = validatedBy.trim() !== "";
  return { ...check, passed, detail: passed ? l10n.t("there") : l10n.t("missing") };
}

/** What has to be said before it can be moved; `undefined` if nothing. */
function missingOf(proposal: Proposal, checks: readonly Check[], validatedBy: string, why: string): string | undefined {
  if (proposal.isValidatorRequired && validatedBy.trim() === "") return l10n.t("Say who validated it.");
  if (why.trim() !== "") return undefined;
  if (checks.some(({ passed }) => !passed)) return l10n.t("A check failed: say why it is moved all the same.");
  return proposal.isReasonRequired ? l10n.t("Say why.") : undefined;
}

function Checks(props: { checks: readonly Check[] }) {
  if (props.checks.length === 0) {
    return (
      <p class="dim">
        {l10n.t("No checks are set for this move.")}{" "}
        <LinkButton onClick={() => void host.openCheckSettings()}>{l10n.t("Set checks")}</LinkButton>
      </p>
    );
  }
  return (
    <ul class="checks" aria-label={l10n.t("Checks")}>
      {props.checks.map(({ name, passed, detail }) => (
        <li key={name}>
          <Icon name={passed ? "pass" : "error"} class={passed ? "status-finished" : "status-failed"} />{" "}
          <span class="visually-hidden">{passed ? l10n.t("passed") : l10n.t("failed")}</span> {name}{" "}
          <span class="dim">· {detail}</span>
        </li>
      ))}
    </ul>
  );
}
