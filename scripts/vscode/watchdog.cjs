// Stands in for the native module @vscode/native-watchdog: ends this process when its parent is gone.
exports.start = (pid) => {
  setInterval(() => {
    try {
      process.kill(pid, 0);
    } catch {
      process.exit(87);
    }
  }, 3_000).unref();
};
exports.exit = (code) => process.exit(code ?? 0);
