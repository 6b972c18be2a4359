console.log(`
That was this repository. Another one:

  node dist/stanch.cjs audit /path/to/repository
  node dist/stanch.cjs audit /path/to/repository --format sarif --output report.sarif
  node dist/stanch.cjs help
`);
