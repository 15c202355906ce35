// Loaded into every child of the supervisor: should the supervisor die without a word (kill -9), its children end by themselves.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid === parent) return;
  process.kill(process.pid, "SIGTERM");
  setTimeout(() => process.exit(1), 10_000).unref();
}, 1000).unref();
