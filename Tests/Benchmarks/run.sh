#!/bin/sh
# Builds the release executable and measures it. The arguments are passed to run.py.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
swift build -c release --static-swift-stdlib --product proviso
exec python3 "$here/run.py" "$(swift build -c release --show-bin-path)/proviso" "$@"
