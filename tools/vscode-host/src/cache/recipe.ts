/**
 * What is installed and what is left out. Everything is pinned: the tarball by its integrity, its dependencies by its own shrinkwrap.
 * A normal install of the same server is 617 MB and compiles C++; with these lists it is 152 MB and needs only npm and tar.
 */
export const recipe = {
  /** Bump when the steps of `install.ts` change, so that an older cache folder is not taken for a newer one. */
  revision: 1,
  server: {
    package: 'code-server',
    version: '4.139.1',
    integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
  },
  /** The server imports `module.registerHooks`, so it needs Node 22.15 or newer. Older machines get this one in the cache folder. */
  node: { version: '24.21.0', minimum: [22, 15] },
  /** Run-time dependencies that an extension test does not reach. Three of them are replaced by `shims.ts`. */
  droppedDependencies: [
    '@devcontainers/cli',
    '@github/copilot-sdk',
    '@microsoft/mxc-sdk',
    '@vscode/copilot-api',
    '@vscode/deviceid',
    '@vscode/native-watchdog',
    '@vscode/sandbox-runtime',
    '@vscode/spdlog',
    '@vscode/sqlite3',
    '@vscode/tree-sitter-wasm',
    '@vscode/windows-process-tree',
    '@vscode/windows-registry',
    'kerberos',
    'node-addon-api',
    'ssh2',
  ],
  /** Built-in extensions that only cost time and space here. */
  droppedExtensions: ['copilot', 'mermaid-markdown-features', 'microsoft-authentication', 'ms-vscode.vscode-js-profile-table'],
  /** Sources and binaries of other platforms, relative to `node_modules`. */
  droppedFolders: ['node-pty/third_party', 'node-pty/deps', 'node-pty/src'],
  /** Folders with one sub-folder a platform: all but the running one are removed. */
  platformFolders: ['@vscode/ripgrep-universal/bin', 'node-pty/prebuilds'],
} as const;
