import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, it, type TestContext } from "node:test";
import { addressOf } from "../../../../src/mlflow/rest/http/address.ts";

const own = "https://mlflow.example:8443";
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (/^(MLFLOW|DATABRICKS)_|_CA_BUNDLE$/.test(name)) delete process.env[name];
  }
  process.env.HOME = "/nonexistent";
});

/** Files of a home folder that lasts as long as the test. */
function home(test: TestContext, files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "mlflow-lens-home-"));
  test.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, ".mlflow"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  process.env.HOME = folder;
  return folder;
}

const at = (url: string, headers?: Record<string, string>) => addressOf({ kind: "rest", url }, { headers });

describe("the address of a server", () => {
  it("is without user, query, fragment and last slash, and keeps a path's prefix", () => {
    const { base, origin } = at("https://ann:secret@mlflow.example:8443/team/?x=1#/experiments/3");
    assert.equal(base, "https://mlflow.example:8443/team");
    assert.equal(origin, own);
  });

  it("is refused in words where it is no URL", () => {
    assert.throws(() => at("http://"), { errorCode: "INVALID_PARAMETER_VALUE", message: /http:\/\/host:5000/ });
  });

  it("sends the user of the URL, decoded", () => {
    assert.deepEqual(at("http://ann%40x:p%3Aw%@h").headers, { authorization: basic("ann@x:p%3Aw%") });
    assert.deepEqual(at("http://ann%40x:p%3Aw@h").headers, { authorization: basic("ann@x:p:w") });
  });

  it("prefers the given headers to everything else", () => {
    process.env.MLFLOW_TRACKING_URI = own;
    process.env.MLFLOW_TRACKING_TOKEN = "token";
    assert.deepEqual(at(own.replace("//", "//a:b@"), { Authorization: "Own", "X-More": "1" }).headers, {
      authorization: "Own",
      "x-more": "1",
    });
  });
});

describe("credentials of the environment", () => {
  it("go to the environment's own tracking URI, user and password before a token", () => {
    process.env.MLFLOW_TRACKING_URI = `${own}/prefix`;
    process.env.MLFLOW_TRACKING_TOKEN = "token";
    assert.equal(at(own).headers.authorization, "Bearer token");
    process.env.MLFLOW_TRACKING_USERNAME = "ann";
    process.env.MLFLOW_TRACKING_PASSWORD = "pw";
    assert.equal(at(own).headers.authorization, basic("ann:pw"));
  });

  it("go nowhere else: not to another host, port or scheme, and not without a tracking URI", () => {
    process.env.MLFLOW_TRACKING_TOKEN = "token";
    process.env.MLFLOW_WORKSPACE = "team";
    assert.deepEqual(at(own).headers, {});
    process.env.MLFLOW_TRACKING_URI = own;
    for (const other of ["https://evil.example:8443", "https://mlflow.example", "http://mlflow.example:8443"]) {
      assert.deepEqual(at(other).headers, {}, other);
    }
  });

  it("come from ~/.mlflow/credentials too, for the same origin only", (test) => {
    home(test, {
      ".mlflow/credentials": "[mlflow]\nMLFLOW_TRACKING_USERNAME = file\nmlflow_tracking_password: pw ; x\n",
    });
    assert.deepEqual(at(own).headers, {});
    process.env.MLFLOW_TRACKING_URI = own;
    assert.equal(at(own).headers.authorization, basic("file:pw ; x"));
    process.env.MLFLOW_TRACKING_USERNAME = "env";
    assert.equal(at(own).headers.authorization, basic("env:pw ; x"));
  });

  it("name the workspace", () => {
    process.env.MLFLOW_TRACKING_URI = own;
    process.env.MLFLOW_WORKSPACE = " team ";
    assert.deepEqual(at(own).headers, { "x-mlflow-workspace": "team" });
  });

  it("that are not supported are refused in words, not passed over", () => {
    process.env.MLFLOW_TRACKING_URI = own;
    process.env.MLFLOW_TRACKING_AWS_SIGV4 = "true";
    assert.throws(() => at(own), { errorCode: "NOT_IMPLEMENTED", message: /MLFLOW_TRACKING_AWS_SIGV4/ });
  });
});

