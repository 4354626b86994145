import TestSupport
import Testing

/// The file tools of runtimes replace a file, and with it a part of the directory around it.
@Suite struct FileToolTests {
  private static let world = RecordedCommandTests.Loaded(
    """
    world guarded
    use "proviso:tools.proviso"
    object src: Path { name: "src" }
    invariant src_stays "Nothing of src is lost" { not src.lost }
    """)

  /// A call of each tool that writes the file.
  private static func writes(_ path: String) -> [(tool: String, input: [String: Any])] {
    [
      ("Write", ["file_path": path, "content": "x"]),
      ("Edit", ["file_path": path, "old_string": "a", "new_string": "b"]),
      ("MultiEdit", ["file_path": path, "edits": [["old_string": "a", "new_string": "b"]]]),
      ("NotebookEdit", ["notebook_path": path, "new_source": "x"]),
      ("str_replace_editor", ["command": "create", "path": path, "file_text": "x"]),
      ("str_replace_based_edit_tool", ["command": "create", "path": path, "file_text": "x"]),
      ("write_file", ["file_path": path, "content": "x"]),
    ]
  }

  @Test(arguments: [
    ("src", "violated"), ("src/a", "violated"), ("./src/b/../a/c", "violated"),
    ("other/a", "proved"), ("srcs", "proved"),
  ])
  func whatIsReplaced(path: String, expected: String) throws {
    for call in Self.writes(path) {
      let found = try RecordedCommandTests.answers(
        RecordedCommandTests.record([call]), named: "r.json",
        spec: Self.world)
      #expect(found == ["src_stays \(expected)"], "\(call.tool) \(path)")
    }
  }

  /// Content that a command has moved is replaced where it stands now.
  @Test(arguments: [
    ("old", "violated"), ("old/a", "violated"), ("./old/b", "violated"), ("other", "proved"),
  ])
  func whatHasMoved(path: String, expected: String) throws {
    for call in Self.writes(path) {
      let found = try RecordedCommandTests.answers(
        RecordedCommandTests.record([("Bash", ["command": "mv src old"]), call]), named: "r.json",
        spec: Self.world)
      #expect(found == ["src_stays \(expected)"], "\(call.tool) \(path)")
    }
  }

  /// A new file where moved content has stood replaces nothing of it.
  @Test func whereItHasStood() throws {
    let found = try RecordedCommandTests.answers(
      RecordedCommandTests.record([
        ("Bash", ["command": "mv src old"]), ("Write", ["file_path": "src", "content": "x"]),
        ("Write", ["file_path": "src", "content": "y"]),
      ]), named: "r.json", spec: Self.world)
    #expect(found == ["src_stays proved"])
  }

  /// Settings, hooks and programs decide what later commands do.
  @Test(arguments: [
    (".git/config", "undecided"), (".git/hooks/pre-commit", "undecided"),
    ("/usr/local/bin/git", "undecided"), ("~/.bashrc", "undecided"),
    ("../../etc/profile", "undecided"),
    (".npmrc", "undecided"), ("/proc/self/cwd/x", "undecided"),
    (".claude/settings.local.json", "undecided"), ("e/HEAD", "undecided"),
    ("docs/git.md", "proved"), (".github/workflows/ci.yml", "proved"),
  ])
  func whatLaterCommandsHeed(path: String, expected: String) throws {
    for call in Self.writes(path) {
      let found = try RecordedCommandTests.answers(
        RecordedCommandTests.record([call, ("Bash", ["command": "git status"])]), named: "r.json",
        spec: Self.world)
      #expect(found == ["src_stays \(expected)"], "\(call.tool) \(path)")
    }
  }

  /// A configuration can run programs during a plan.
  @Test(arguments: [
    ("main.tf", "undecided"), ("infra/a.tfvars", "undecided"), ("notes.txt", "proved"),
  ])
  func whatTerraformPlansWith(path: String, expected: String) throws {
    for call in Self.writes(path) {
      let found = try RecordedCommandTests.answers(
        RecordedCommandTests.record([call, ("Bash", ["command": "terraform plan"])]),
        named: "r.json", spec: Self.world)
      #expect(found == ["src_stays \(expected)"], "\(call.tool) \(path)")
    }
  }

  /// Each file may have existed before, and still the answer does not take a search of all cases.
  @Test func manyFiles() throws {
    let calls = (0..<60).flatMap { Self.writes("src/file\($0)").prefix(2) }
    let found = try RecordedCommandTests.answers(
      RecordedCommandTests.record(Array(calls)), named: "r.json", spec: Self.world)
    #expect(found == ["src_stays violated"])
    let others = (0..<60).flatMap { Self.writes("other/file\($0)").prefix(2) }
    let kept = try RecordedCommandTests.answers(
      RecordedCommandTests.record(Array(others)), named: "r.json", spec: Self.world)
    #expect(kept == ["src_stays proved"])
    let after = try RecordedCommandTests.answers(
      RecordedCommandTests.record([("Bash", ["command": "mv src old"])] + others.prefix(20)),
      named: "r.json", spec: Self.world)
    #expect(after == ["src_stays proved"])
  }
}
