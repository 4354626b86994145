import Foundation
import ProvisoAgent
import ProvisoKernel
import ProvisoLanguage
import Testing

@testable import Proviso

/// The contracts in `specs/tools/` and the reader of shell commands have the same tools.
@Suite struct ToolContractTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("specs/tools")

  static func world(_ name: String) throws -> WorldModel {
    let path = folder.appendingPathComponent("\(name).proviso").path
    let (file, diagnostics) = SpecReader(vocabularies: .supported).load(file: path)
    #expect(diagnostics.isEmpty, "\(diagnostics.map(\.rendered).joined(separator: "\n"))")
    return try #require(file?.spec.world)
  }

  /// The contract of each tool has the tool's parameters, with the same names.
  @Test func everyToolOfTheShellHasItsContract() throws {
    let world = try Self.world("tools")
    let actions = Dictionary(
      uniqueKeysWithValues: world.actions.map { action in
        let parameters = action.parameters.map { "\($0.name): \(world.schema.name(of: $0.type))" }
        return (action.name, parameters)
      })
    #expect(ShellReader.tools.count > 100)
    for tool in ShellReader.tools {
      let parameters = tool.parameters.map { "\($0.name): \($0.type.name)" }
      #expect(actions[tool.name] == parameters, "\(tool.name)")
    }
  }

  /// The paths in the calls of runtimes are those of their contracts.
  @Test func everyPathOfARuntimeHasItsContract() throws {
    var actions: [String: Set<String>] = [:]
    for name in ["runtimes", "gemini"] {
      let world = try Self.world(name)
      for action in world.actions where actions[action.name] == nil {
        actions[action.name] = Set(
          action.parameters.filter { world.schema.name(of: $0.type) == "Path" }.map(\.name))
      }
    }
    for (tool, paths) in RuntimeTools.paths { #expect(actions[tool] == paths, "\(tool)") }
    let shell = Set(ShellReader.tools.map(\.name))
    for (tool, paths) in actions where !paths.isEmpty && !shell.contains(tool) {
      #expect(RuntimeTools.paths[tool] == paths, "\(tool)")
    }
  }

  /// Each file can be loaded alone: it uses every file that it needs.
  @Test func everyFileIsComplete() throws {
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
      .filter { $0.hasSuffix(".proviso") }
    #expect(files.count > 10)
    let all = Set(try Self.world("tools").actions.map(\.name))
    for file in files {
      let world = try Self.world(String(file.dropLast(".proviso".count)))
      // Worlds have names such as those of the hosts' own tools.
      if ["claude.proviso", "codex.proviso", "gemini.proviso"].contains(file) { continue }
      #expect(all.isSuperset(of: world.actions.map(\.name)), "tools.proviso lacks \(file)")
    }
  }
}
