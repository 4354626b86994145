import Foundation
import Testing

/// The calls of the operating system that a check makes: it opens no connection, starts no program,
/// writes no file, and reads only the project and the system's own files.
@Suite(.enabled(if: Strace.isUsable, "strace records the calls"))
struct SystemCallTests {
  static let commands = [
    "check --no-config plan.json -s s.proviso", "check plan.json", "check .", "check plan.yaml",
    "check --no-config record.json -s injection", "explore world.proviso",
    "simulate world.proviso --random 3", "test t.proviso", "test .", "specs",
    "fmt --check s.proviso",
    "explain PV0301", "schema result",
  ]

  private func folder() throws -> ProvisoRun.Folder {
    let folder = try ProvisoRun.Folder()
    let examples = Repository.root.appendingPathComponent("examples")
    for (name, path) in [
      ("plan.json", "two-replicas/plan.json"), ("s.proviso", "two-replicas/availability.proviso"),
      ("record.json", "agent-records/forwarded.json"),
      ("plan.yaml", "agent-plans/double-charge/broken.yaml"),
      ("tools.proviso", "agent-plans/double-charge/tools.proviso"),
    ] {
      try folder.write(name, Data(contentsOf: examples.appendingPathComponent(path)))
    }
    try folder.write(
      "world.proviso",
      Data("world w\nvar n: Int = 0\naction go() { n = 1 }\ninvariant i \"T\" { n < 1 }\n".utf8))
    try folder.write(
      "t.proviso",
      Data(
        "spec t for terraform\ninvariant a \"T\" { true }\ntest \"x\" { plan \"plan.json\" expect a proved }\n"
          .utf8))
    try folder.write("proviso.yaml", Data("version: 1\nspecs: [s.proviso]\n".utf8))
    return folder
  }

  /// The lines of a trace in which a call with one of these names succeeded.
  private func calls(_ names: Set<String>, in trace: String) -> [Substring] {
    trace.split(separator: "\n").filter { line in
      let call = line.drop { $0.isNumber || $0 == " " }.prefix {
        $0.isLetter || $0.isNumber || $0 == "_"
      }
      return names.contains(String(call)) && !line.contains(" = -1 ")
    }
  }

  @Test(arguments: commands) func onlyTheProjectIsRead(_ command: String) throws {
    let folder = try folder()
    let outcome = try ShellRun.run("strace -f -s 999 -o calls $P \(command) >&2", in: folder)
    #expect((0...3).contains(outcome.status), "\(outcome.errors)")
    let trace = try String(
      contentsOf: folder.url.appendingPathComponent("calls"), encoding: .utf8)
    let network = calls(
      ["socket", "socketpair", "connect", "bind", "listen", "accept", "sendto", "sendmsg"],
      in: trace)
    #expect(network.isEmpty, "\(network)")
    let programs = calls(["execve", "execveat", "fork", "vfork"], in: trace)
    #expect(programs.count == 1, "\(programs)")
    let changes = calls(
      [
        "unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "creat",
        "link",
        "linkat", "symlink", "symlinkat", "truncate", "chmod", "fchmodat", "chown", "fchownat",
      ], in: trace)
    #expect(changes.isEmpty, "\(changes)")
    let opened = calls(["open", "openat"], in: trace)
    #expect(opened.contains { $0.contains(".proviso\"") || $0.contains("/proc/") })
    let root = try #require(realpath(folder.url.path, nil).map { String(cString: $0) })
    for line in opened {
      let parts = line.split(separator: "\"", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { continue }
      #expect(!parts[2].contains("O_CREAT") && !parts[2].contains("O_RDWR"), "\(line)")
      #expect(!parts[2].contains("O_WRONLY") || parts[1].hasPrefix("/dev/"), "\(line)")
      let isOwn = !parts[1].hasPrefix("/") && !parts[1].hasPrefix("..") || parts[1].hasPrefix(root)
      let isOfTheSystem = ["/proc/self/", "/sys/", "/etc/", "/usr/", "/lib", "/dev/", "/opt/"]
        .contains { parts[1].hasPrefix($0) }
      let isLibrary = parts[1].contains(".so")
      // The C library looks at this before it gives memory back.
      let isOfMemory = parts[1] == "/proc/sys/vm/overcommit_memory"
      #expect(isOwn || isOfTheSystem || isLibrary || isOfMemory, "\(line)")
    }
  }

  /// The trace would show a connection, so its absence means something.
  @Test func tracesShowCalls() throws {
    let folder = try ProvisoRun.Folder()
    let outcome = try ShellRun.run(
      "strace -f -o calls sh -c 'mkdir d; echo x > f; exec true'; cat calls", in: folder)
    #expect(!calls(["mkdir"], in: outcome.output).isEmpty)
    #expect(calls(["execve"], in: outcome.output).count > 1)
    #expect(calls(["openat"], in: outcome.output).contains { $0.contains("O_CREAT") })
  }
}

/// The program `strace`.
enum Strace {
  static let isUsable: Bool = {
    guard let folder = try? ProvisoRun.Folder(),
      let outcome = try? ShellRun.run("strace -f -o calls true && cat calls", in: folder)
    else { return false }
    return outcome.status == 0 && outcome.output.contains("execve")
  }()
}
