# What the scripts at the root share. Sourced, not run: expects `set -euo pipefail` and $root.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en

say() { printf '%s\n' "$*" >&2; }

die() { say "$*"; exit 2; }

# The .NET SDK, from the path or from where its own install script puts it.
need_dotnet() {
    if ! command -v dotnet >/dev/null && [[ -x $HOME/.dotnet/dotnet ]]; then
        export PATH="$HOME/.dotnet:$PATH" DOTNET_ROOT="$HOME/.dotnet"
    fi
    if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
        die "Poruka is built with the .NET 10 SDK, and it was not found.
Install it (https://dot.net/download, or your distribution's dotnet-sdk-10.0) and run this again."
    fi
}

# Runs as root: directly, or through sudo.
as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else die "This needs root, and there is no sudo: $*"
    fi
}

# install_missing PACKAGE=PROBE…: a probe is a command's name, or a glob of a file. Silent when all are there.
install_missing() {
    local pair probe missing=() options=(-y -qq --no-install-recommends -o Dpkg::Use-Pty=0)
    for pair in "$@"; do
        probe=${pair#*=}
        if [[ $probe == */* ]]; then compgen -G "$probe" >/dev/null || missing+=("${pair%%=*}")
        else command -v "$probe" >/dev/null || missing+=("${pair%%=*}")
        fi
    done
    [[ ${#missing[@]} == 0 ]] && return
    command -v apt-get >/dev/null || die "Please install first: ${missing[*]}"
    say "Installing ${missing[*]}"
    quietly as_root apt-get update -qq
    # The name of ICU's package holds its version.
    local i
    for i in "${!missing[@]}"; do
        [[ ${missing[i]} == libicu ]] &&
            missing[i]=$(apt-cache pkgnames libicu | grep -E '^libicu[0-9]+$' | sort -V | tail -1)
    done
    (
        # Tests start servers of their own, in folders of their own: no package starts one, and PostgreSQL's makes none.
        refusal=/usr/sbin/policy-rc.d cluster=/etc/postgresql-common/createcluster.d/poruka.conf
        [[ -e $refusal ]] && refusal=
        trap 'as_root rm -f "$cluster" ${refusal:+"$refusal"}' EXIT
        [[ -z $refusal ]] || { printf '#!/bin/sh\nexit 101\n' | as_root tee "$refusal" >/dev/null && as_root chmod 0755 "$refusal"; }
        as_root mkdir -p "${cluster%/*}"
        echo 'create_main_cluster = false' | as_root tee "$cluster" >/dev/null
        quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install "${options[@]}" "${missing[@]}"
    )
}

# A line that changes whenever a file that the program is built from does: its name, size or time.
fingerprint() {
    (cd "$root" && find src content packaging/poruka.conf Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt .editorconfig \
        \( -name bin -o -name obj \) -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | cksum)
}

# unless_fresh NAME FILE COMMAND…: runs the command where FILE is missing or older than the sources; one at a time.
unless_fresh() {
    local stamp="$root/artifacts/$1.stamp" file=$2 now
    shift 2
    now=$(fingerprint)
    [[ -e $file && -e $stamp && $(<"$stamp") == "$now" ]] && return
    mkdir -p "$root/artifacts"
    (
        flock 9
        now=$(fingerprint)
        [[ -e $file && -e $stamp && $(<"$stamp") == "$now" ]] && exit
        "$@" || exit 1
        echo "$now" >"$stamp"
    ) 9>"$root/artifacts/.lock"
}

# Says nothing when all is well, and everything when it is not.
quietly() {
    local log
    log=$(mktemp)
    if "$@" >"$log" 2>&1 </dev/null; then rm -f "$log"
    else cat "$log" >&2; rm -f "$log"; return 1
    fi
}

build_program() {
    need_dotnet
    say "Building Poruka (only when its sources have changed)…"
    (cd "$root" && quietly dotnet build src/Poruka -c Release -v quiet -p:RestoreLockedMode=true)
}

publish_native() {
    need_dotnet
    say "Publishing Poruka as a native program (a few minutes, only when its sources have changed)…"
    rm -rf "$root/artifacts/poruka"
    # Symbols for a debugger would be made, linked and then thrown away.
    (cd "$root" && quietly dotnet publish src/Poruka -c Release -p:RestoreLockedMode=true -p:NativeDebugSymbols=false -o artifacts/poruka)
}

# The same program for the runtime's compiler: what the native one is measured against.
publish_jit() {
    need_dotnet
    rm -rf "$root/artifacts/poruka-jit"
    # Restored as it is locked, with the native compiler, which it then doesn't use.
    (cd "$root" && quietly dotnet restore src/Poruka -p:RestoreLockedMode=true &&
        quietly dotnet publish src/Poruka -c Release --no-restore -p:PublishAot=false \
            -p:UseAppHost=true --no-self-contained -o artifacts/poruka-jit)
}
