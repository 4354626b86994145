import Foundation

/// A throw-away root directory without a network, in which command lines really run.
///
/// The root is a file system in memory, in namespaces of its own (`unshare`). The programs of the
/// machine are mounted in it so that they cannot be changed, and nothing else of the machine is.
struct Sandbox {
  /// The losses of a session.
  struct Losses: OptionSet, Hashable {
    let rawValue: Int
    /// The protected content.
    static let content = Losses(rawValue: 1)
    /// Commits that a branch or a reflog had.
    static let commits = Losses(rawValue: 2)
  }

  /// The state of the protected file in its repository.
  enum FileState: String, CaseIterable {
    case untracked, modified, ignored
  }

  /// The reason why no sandbox can be made on this machine; `nil` if one can.
  static let obstacle: String? = {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("proviso-sandbox-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      let losses = try Sandbox.losses(
        of: [
          Session(file: .untracked, lines: ["true"]),
          Session(file: .untracked, lines: ["rm -rf data"]),
          Session(file: .untracked, lines: ["false", "rm -rf data"]),
          Session(file: .untracked, lines: ["false", "rm -rf data"], continues: true),
          Session(file: .untracked, lines: ["mv .git ../old"]),
          Session(file: .untracked, lines: ["rm -rf .git/objects"]),
        ], in: folder)
      return losses == [[], .content, [], .content, [], .commits]
        ? nil : "the sandbox does not see what is lost"
    } catch {
      return "no sandbox can be made: \(error)"
    }
  }()

  /// The failure of the sandbox itself.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Lines that run one after the other, each in a new shell in the directory `/w/p`.
  struct Session {
    let file: FileState
    var lines: [String]
    /// Whether the next line runs although one has failed.
    var continues = false
  }

  /// Runs sessions, each in its own copy of the files.
  static func losses(of sessions: [Session], in folder: URL) throws -> [Losses] {
    let output = try run(
      script,
      sessions.flatMap {
        [$0.file.rawValue, $0.continues ? "continue" : "stop", "\($0.lines.count)"] + $0.lines
      }, in: folder)
    let losses = output.split(separator: "\n").compactMap { line -> Losses? in
      guard line.hasPrefix("LOST:") else { return nil }
      let words = line.split(separator: " ")
      return [words.contains("content") ? .content : [], words.contains("commits") ? .commits : []]
    }
    guard losses.count == sessions.count else {
      throw Failure(description: "\(losses.count) of \(sessions.count) sessions ran")
    }
    return losses
  }

  /// Runs a script in a new root.
  ///
  /// - Parameter directory: a further directory of the machine that the root has, to read only.
  /// - Returns: what it prints.
  static func run(
    _ script: String, _ arguments: [String], in folder: URL, reading directory: String? = nil
  ) throws -> String {
    let root = folder.appendingPathComponent("root")
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      [
        "unshare", "--user", "--map-root-user", "--mount", "--pid", "--fork", "--net", "--ipc",
        "--uts", "/bin/sh", "-c", rootScript + script, "sandbox", root.path,
        directory ?? "",
      ] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = String(
      decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "the sandbox ended with status \(process.terminationStatus)")
    }
    return output
  }

  /// The script that makes the root.
  private static let rootScript = #"""
    set -e
    root=$1; more=$2; shift 2
    mount --make-rprivate /
    mount -t tmpfs -o size=64m none "$root"
    cd "$root"
    mkdir -p proc dev tmp home w etc var template old
    for d in usr bin sbin lib lib32 lib64; do
      if [ -L "/$d" ]; then cp -P "/$d" "$d"
      elif [ -d "/$d" ]; then
        mkdir "$d"; mount --bind "/$d" "$d"; mount -o remount,bind,ro "$d"
        if touch "$d/.proviso-writable" 2>/dev/null; then exit 77; fi
      fi
    done
    if [ -n "$more" ]; then
      mkdir -p ".$more"; mount --bind "$more" ".$more"; mount -o remount,bind,ro ".$more"
      if touch ".$more/.proviso-writable" 2>/dev/null; then exit 77; fi
    fi
    for d in null urandom random zero; do : > dev/$d; mount --bind /dev/$d dev/$d; done
    mount -t proc proc proc
    echo 'root:x:0:0::/home/u:/bin/sh' > etc/passwd
    pivot_root . old
    cd /
    umount -l old
    rmdir old

    """#

  /// The script that runs the lines and looks for the content.
  private static let script = #"""
    export HOME=/template/home PATH=/usr/local/bin:/usr/bin:/bin LC_ALL=C GIT_CONFIG_NOSYSTEM=1
    mkdir -p /template/home
    printf '[user]\nname = a\nemail = a@example.com\n[init]\ndefaultBranch = main\n' > /template/home/.gitconfig
    export secret=the-only-copy-of-the-customers
    for state in untracked modified ignored; do
      mkdir -p /template/$state/p
      cd /template/$state/p
      mkdir data src build t
      echo before > data/customers.db; echo other > data/other.txt
      echo a > src/a.txt; echo b > src/b.txt; echo new > new.txt; echo o > build/x.o
      git init -q --template= . && git add src new.txt
      if [ "$state" = modified ]; then git add data/customers.db; fi
      if [ "$state" = ignored ]; then echo 'data/customers.db' > .gitignore; git add .gitignore; fi
      git commit -qm first
      git checkout -qb feature
      echo tracked > data/customers.db; echo c > src/c.txt
      git add -f data/customers.db src/c.txt; git commit -qm second
      git checkout -qf main
      mkdir -p data
      echo "$secret" > data/customers.db
      git rev-list --all > /template/$state/commits
    done
    cd /
    mount -o remount,ro /
    export HOME=/home/u
    while [ $# -gt 0 ]; do
      state=$1; handling=$2; count=$3; shift 3
      unshare --mount /bin/sh -c '
        state=$1; handling=$2; count=$3; shift 3
        for d in w home tmp var; do mount -t tmpfs -o size=8m none /$d; done
        mkdir -p /var/tmp
        cp -a /template/$state/p /w/p; cp -a /template/home /home/u
        while [ $count -gt 0 ]; do
          (cd /w/p && timeout 5 bash -c "$1" </dev/null >/dev/null 2>&1) || [ $handling = continue ] || break
          shift; count=$((count - 1))
        done
        found=$(find /w /home /tmp /var -type f -exec grep -lxF "$secret" {} + 2>/dev/null | head -1)
        if [ -z "$found" ] && cd /w/p 2>/dev/null; then
          found=$(git rev-list --objects --all 2>/dev/null | cut -c1-40 | git cat-file --batch 2>/dev/null | grep -axF "$secret" | head -1)
        fi
        kept=
        for objects in $(find /w /home /tmp /var -type d -name objects 2>/dev/null); do
          kept="$kept $(git --git-dir="${objects%/objects}" rev-list --all --reflog 2>/dev/null)"
        done
        echo "LOST:" $([ -n "$found" ] || echo content) $(
          while read -r commit; do case "$kept" in *$commit*) ;; *) echo commits ;; esac; done < /template/$state/commits)
      ' case "$state" "$handling" "$count" "$@"
      shift "$count"
    done
    """#
}
