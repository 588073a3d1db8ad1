import * as l10n from "@vscode/l10n";
import { useState } from "preact/hooks";
import type { ArtifactEntry } from "../../../src/protocol/run.ts";
import { IconButton } from "../../ui/controls.tsx";
import { useLoaded } from "../../ui/hooks.ts";
import { Icon } from "../../ui/icon.tsx";
import { Empty, WhenLoaded } from "../../ui/states.tsx";
import { bytesText } from "../../ui/values.tsx";
import { host } from "../host.ts";
import { useStale } from "../stale.ts";

/** The run's files. A click opens one in the editor for its kind; a folder opens where it stands. */
export function ArtifactsTab() {
  return (
    <div class="artifacts">
      <Folder uri="" />
    </div>
  );
}

function Folder(props: { uri: string }) {
  const files = useLoaded(() => host.artifacts(props.uri), [props.uri]);
  useStale(files);
  return (
    <WhenLoaded loaded={files} onShowLog={() => void host.showLog()}>
      {(entries) =>
        entries.length === 0 ? (
          <Empty>{l10n.t("Nothing is in it.")}</Empty>
        ) : (
          <ul class="files">
            {entries.map((entry) => (
              <File key={entry.uri} entry={entry} />
            ))}
          </ul>
        )
      }
    </WhenLoaded>
  );
}

function File(props: { entry: ArtifactEntry }) {
  const { name, uri, isDir, fileSize } = props.entry;
  const [isOpen, setIsOpen] = useState(false);
  const icon = isDir ? (isOpen ? "chevron-down" : "chevron-right") : "file";
  return (
    <li>
      <div class="file">
        <button
          class="file-name"
          type="button"
          aria-expanded={isDir ? isOpen : undefined}
          onClick={() => (isDir ? setIsOpen(!isOpen) : void host.artifactAction("open", uri))}
        >
          <Icon name={icon} /> {name}
        </button>
        <span class="dim number">{fileSize !== undefined && bytesText(fileSize)}</span>
        <span class="row-actions">
          {!isDir && (
            <IconButton
              icon="save-as"
              label={l10n.t("Save {0} As...", name)}
              onClick={() => void host.artifactAction("save", uri)}
            />
          )}
          {isDir && (
            <IconButton
              icon="cloud-download"
              label={l10n.t("Download {0}...", name)}
              onClick={() => void host.artifactAction("download", uri)}
            />
          )}
          <IconButton
            icon="copy"
            label={l10n.t("Copy Path of {0}", name)}
            onClick={() => void host.artifactAction("copyPath", uri)}
          />
        </span>
      </div>
      {isOpen && <Folder uri={uri} />}
    </li>
  );
}
