import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test, type TestContext } from "node:test";
import { type MlflowError } from "../../../../src/mlflow/errors.ts";
import { openSqliteStore } from "../../../../src/mlflow/sqlite/store.ts";
import { type OpenOptions, type Store } from "../../../../src/mlflow/store.ts";
import { contentsOf } from "../../folderContents.ts";
import { temporaryFolder } from "../../../fixtures.ts";
import { madeDatabase } from "../madeDatabase.ts";

const drivers = ["native", "sql.js"] as const;

async function open(t: TestContext, path: string, options: OpenOptions): Promise<Store> {
  const store = await openSqliteStore(`sqlite:///${path}`, path, options);
  t.after(() => store.close());
  return store;
}

async function names(store: Store): Promise<string[]> {
  return (await store.searchRuns({ experimentIds: ["0"] })).runs.map(({ runName }) => runName).sort();
}

const run = (name: string) =>
  `INSERT INTO runs (run_uuid, name, status, lifecycle_stage, experiment_id) VALUES ('${name}', '${name}', 'FINISHED', 'active', 0);`;

/** A database as a process leaves it that was killed while it had this open: the files are copied from under it. */
function crashed(prepare: string, lastWords: string): { folder: string; path: string } {
  const { path } = madeDatabase("3.17", `${run("before")} ${prepare}`);
  const writer = new DatabaseSync(path);
  const folder = temporaryFolder();
  const copy = join(folder, "mlflow.db");
  writer.exec(lastWords);
  for (const suffix of ["", "-journal", "-wal"]) {
    try {
      copyFileSync(path + suffix, copy + suffix);
    } catch {
      // There is but one of journal and log.
    }
  }
  writer.close();
  return { folder, path: copy };
}

for (const sqlite of drivers) {
  describe(`a database's state, by ${sqlite}`, () => {
    const refusals: readonly [what: string, make: (path: string) => void, errorCode: string, words: RegExp][] = [
      ["nothing", () => undefined, "RESOURCE_DOES_NOT_EXIST", /^There is no file .*mlflow\.db\.$/],
      ["a folder", (path) => mkdirSync(path), "IO_ERROR", /is not a file/],
      ["an empty file", (path) => writeFileSync(path, ""), "IO_ERROR", /is empty: MLflow has not yet written/],
      ["a text", (path) => writeFileSync(path, "a,b\n".repeat(999)), "IO_ERROR", /is not a SQLite database/],
      [
        "another program's database",
        (path) => new DatabaseSync(path).exec("CREATE TABLE bookmarks (url TEXT)"),
        "INVALID_PARAMETER_VALUE",
        /not one of MLflow's: it has no tables 'experiments' and 'runs'/,
      ],
      [
        "a database that was cut short",
        (path) => {
          copyFileSync(madeDatabase("3.17").path, path);
          truncateSync(path, 8192);
        },
        "IO_ERROR",
        /is damaged .*copy it again, restore it from a backup/,
      ],
    ];
    for (const [what, make, errorCode, words] of refusals) {
      test(`${what} is refused in words`, async () => {
        const path = join(temporaryFolder(), "mlflow.db");
        make(path);
        await assert.rejects(openSqliteStore(path, path, { sqlite }), (error: MlflowError) => {
          assert.equal(error.errorCode, errorCode);
          assert.match(error.message, words);
          return true;
        });
      });
    }

    test("a database in write-ahead mode that nobody uses is read without making a log beside it", async (t) => {
      const { path, folder } = madeDatabase("3.17", run("a"), "PRAGMA journal_mode = WAL");
      const before = contentsOf(folder);
      const store = await open(t, path, { sqlite });
      assert.deepEqual(await names(store), ["a"]);
      await store.close();
      assert.deepEqual(contentsOf(folder), before);
      assert.deepEqual([...before.keys()], ["mlflow.db"]);
    });

    test("what is only in the log of a writer at work is read, and its next commit too", async (t) => {
      const { path, folder } = madeDatabase("3.17", run("a"), "PRAGMA journal_mode = WAL");
      const writer = new DatabaseSync(path);
      writer.exec(run("b"));
      const store = await open(t, path, { sqlite });
      assert.deepEqual(await names(store), ["a", "b"]);
      writer.exec(run("c"));
      assert.deepEqual(await names(store), ["a", "b", "c"]);
      writer.exec(`BEGIN; ${run("d")}`);
      assert.deepEqual(await names(store), ["a", "b", "c"], "not committed");
      writer.exec("COMMIT");
      writer.close();
      assert.deepEqual(await names(store), ["a", "b", "c", "d"]);
      assert.deepEqual([...contentsOf(folder).keys()], ["mlflow.db"], "the last writer could tidy up");
    });

    test("the log of a writer that was killed is read, and left as it is", async (t) => {
      const { folder, path } = crashed("PRAGMA user_version = 1;", `PRAGMA journal_mode = WAL; ${run("in the log")}`);
      const before = contentsOf(folder);
      assert.deepEqual([...before.keys()], ["mlflow.db", "mlflow.db-wal"]);
      const store = await open(t, path, { sqlite });
      assert.deepEqual(await names(store), ["before", "in the log"]);
      await store.close();
      assert.deepEqual(contentsOf(folder), before);
    });

    test("what a writer that was killed did not commit is not shown, and its journal stays", async (t) => {
      const many = Array.from({ length: 2000 }, (_, index) => run(`before ${index}`)).join(" ");
      const { folder, path } = crashed(
        many,
        "PRAGMA cache_size = 5; BEGIN; UPDATE runs SET name = 'never committed', user_id = hex(randomblob(100))",
      );
      const before = contentsOf(folder);
      assert.deepEqual([...before.keys()], ["mlflow.db", "mlflow.db-journal"]);
      const store = await open(t, path, { sqlite });
      const query = { experimentIds: ["0"], filter: "attributes.user_id LIKE '%'" };
      assert.equal(await store.countRuns(query), 0);
      assert.equal(await store.countRuns({ experimentIds: ["0"] }), 2001);
      await store.close();
      assert.deepEqual(contentsOf(folder), before);
    });

    test("a commit of another program is seen by the next question", async (t) => {
      const { path } = madeDatabase("3.17", run("a"));
      const store = await open(t, path, { sqlite });
      assert.deepEqual(await names(store), ["a"]);
      new DatabaseSync(path).exec(run("b"));
      assert.deepEqual(await names(store), ["a", "b"]);
    });

    test("another database put in its place is read, and one that goes is missed in words", async (t) => {
      const { path } = madeDatabase("3.17", run("a"));
      const store = await open(t, path, { sqlite });
      renameSync(madeDatabase("1.30", run("other")).path, path);
      assert.deepEqual(await names(store), ["other"]);
      rmSync(path);
      await assert.rejects(names(store), /There is no file/);
    });

    test("a migration while it is open brings the new columns", async (t) => {
      const { path } = madeDatabase("2.22", run("a"));
      const store = await open(t, path, { sqlite });
      assert.deepEqual((await store.searchLoggedModels({ experimentIds: ["0"] })).loggedModels, []);
      const migration = new DatabaseSync(path);
      migration.exec(
        `CREATE TABLE logged_models (model_id VARCHAR(36) PRIMARY KEY, experiment_id INTEGER, name VARCHAR(500),
           artifact_location VARCHAR(1000), creation_timestamp_ms BIGINT, last_updated_timestamp_ms BIGINT,
           status INTEGER, lifecycle_stage VARCHAR(32), model_type VARCHAR(500), source_run_id VARCHAR(32),
           status_message VARCHAR(1000));
         INSERT INTO logged_models VALUES ('m-1', 0, 'model', 'x', 1, 1, 2, 'active', NULL, NULL, NULL)`,
      );
      migration.close();
      const { loggedModels } = await store.searchLoggedModels({ experimentIds: ["0"] });
      assert.deepEqual(
        loggedModels.map(({ modelId }) => modelId),
        ["m-1"],
      );
    });
  });
}

