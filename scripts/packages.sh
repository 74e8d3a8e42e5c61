# Makes packages from the folder of the native program. Sourced by ./publish and tests/packages; expects $root and house.sh.

package_version() { sed -n 's/.*<Version>\(.*\)<\/Version>.*/\1/p' "$root/Directory.Build.props" | head -1; }

# The time of the newest change: every file in a package bears it.
package_time() { git -C "$root" log -1 --format=%ct 2>/dev/null || stat -c %Y "$root/CHANGELOG.md"; }

# stage PROGRAM_FOLDER TREE VERSION: lays everything out as it will lie on a machine.
stage() {
    local program=$1 tree=$2 version=$3 page
    rm -rf "$tree"
    install -d "$tree/usr/lib/poruka" "$tree/usr/bin" "$tree/usr/sbin" "$tree/usr/lib/systemd/system" \
        "$tree/usr/share/doc/poruka/examples" "$tree/usr/share/man/man1"
    install -m 0755 "$program/poruka" "$tree/usr/lib/poruka/"
    install -m 0644 "$program"/*.so "$tree/usr/lib/poruka/"
    ln -s ../lib/poruka/poruka "$tree/usr/bin/poruka"
    install -m 0755 "$root/packaging/porukactl" "$tree/usr/sbin/porukactl"
    install -m 0644 "$root/packaging/poruka.service" "$tree/usr/lib/systemd/system/"
    install -m 0644 "$root/packaging/poruka.conf" "$tree/usr/share/doc/poruka/examples/"
    (cd "$root/packaging/samples" && find . -type f -exec install -D -m 0644 {} "$tree/usr/share/doc/poruka/examples/{}" \;)
    install -m 0644 "$root"/docs/*.md "$root/README.md" "$tree/usr/share/doc/poruka/"
    install -m 0644 "$root/LICENSE" "$tree/usr/share/doc/poruka/copyright"
    gzip -9nc "$root/CHANGELOG.md" >"$tree/usr/share/doc/poruka/changelog.gz"
    # Pages of the manual are the help of the commands: no copies are kept by hand.
    "$program/poruka" man --to "$tree/usr/share/man/man1" --lang en --quiet
    for page in "$tree"/usr/share/man/man1/*.1; do gzip -9n "$page"; done
    find "$tree" -exec touch -h -d "@$(package_time)" {} +
}

# make_deb PROGRAM_FOLDER OUT [VERSION]
make_deb() {
    local program=$1 out=$2 version=${3:-$(package_version)} tree
    tree=$(mktemp -d)/poruka
    stage "$program" "$tree" "$version"
    install -d "$tree/DEBIAN"
    install -m 0755 "$root"/packaging/debian/* "$tree/DEBIAN/"
    cat >"$tree/DEBIAN/control" <<CONTROL
Package: poruka
Version: $version
Architecture: amd64
Maintainer: The makers of Poruka <poruka@example.invalid>
Installed-Size: $(du -k --apparent-size -s "$tree/usr" | cut -f1)
Depends: libc6 (>= 2.36), libgcc-s1, libstdc++6, libicu72 | libicu74 | libicu76 | libicu78, passwd, util-linux
Recommends: ca-certificates
Suggests: tor, caddy | nginx, postgresql
Section: web
Priority: optional
Description: funds, letters and cases for groups that help prisoners
 Self-hosted software for groups that help people jailed for their views:
 mutual-aid funds whose books anybody can check, letters, cases in sealed
 rooms, and guides. One native program; SQLite by default, PostgreSQL for
 larger installations.
CONTROL
    (cd "$tree" && find usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum) >"$tree/DEBIAN/md5sums"
    SOURCE_DATE_EPOCH=$(package_time) dpkg-deb --root-owner-group -Zxz --build "$tree" "$out/poruka_${version}_amd64.deb" >/dev/null
    rm -rf "$(dirname "$tree")"
    echo "$out/poruka_${version}_amd64.deb"
}

# The tree as a tar whose bytes depend on nothing but its files.
plain_tar() { tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$(package_time)" "$@"; }

# make_tarball PROGRAM_FOLDER OUT
make_tarball() {
    local version tree
    version=$(package_version)
    tree=$(mktemp -d)
    stage "$1" "$tree/poruka-$version" "$version"
    plain_tar -C "$tree" -cf - "poruka-$version" | gzip -9n >"$2/poruka-$version-linux-x64.tar.gz"
    rm -rf "$tree"
    echo "$2/poruka-$version-linux-x64.tar.gz"
}

# make_image PROGRAM_FOLDER OUT: one layer with the program and the libraries that it needs from this machine, and nothing
# else: no shell, no package manager. The SDK's own container build would fetch a base image from a registry; this needs none.
make_image() {
    local version tree layout layer config manifest created library
    version=$(package_version)
    tree=$(mktemp -d) layout=$(mktemp -d)
    chmod 0755 "$tree" # it is the root of the image
    install -d "$tree"/{app,etc/ssl/certs,data,lib64,usr/lib,usr/share/doc/poruka}
    install -d -m 1777 "$tree/tmp"
    install -m 0755 "$1/poruka" "$tree/app/"
    install -m 0644 "$1"/*.so "$tree/app/"
    # The loader, and all that is linked or opened by name: ICU, and libraries that glibc opens for names of hosts.
    { ldd "$1/poruka" "$1"/*.so 2>/dev/null | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^\t\(\/[^ ]*ld-linux[^ ]*\) .*/\1/p'
      compgen -G '/usr/lib/x86_64-linux-gnu/libicu*.so.??'
      compgen -G '/usr/lib/x86_64-linux-gnu/libnss_*.so.2'
      compgen -G '/usr/lib/x86_64-linux-gnu/libssl.so.3'
      compgen -G '/usr/lib/x86_64-linux-gnu/libcrypto.so.3'
      compgen -G '/usr/lib/x86_64-linux-gnu/libresolv.so.2'; } | sort -u | grep -v "^$1" |
    while read -r library; do
        [[ $library == *ld-linux* ]] && { install -m 0755 "$library" "$tree/lib64/"; continue; }
        install -m 0644 "$(readlink -f "$library")" "$tree/usr/lib/$(basename "$library")"
        # Their licences come along.
        local package
        package=$(dpkg-query -S "$(readlink -f "$library")" 2>/dev/null | head -1 | cut -d: -f1) || true
        [[ -n $package && -f /usr/share/doc/$package/copyright ]] &&
            install -D -m 0644 "/usr/share/doc/$package/copyright" "$tree/usr/share/doc/$package/copyright"
    done
    install -m 0644 /etc/ssl/certs/ca-certificates.crt "$tree/etc/ssl/certs/"
    install -m 0644 "$root/LICENSE" "$tree/usr/share/doc/poruka/copyright"
    echo 'poruka:x:10001:10001::/data:/nonexistent' >"$tree/etc/passwd"
    echo 'poruka:x:10001:' >"$tree/etc/group"
    echo 'hosts: files dns' >"$tree/etc/nsswitch.conf"

    mkdir -p "$layout/blobs/sha256"
    plain_tar -C "$tree" --exclude=./data -cf "$layout/layer.tar" .
    # The data folder belongs to the program's user.
    tar --owner=10001 --group=10001 --numeric-owner --mtime="@$(package_time)" --mode=0700 -C "$tree" -rf "$layout/layer.tar" ./data
    local diff; diff=$(sha256sum <"$layout/layer.tar" | cut -d' ' -f1)
    gzip -9n "$layout/layer.tar"
    layer=$(keep_blob "$layout" "$layout/layer.tar.gz")
    created=$(date -u -d "@$(package_time)" +%Y-%m-%dT%H:%M:%SZ)
    cat >"$layout/config" <<CONFIG
{"created":"$created","architecture":"amd64","os":"linux","config":{"User":"10001:10001","ExposedPorts":{"8080/tcp":{}},"Env":["PATH=/app","LD_LIBRARY_PATH=/usr/lib","PORUKA_DATA=/data","DOTNET_EnableDiagnostics=0","SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt"],"Entrypoint":["/app/poruka"],"Cmd":["serve","--urls","http://0.0.0.0:8080"],"Volumes":{"/data":{}},"WorkingDir":"/data","Labels":{"org.opencontainers.image.title":"poruka","org.opencontainers.image.version":"$version"}},"rootfs":{"type":"layers","diff_ids":["sha256:$diff"]},"history":[{"created":"$created","comment":"poruka $version"}]}
CONFIG
    config=$(keep_blob "$layout" "$layout/config")
    cat >"$layout/manifest" <<MANIFEST
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:${config% *}","size":${config#* }},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:${layer% *}","size":${layer#* }}]}
MANIFEST
    manifest=$(keep_blob "$layout" "$layout/manifest")
    cat >"$layout/index.json" <<INDEX
{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:${manifest% *}","size":${manifest#* },"annotations":{"org.opencontainers.image.ref.name":"$version"},"platform":{"architecture":"amd64","os":"linux"}}]}
INDEX
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    plain_tar -C "$layout" -cf "$2/poruka-$version-oci.tar" oci-layout index.json blobs
    rm -rf "$tree" "$layout"
    echo "$2/poruka-$version-oci.tar"
}

# keep_blob LAYOUT FILE: moves a file to where its hash says; prints hash and size.
keep_blob() {
    local hash size
    hash=$(sha256sum <"$2" | cut -d' ' -f1) size=$(stat -c %s "$2")
    mv "$2" "$1/blobs/sha256/$hash"
    echo "$hash $size"
}
