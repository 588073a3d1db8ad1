// Stands in for the native module @vscode/spdlog: writes VS Code's log files, without rotation.
const { appendFileSync, mkdirSync } = require("node:fs");
const { dirname } = require("node:path");

const levels = ["trace", "debug", "info", "warning", "error", "critical"];

class Logger {
  #path;
  #level = 2;
  #plain = false;

  constructor(_kind, _name, path) {
    this.#path = path;
  }
  #write(level, message) {
    if (level < this.#level) return;
    // Local time, as the original has it: "2026-11-23 18:07:00.123".
    const now = new Date();
    const time = new Date(now.getTime() - now.getTimezoneOffset() * 60_000)
      .toISOString()
      .replace("T", " ")
      .slice(0, 23);
    try {
      appendFileSync(this.#path, this.#plain ? message : `${time} [${levels[level]}] ${message}\n`);
    } catch {
      // The folder is gone while the server ends: a log must not end it earlier.
    }
  }
  trace(message) {
    this.#write(0, message);
  }
  debug(message) {
    this.#write(1, message);
  }
  info(message) {
    this.#write(2, message);
  }
  warn(message) {
    this.#write(3, message);
  }
  error(message) {
    this.#write(4, message);
  }
  critical(message) {
    this.#write(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  /** Output channels write text as it is, with line ends of its own. */
  clearFormatters() {
    this.#plain = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

async function createLogger(name, path) {
  mkdirSync(dirname(path), { recursive: true });
  return new Logger("rotating", name, path);
}

// Each by its name: VS Code imports them from an ES module, and Node finds only names that are written so.
exports.version = 0;
exports.Logger = Logger;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