test("a database of an unknown revision is read, and not written", async (t) => {
  const { path } = madeDatabase("3.17", `${run("a")} UPDATE alembic_version SET version_num = 'ffffffffffff';`);
  const store = await open(t, path, {});
  assert.deepEqual(await names(store), ["a"]);
  assert.match(store.readOnlyReason ?? "", /schema revision ffffffffffff is not one whose tables are known/);
  await assert.rejects(store.setTag("a", "k", "v"), /cannot be changed\. Its schema revision ffffffffffff/);
});

test("a database that MLflow is making is of the revision that is named last, after the tables", async (t) => {
  const { path } = madeDatabase("3.17", "UPDATE alembic_version SET version_num = '0584bdc529eb';");
  const store = await open(t, path, {});
  assert.equal(store.schemaRevision, "0584bdc529eb");
  const migration = new DatabaseSync(path);
  migration.exec("UPDATE alembic_version SET version_num = 'dc11669786a5'");
  migration.close();
  assert.equal(store.schemaRevision, "dc11669786a5");
  assert.equal(store.readOnlyReason, undefined);
});

test("a known revision with another table than MLflow's is not written", async (t) => {
  const { path } = madeDatabase("3.17", "ALTER TABLE runs ADD COLUMN mine TEXT;");
  const store = await open(t, path, {});
  assert.match(store.readOnlyReason ?? "", /schema revision dc11669786a5/);
});

for (const version of ["1.30", "2.22", "3.17"] as const) {
  test(`a database of MLflow ${version} can be written`, async (t) => {
    const store = await open(t, madeDatabase(version).path, {});
    assert.equal(store.readOnlyReason, undefined);
  });
}

test("what was opened for reading, or by sql.js, is not written, with the reason", async (t) => {
  const { path } = madeDatabase("3.17", run("a"));
  for (const [options, reason] of [
    [{ readOnly: true }, /opened for reading only/],
    [{ sqlite: "sql.js" }, /no SQLite of its own/],
  ] as const) {
    const store = await open(t, path, options);
    assert.match(store.readOnlyReason ?? "", reason);
    await assert.rejects(store.setTag("a", "k", "v"), (error: MlflowError) => {
      assert.equal(error.errorCode, "PERMISSION_DENIED");
      assert.match(error.message, reason);
      return true;
    });
  }
});

test("sql.js refuses a database above the given size and says what to do instead", async () => {
  const { path } = madeDatabase("3.17");
  await assert.rejects(openSqliteStore(path, path, { sqlite: "sql.js", sqlJsMaxBytes: 4096 }), (error: MlflowError) => {
    assert.equal(error.errorCode, "IO_ERROR");
    assert.match(error.message, /allowed up to 1 MiB\. Raise that limit .* `mlflow server --backend-store-uri sqlite:/);
    return true;
  });
});

test("sql.js sees a commit that left the file's size and time as they were", async (t) => {
  const { path } = madeDatabase("3.17", run("a"));
  const time = new Date("2020-01-01");
  utimesSync(path, time, time);
  const store = await open(t, path, { sqlite: "sql.js" });
  assert.deepEqual(await names(store), ["a"]);
  const writer = new DatabaseSync(path);
  writer.exec(run("b"));
  writer.close();
  utimesSync(path, time, time);
  assert.deepEqual(await names(store), ["a", "b"]);
});
