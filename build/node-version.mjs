// Runs on any Node that knows modules: this is the file that says that a Node is too old.

/** One sentence when this Node cannot run the project, else null. */
export function nodeProblem(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return null;
  return `Kerberos Tunnel needs Node 20.19 or newer; this is Node ${version}. Get it from https://nodejs.org and try again.`;
}