describe("certificates", () => {
  it("of the environment are for its own server, those of all programs for every server", (test) => {
    const folder = home(test, { "server.pem": "server", "client.pem": "client", "all.pem": "all" });
    process.env.REQUESTS_CA_BUNDLE = join(folder, "all.pem");
    process.env.MLFLOW_TRACKING_SERVER_CERT_PATH = join(folder, "server.pem");
    process.env.MLFLOW_TRACKING_CLIENT_CERT_PATH = join(folder, "client.pem");
    process.env.MLFLOW_TRACKING_INSECURE_TLS = "true";
    assert.deepEqual(at(own).tls, { ca: Buffer.from("all") });
    process.env.MLFLOW_TRACKING_URI = own;
    const client = Buffer.from("client");
    assert.deepEqual(at(own).tls, { ca: Buffer.from("server"), cert: client, key: client });
    delete process.env.MLFLOW_TRACKING_SERVER_CERT_PATH;
    assert.equal(at(own).tls.rejectUnauthorized, false);
  });

  it("that cannot be read are named", () => {
    process.env.MLFLOW_TRACKING_URI = own;
    process.env.MLFLOW_TRACKING_SERVER_CERT_PATH = "/nonexistent/ca.pem";
    assert.throws(() => at(own), { errorCode: "IO_ERROR", message: /\/nonexistent\/ca\.pem/ });
  });
});

describe("a Databricks workspace", () => {
  const config = `
# mine
[DEFAULT]
host = https://default.example/?o=1
token = default-token

[team]
HOST: team.example
username = ann
password = pw

[bare]
host = ftp://bare.example
token = x

[m2m]
host = https://m2m.example
token =
`;
  const workspace = (profile?: string) => addressOf({ kind: "rest", profile }, {});

  it("is that of the profile, else of the environment, else of the default profile", (test) => {
    const folder = home(test, { ".databrickscfg": config });
    assert.deepEqual(
      [workspace().base, workspace().headers.authorization],
      ["https://default.example", "Bearer default-token"],
    );
    process.env.DATABRICKS_CONFIG_PROFILE = "team";
    // Nothing of the default profile: its token is for its own host.
    assert.deepEqual([workspace().base, workspace().headers.authorization], ["https://team.example", basic("ann:pw")]);
    process.env.DATABRICKS_HOST = "https://env.example";
    process.env.DATABRICKS_TOKEN = "env-token";
    assert.deepEqual(
      [workspace().base, workspace().headers.authorization],
      ["https://env.example", "Bearer env-token"],
    );
    assert.equal(workspace("DEFAULT").base, "https://default.example");
    process.env.DATABRICKS_CONFIG_FILE = join(folder, "nowhere");
    assert.throws(() => workspace("team"), { message: /'team' with a host is not in .*nowhere/ });
  });

  it("gets no token of MLflow's environment", (test) => {
    home(test, { ".databrickscfg": "[p]\nhost = https://mlflow.example:8443\nusername = u\npassword = w\n" });
    process.env.MLFLOW_TRACKING_URI = own;
    process.env.MLFLOW_TRACKING_TOKEN = "token";
    process.env.MLFLOW_WORKSPACE = "team";
    assert.deepEqual(workspace("p").headers, { authorization: basic("u:w") });
  });

  it("is refused in words without a web address, and without a token", (test) => {
    home(test, { ".databrickscfg": config.replace("token = default-token", "") });
    assert.throws(() => workspace("bare"), { message: /'ftp:\/\/bare\.example' is not the address/ });
    assert.throws(() => workspace("m2m"), { errorCode: "UNAUTHENTICATED", message: /personal access token/ });
    assert.throws(() => workspace("absent"), { errorCode: "INVALID_PARAMETER_VALUE", message: /databricks configure/ });
  });
});
