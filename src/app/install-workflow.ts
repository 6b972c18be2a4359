/** Where `init --action` writes, relative to the top folder. */
export const WORKFLOW_PATH = '.github/workflows/stanch.yml';

/** A workflow that audits the whole history on each push and pull request, with no more rights than reading. */
export function workflowText(version: string): string {
  return `name: stanch
on: [push, pull_request]
permissions:
  contents: read
jobs:
  keys:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with: { fetch-depth: 0, persist-credentials: false }
      - run: npx --yes stanch@${version} audit
`;
}
