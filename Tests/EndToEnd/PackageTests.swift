import Foundation
import Testing

/// The release build as it is carried to other machines: its size, its libraries, its packages.
///
/// These need a release build: that of the README, or the one that `PROVISO_RELEASE` names.
@Suite struct PackageTests {
  private static let release: String? = {
    let candidates = [
      ProcessInfo.processInfo.environment["PROVISO_RELEASE"],
      Repository.root.appendingPathComponent(".build/release/proviso").path,
    ].compactMap(\.self)
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }()

  private static func run(
    _ script: String, in scratch: Scratch, with variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-euo", "pipefail", "-c", script]
    process.currentDirectoryURL = scratch.folder
    process.environment = ProcessInfo.processInfo.environment.merging(
      variables.merging(["ROOT": Repository.root.path, "BINARY": release ?? ""]) { $1 }
    ) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let out = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: out, as: UTF8.self))
  }

  /// Whether the binary is one to carry. A build without the README's options is not.
  private func isCarried(_ scratch: Scratch) throws -> Bool {
    guard Self.release != nil else {
      print("there is no release build: its size, its libraries and its packages are not tested")
      return false
    }
    guard try Self.run("ldd \"$BINARY\"", in: scratch).output.contains("libswiftCore") else {
      return true
    }
    print("the release build is linked dynamically: it is not tested")
    return false
  }

  @Test func sizeAndLibraries() throws {
    let scratch = try Scratch()
    guard try isCarried(scratch), let release = Self.release else { return }
    let size = try FileManager.default.attributesOfItem(atPath: release)[.size] as? Int ?? .max
    print("release build: \(size) bytes")
    #expect(size < 40_000_000)
    let libraries = try Self.run(
      "ldd \"$BINARY\" | sed -E 's/^[[:space:]]*//; s/[ .].*//; s|.*/||; s/-[^-]*$//' | sort -u",
      in: scratch)
    let allowed: Set<String> = [
      "libz3", "libsimdjson", "libc", "libm", "libstdc++", "libgcc_s", "ld-linux",
      "linux-vdso",
      "ld-linux-x86", "libgmp", "libdl", "libpthread", "librt", "linux",
    ]
    let found = Set(libraries.output.split(separator: "\n").map(String.init))
    #expect(found.subtracting(allowed).isEmpty, "\(found)")
  }

  /// The library of `.ci/library`, or the one that `PROVISO_RELEASE_LIBRARY` names, has Swift's runtime in it
  /// and no symbols but those of its header, and the packages have both.
  @Test func theLibraryIsCarried() throws {
    let candidates = [
      ProcessInfo.processInfo.environment["PROVISO_RELEASE_LIBRARY"],
      Repository.root.appendingPathComponent(".build/release/libproviso.so").path,
    ].compactMap(\.self)
    guard let library = candidates.first(where: { FileManager.default.fileExists(atPath: $0) })
    else {
      print("there is no library of .ci/library: its symbols and its package are not tested")
      return
    }
    let scratch = try Scratch()
    let variables = ["LIBRARY": library]
    let symbols = try Self.run(
      "nm -D --defined-only \"$LIBRARY\" | sed 's/.* //' | sort", in: scratch, with: variables)
    let declared = try Self.run(
      "grep -o '\\bproviso_[a-z_]*(' \"$ROOT/Sources/ProvisoC/include/proviso.h\" | tr -d '(' | sort -u",
      in: scratch)
    #expect(symbols.output == declared.output)
    let needed = try Self.run("ldd \"$LIBRARY\"", in: scratch, with: variables)
    #expect(!needed.output.contains("libswift"), "\(needed.output)")
    guard try isCarried(scratch),
      try Self.run("command -v dpkg-deb dpkg-shlibdeps python3", in: scratch).status == 0
    else { return }
    let made = try Self.run(
      """
      "$ROOT/.ci/package" "$BINARY" out "$LIBRARY" >/dev/null
      dpkg-deb -x out/*.deb deb
      ls deb/usr/include/proviso.h deb/usr/lib/libproviso.so.1 deb/usr/lib/libproviso.so
      dpkg-deb -f out/*.deb Depends
      """, in: scratch, with: variables)
    #expect(made.status == 0, "\(made.output)")
  }

  /// Nothing but the binary, its libraries, a plan and a spec is there.
  @Test func runsInAnEmptyRoot() throws {
    let scratch = try Scratch()
    guard try isCarried(scratch) else { return }
    let run = try Self.run(
      """
      mkdir root
      ldd "$BINARY" | grep -o '/[^ ]*' | xargs -I{} cp --parents -L {} root
      cp "$BINARY" root/proviso
      cp "$ROOT/examples/two-replicas/plan.json" "$ROOT/examples/two-replicas/availability.proviso" root/
      enter="$(command -v chroot)"; [ "$(id -u)" = 0 ] || enter="$(command -v unshare) -r $enter"
      status=0
      env -i $enter root /proviso check plan.json -s availability.proviso || status=$?
      env -i $enter root /proviso check plan.json --format sarif >/dev/null || true
      echo "status $status"
      """, in: scratch)
    #expect(run.output.contains("At every moment at least one web server exists"), "\(run.output)")
    #expect(run.output.hasSuffix("status 1\n"), "\(run.output)")
  }

  /// Without `/proc`, Swift does not tell a program its arguments.
  @Test func argumentsNeedNoProc() throws {
    let scratch = try Scratch()
    let variables = ["P": try Executable.found.get().path]
    guard try Self.run("unshare -rm mount -t tmpfs none /proc", in: scratch).status == 0 else {
      print("/proc cannot be hidden here: the arguments are not tested without it")
      return
    }
    for (arguments, status) in [
      ("explain no-such-rule", 2), ("--version", 0), ("check none.json", 2),
    ] {
      let run = try Self.run(
        "unshare -rm bash -c 'mount -t tmpfs none /proc; \"$P\" \(arguments) >out 2>&1; echo $?'; cat out",
        in: scratch, with: variables)
      #expect(run.output.hasPrefix("\(status)\n"), "\(arguments): \(run.output)")
    }
  }

  @Test func packagesHaveEverything() throws {
    let scratch = try Scratch()
    guard try isCarried(scratch) else { return }
    guard try Self.run("command -v dpkg-deb dpkg-shlibdeps python3", in: scratch).status == 0 else {
      print("dpkg-dev or python3 is not installed: no package is made")
      return
    }
    let made = try Self.run("\"$ROOT/.ci/package\" \"$BINARY\" out", in: scratch)
    #expect(made.status == 0, "\(made.output)")
    let deb = try Self.run(
      "dpkg-deb -x out/*.deb deb && cd deb && find . -type f | sort", in: scratch)
    for file in [
      "./usr/bin/proviso", "./usr/share/bash-completion/completions/proviso",
      "./usr/share/doc/proviso/copyright", "./usr/share/fish/vendor_completions.d/proviso.fish",
      "./usr/share/man/man1/proviso.1.gz", "./usr/share/zsh/vendor-completions/_proviso",
    ] {
      #expect(deb.output.contains(file + "\n"), "\(file): \(deb.output)")
    }
    let control = try Self.run("dpkg-deb -f out/*.deb Depends", in: scratch).output
    #expect(control.contains("libz3-4") && control.contains("libsimdjson"), "\(control)")
    #expect(
      try Self.run("bash -n deb/usr/share/bash-completion/completions/proviso", in: scratch).status
        == 0)
    let manual = try Self.run("zcat deb/usr/share/man/man1/proviso.1.gz", in: scratch).output
    for words in ["PROVISO CHECK", "\\-\\-certificates", "PROVISO CERTIFY"] {
      #expect(manual.contains(words), "\(words)")
    }
    #expect(
      try Self.run("mkdir t && tar -xzf out/*.tar.gz -C t && t/bin/proviso --version", in: scratch)
        .output.hasPrefix("proviso "))
    // The same input gives the same bytes.
    let again = try Self.run(
      "\"$ROOT/.ci/package\" \"$BINARY\" again >/dev/null; cmp out/*.deb again/*.deb && cmp out/*.tar.gz again/*.tar.gz",
      in: scratch)
    #expect(again.status == 0, "\(again.output)")
  }

  /// The package is installed and run in the clean Debian that `PROVISO_CHROOT` names, such as
  /// `debootstrap --variant=minbase bookworm DIR` makes.
  @Test func installsInACleanRoot() throws {
    let scratch = try Scratch()
    guard try isCarried(scratch) else { return }
    guard let root = ProcessInfo.processInfo.environment["PROVISO_CHROOT"], getuid() == 0 else {
      print(
        "PROVISO_CHROOT names no clean Debian, or this is not root: the package is not installed")
      return
    }
    let run = try Self.run(
      """
      "$ROOT/.ci/package" "$BINARY" out >/dev/null
      cp out/*.deb "$CHROOT/tmp/"
      cp "$ROOT/examples/two-replicas/plan.json" "$CHROOT/tmp/"
      cp "$ROOT/examples/two-replicas/availability.proviso" "$CHROOT/tmp/"
      chroot "$CHROOT" sh -c 'apt-get install -y --no-install-recommends /tmp/proviso_*.deb' >log 2>&1 || { cat log; exit 1; }
      chroot "$CHROOT" sh -c 'cd /tmp && proviso check plan.json -s availability.proviso' || echo "status $?"
      chroot "$CHROOT" dpkg --verify proviso
      """, in: scratch, with: ["CHROOT": root])
    #expect(run.output.contains("status 1\n"), "\(run.output)")
    #expect(run.status == 0, "\(run.output)")
  }
}
