#!/usr/bin/env bash
# Recovers every picture of a vault with age and tar alone, without Fastshot:
#
#   docs/recover.sh VAULT TARGET
#
# VAULT is the folder that holds sessions/ (on a device library/vault; at a remote <prefix>/<vault>). Each session becomes
# a folder TARGET/<id> with its manifest and its original pictures. The recovery key ("fastshot key show") is asked for,
# or taken from FASTSHOT_VAULT_KEY. Who has the passphrase instead gets the key with: age -d VAULT/keys/….age
# What is damaged is named and passed over; then the exit code is 1.
set -euo pipefail

if [ $# -ne 2 ] || [ ! -d "$1/sessions" ]; then
    printf 'usage: recover.sh VAULT TARGET (VAULT is the folder that holds sessions/)\n' >&2
    exit 2
fi
for tool in age tar script; do
    command -v "$tool" >/dev/null || { printf "error: '%s' is not installed\n" "$tool" >&2; exit 1; }
done

vault=$1
target=$2
key=${FASTSHOT_VAULT_KEY:-}
if [ -z "$key" ]; then
    read -rsp 'Recovery key: ' key
    printf '\n' >&2
fi

umask 077
mkdir -p "$target"
work=$(mktemp -d "$target/.recover.XXXXXX")
trap 'rm -rf "$work"' EXIT

# age reads a passphrase from a terminal only, and script gives it one; the names reach it by the environment.
unseal() {
    export SEALED=$1 OPENED=$2
    printf '%s\n' "$key" | script -qec 'age -d -o "$OPENED" "$SEALED"' /dev/null >"$work/said" 2>&1
}

recovered=0
damaged=0
while IFS= read -r -d '' sealed; do
    rm -rf "$work/session" "$work/session.tar"
    mkdir "$work/session"
    if ! unseal "$sealed" "$work/session.tar" || ! tar -xif "$work/session.tar" -C "$work/session" 2>"$work/said"; then
        printf 'damaged, or not of this key: %s\n' "$sealed" >&2
        sed 's/^/  /' "$work/said" >&2
        damaged=$((damaged + 1))
        continue
    fi

    id=$(grep -o '"session":"[0-9a-z]*"' "$work/session/manifest.json" | head -n 1 | cut -d '"' -f 4)
    folder=$target/$id
    [ ! -e "$folder" ] || folder=$folder-$(basename "$sealed" .age | cut -c 1-8)
    mv "$work/session" "$folder"
    recovered=$((recovered + 1))
done < <(find "$vault/sessions" -name '*.age' -type f -print0 | sort -z)

printf '%d sessions recovered, %d damaged\n' "$recovered" "$damaged"
[ "$damaged" -eq 0 ]
