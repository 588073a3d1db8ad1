import * as l10n from "@vscode/l10n";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { ModelStage } from "../../src/mlflow/entities.ts";
import type { Columns, ModelView, Wish } from "../../src/protocol/model.ts";
import { IconButton, Tabs } from "../ui/controls.tsx";
import { useKept, useLoaded } from "../ui/hooks.ts";
import { Icon } from "../ui/icon.tsx";
import { startPage } from "../ui/start.tsx";
import { ErrorMessage, WhenLoaded } from "../ui/states.tsx";
import { Board } from "./board.tsx";
import { Comparison } from "./comparison.tsx";
import { Details } from "./details.tsx";
import { Header } from "./header.tsx";
import { History } from "./history.tsx";
import { host, told } from "./host.ts";
import { Lineage } from "./lineage.tsx";
import { MoveForm } from "./moveForm.tsx";
import { Versions } from "./versions.tsx";
import "./model.css";
import "./parts.css";

startPage(<Page />);

function Page() {
  const [columns, setColumns] = useKept<Columns | null>("columns", null);
  const [revision, setRevision] = useState(0);
  const loaded = useLoaded(() => host.model(columns), [columns, revision]);
  const [wish, setWish] = useState<Wish>();
  useEffect(() => {
    told.invalidate = () => setRevision((before) => before + 1);
    told.show = setWish;
    void host.wish().then((first) => first !== null && setWish(first));
  }, []);
  return (
    <WhenLoaded loaded={loaded} onShowLog={() => void host.showLog()}>
      {(view) => <Model view={view} revision={revision} wish={wish} onColumns={setColumns} />}
    </WhenLoaded>
  );
}

/** What is being edited: a version's description, the model's ("model"), or nothing. */
type Edited = string | undefined;

function Model(props: {
  view: ModelView;
  revision: number;
  wish: Wish | undefined;
  onColumns: (columns: Columns) => void;
}) {
  const { view, revision, wish, onColumns } = props;
  const [tab, setTab] = useKept("tab", "versions");
  const [kept, setSelected] = useKept<string>("selected", "");
  const [picked, setPicked] = useKept<string[]>("picked", []);
  const [isComparing, setIsComparing] = useKept("comparing", false);
  const [edited, setEdited] = useState<Edited>();
  const [move, setMove] = useState<{ version: string; to: ModelStage }>();
  const [error, setError] = useState<Error>();
  const [notice, setNotice] = useState("");
  const selected = view.versions.find(({ version }) => version === kept) ?? view.versions[0];

  const show = useCallback((version: string) => {
    setTab("versions");
    setSelected(version);
    setIsComparing(false);
  }, []);
  useEffect(() => {
    if (wish === undefined) return;
    const { version, edits, stage } = wish;
    // A move leaves the user where they are: on the board, say.
    if (version !== undefined && stage !== undefined) setSelected(version);
    else if (version !== undefined) show(version);
    if (edits) setEdited(version ?? "model");
    if (version !== undefined && stage !== undefined) setMove({ version, to: stage });
  }, [wish]);

  /** Does what writes; what goes wrong is said above the page. */
  const act = useCallback((action: () => Promise<unknown>) => {
    setError(undefined);
    action().then(
      () => told.invalidate(),
      (failure: unknown) => setError(failure instanceof Error ? failure : new Error(String(failure))),
    );
  }, []);
  const there = picked.filter((version) => view.versions.some((row) => row.version === version));
  const [before, after] = [...there].sort((a, b) => Number(a) - Number(b));

  return (
    <main class="model">
      {error !== undefined && (
        <div class="act-error">
          <ErrorMessage error={error} onShowLog={() => void host.showLog()} />
          <IconButton icon="close" label={l10n.t("Close")} onClick={() => setError(undefined)} />
        </div>
      )}
      {notice !== "" && (
        <div class="notice" role="alert">
          <Icon name="warning" class="warning-icon" /> <span>{notice}</span>
          <IconButton icon="close" label={l10n.t("Close")} onClick={() => setNotice("")} />
        </div>
      )}
      <Header
        view={view}
        act={act}
        isEdited={edited === "model"}
        onEdit={(isEdited) => setEdited(isEdited ? "model" : undefined)}
        onShow={show}
      />
      <Tabs
        label={l10n.t("Parts of the model")}
        active={tab}
        onChange={setTab}
        tabs={[
          { id: "versions", label: l10n.t("Versions"), count: view.versions.length },
          { id: "board", label: l10n.t("Board") },
          { id: "history", label: l10n.t("History") },
          { id: "lineage", label: l10n.t("Lineage") },
        ]}
      >
        {tab === "versions" && (
          <div class="split">
            <Versions
              view={view}
              selected={selected?.version}
              onSelect={(version) => show(version)}
              picked={there}
              onPick={setPicked}
              onCompare={() => setIsComparing(true)}
              onColumns={onColumns}
            />
            {isComparing && before !== undefined && after !== undefined ? (
              <Comparison before={before} after={after} revision={revision} onClose={() => setIsComparing(false)} />
            ) : (
              selected !== undefined && (
                <Details
                  view={view}
                  row={selected}
                  revision={revision}
                  act={act}
                  onMove={(version, to) => setMove({ version, to })}
                  isEdited={edited === selected.version}
                  onEdit={(isEdited) => setEdited(isEdited ? selected.version : undefined)}
                />
              )
            )}
          </div>
        )}
        {tab === "board" && (
          <Board view={view} revision={revision} onMove={(version, to) => setMove({ version, to })} onShow={show} />
        )}
        {tab === "history" && <History revision={revision} act={act} />}
        {tab === "lineage" && (
          <Lineage view={view} version={selected?.version} revision={revision} onSelect={setSelected} />
        )}
      </Tabs>
      {move !== undefined && (
        <MoveForm
          key={`${move.version} ${move.to}`}
          version={move.version}
          to={move.to}
          onClose={() => {
            setMove(undefined);
            told.invalidate();
          }}
          onMoved={(message) => {
            setMove(undefined);
            setNotice(message);
            told.invalidate();
          }}
        />
      )}
    </main>
  );
}
