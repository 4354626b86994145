import Foundation
import Testing

/// The commands on the pages of `examples/embedding-…` print what the pages show.
@Suite("Examples of embedding") struct EmbeddingExampleTests {
  /// A command of a page, with its output.
  struct Shown: Sendable, CustomTestStringConvertible {
    /// The folder of the page in `examples`.
    let folder: String
    let command: String
    let output: String
    var testDescription: String { "\(folder): \(command)" }
  }

  static let shown: [Shown] = ["embedding-python", "embedding-node", "embedding-swift"].flatMap {
    folder -> [Shown] in
    let page = Repository.root.appendingPathComponent("examples/\(folder)/README.md")
    let text = (try? String(contentsOf: page, encoding: .utf8)) ?? ""
    return text.components(separatedBy: "```console\n").dropFirst().map { block in
      let lines = block.prefix(upTo: block.range(of: "\n```")?.lowerBound ?? block.endIndex)
        .components(separatedBy: "\n")
      return Shown(
        folder: folder, command: String(lines[0].dropFirst(2)),
        output: lines.dropFirst().joined(separator: "\n"))
    }
  }

  @Test func everyPageShowsACommand() {
    #expect(Set(Self.shown.map(\.folder)).count == 3)
    #expect(Self.shown.allSatisfy { !$0.output.isEmpty })
  }

  @Test(arguments: shown) func outputs(_ shown: Shown) throws {
    let scratch = try Scratch()
    let words = shown.command.split(separator: " ").map(String.init)
    let environment = ProcessInfo.processInfo.environment
    var program: String?
    switch words[0] {
    case "python3":
      // `PROVISO_PYTHON` is one with the packages of the examples.
      program = environment["PROVISO_PYTHON"] ?? SharedLibrary.program("python3")
      if let python = program, words[1].hasPrefix("langgraph") {
        let asked = try SharedLibrary.run(
          python, ["-c", "import langgraph"], in: scratch.folder)
        if asked.status != 0 {
          print("langgraph is not installed (`PROVISO_PYTHON`): its example is not run")
          return
        }
      }
    case "swift":
      // `.ci/run` builds its package, which takes minutes.
      return
    default: program = SharedLibrary.program(words[0])
    }
    guard let program else {
      print("\(words[0]) is not installed: \(shown.testDescription) is not run")
      return
    }
    let folder = Repository.root.appendingPathComponent("examples/\(shown.folder)")
    let run = try SharedLibrary.run(
      program, Array(words.dropFirst()), in: folder,
      with: ["PROVISO": try Executable.found.get().path, "PYTHONDONTWRITEBYTECODE": "1"])
    #expect(run.status == 0)
    #expect(run.output.trimmingCharacters(in: .newlines) == shown.output)
  }

  /// The example in Swift uses only what is API, which a build of its own package takes minutes to say.
  @Test func theSwiftExampleIsTypeChecked() throws {
    let build = Repository.root.appendingPathComponent(".build")
    let modules = build.appendingPathComponent("debug/Modules")
    guard FileManager.default.fileExists(atPath: modules.path),
      let compiler = SharedLibrary.program("swiftc")
    else {
      print("there is no swiftc, or no modules: embedding-swift is not type-checked")
      return
    }
    // The modules in C that Proviso's own modules import.
    let scratch = try Scratch()
    let maps = try SharedLibrary.run(
      "/bin/sh",
      [
        "-c",
        """
        ls debug/C*.build/module.modulemap ../Sources/C*/module.modulemap
        """,
      ], in: build)
    #expect(maps.status == 0, "\(maps.output)")
    let options = maps.output.split(separator: "\n").flatMap {
      ["-Xcc", "-fmodule-map-file=\(build.path)/\($0)"]
    }
    let source = Repository.root.appendingPathComponent(
      "examples/embedding-swift/Sources/Gatekeeper/Gatekeeper.swift")
    let run = try SharedLibrary.run(
      compiler,
      ["-typecheck", "-parse-as-library", "-swift-version", "6", "-I", modules.path] + options
        + [source.path], in: scratch.folder)
    #expect(run.status == 0, "\(run.output)")
  }

  /// The rest of the file in Python beside the examples: errors, deadlines, cancellation, threads.
  @Test func thePythonFileKeepsItsContract() throws {
    let python =
      ProcessInfo.processInfo.environment["PROVISO_PYTHON"] ?? SharedLibrary.program("python3")
    guard let python else {
      print("python3 is not installed: proviso.py is not tested")
      return
    }
    let run = try SharedLibrary.run(
      python,
      [Repository.root.appendingPathComponent("Tests/CInterface/contract.py").path],
      in: Repository.root.appendingPathComponent("examples/embedding-python"),
      with: [
        "PYTHONPATH": Repository.root.appendingPathComponent("examples/embedding-python").path,
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    #expect(run.status == 0, "\(run.output)")
  }
}
