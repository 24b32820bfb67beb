#!/usr/bin/env bash
# Runs the package of the release that this checkout is: the GitHub action and the pre-commit hook call it.
# CDK8S_DATABASES_VERSION names another one, as npm takes it after the @ of a name.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
version=${CDK8S_DATABASES_VERSION:-$(node -p 'require(process.argv[1]).version' "$root/package.json")}
if [ "$version" = 0.0.0 ]; then
  echo 'the version must be one on npm, got "0.0.0" of a checkout between releases; use a tag, or name a version' >&2
  exit 2
fi
exec npx --yes --package "cdk8s-databases@$version" cdk8s-databases "$@"
