'use strict';
// Drops what only a bare Electron needs and sets the fuses of the packaged program.
const fs = require('node:fs');
const path = require('node:path');
const { flipFuses, FuseV1Options, FuseVersion } = require('@electron/fuses');

module.exports = async ({ appOutDir, packager, electronPlatformName: system }) => {
  // electron-builder leaves these behind when it is given an unpacked Electron.
  if (system === 'linux') for (const file of ['resources/default_app.asar', 'version']) fs.rmSync(path.join(appOutDir, file), { force: true });
  const name = packager.appInfo.productFilename;
  const program = path.join(appOutDir, { darwin: `${name}.app`, win32: `${name}.exe` }[system] ?? packager.executableName);
  await flipFuses(program, {
    version: FuseVersion.V1,
    resetAdHocDarwinSignature: system === 'darwin',
    // Not a general Node for whoever can start it, and no way in through its environment.
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    // Playwright needs the inspector; only the variant for tests has it.
    [FuseV1Options.EnableNodeCliInspectArguments]: process.env.KERBEROS_TUNNEL_INSPECTABLE === '1',
    [FuseV1Options.EnableCookieEncryption]: true,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    // Not enforced on Linux, where setting it would only look safe.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: system !== 'linux',
  });
};
