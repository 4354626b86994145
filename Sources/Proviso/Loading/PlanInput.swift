import Foundation
import JSON
import ProvisoAgent
import ProvisoKernel
import ProvisoTerraform

/// A plan that has been read.
struct PlanInput {
  let document: JSONDocument
  let universe: TerraformUniverse
  /// The file that was read: the path itself, or the saved plan of a directory.
  let path: String
  /// The bytes that were given, where they are not those of the document.
  let given: [UInt8]?
}

/// Reads plans in every form in which users have them.
struct PlanReader: Sendable {
  /// File with Terraform's graph of the apply; `-` is standard input.
  var graph: String?
  /// The program to ask for what a saved plan contains; nil: terraform, else tofu.
  var terraform: String?
  /// Seconds that one run of it may take.
  var limit = 600
  /// Called with what is being done, before a program is run.
  var activity: (@Sendable (String) -> Void)?
  /// What the plan is to be checked against: an input that is no plan is refused in their terms.
  var specs: LoadedSpecs?

  /// How deep a plan's JSON may nest: far more than any provider's schema does.
  static let deepest = 500

  /// Reads the plan at a path: JSON, a saved plan, or a directory with one; `-` is standard input.
  ///
  /// - Parameter bytes: what standard input gave, where somebody has read it before.
  func load(_ path: String, standardInput bytes: [UInt8]? = nil) throws(InputError) -> PlanInput {
    guard !path.isEmpty else { throw InputError("the path of the plan is empty") }
    if path == "-" { return try loadStandardInput(Self.standardInput(readAs: bytes)) }
    switch PlanFile.look(at: path) {
    case .folder: return try loadSaved(try PlanFile.savedPlan(in: path))
    case .saved: return try loadSaved(path)
    case .text: break
    }
    do {
      return try loadText(path)
    } catch {
      try refuseCalls(path) { try AgentInput.bytes(at: path) }
      throw error
    }
  }

  private func loadText(_ path: String) throws(InputError) -> PlanInput {
    let document: JSONDocument
    do {
      document = try JSONDocument.load(path: path, maximumDepth: Self.deepest)
    } catch {
      guard Self.canBeNoise(error), let bytes = try? Self.bytes(of: path) else {
        throw InputError(error.description + Self.advice(error.kind))
      }
      let quiet = try Self.quiet(bytes, path, error)
      return try input(quiet, path, given: bytes)
    }
    return try input(document, path)
  }

  private func loadStandardInput(_ bytes: [UInt8]) throws(InputError) -> PlanInput {
    let name = "standard input"
    if PlanFile.isArchive(bytes) {
      throw InputError("\(name): a saved plan cannot be read from a pipe: give the file's path")
    }
    do {
      let (document, isQuiet) = try Self.document(bytes, name)
      return try input(document, name, given: isQuiet ? bytes : nil)
    } catch {
      try refuseCalls(name) { bytes }
      throw error
    }
  }

  /// Says of calls of agents which specs they need; anything else is none of its business.
  private func refuseCalls(
    _ path: String, _ bytes: () throws -> [UInt8]
  ) throws(InputError) {
    guard let specs, let bytes = try? bytes(), let format = try? AgentImporter.format(of: bytes)
    else { return }
    try specs.require("agent", for: AgentInput.described(format.rawValue), path)
  }

  private func loadSaved(_ path: String) throws(InputError) -> PlanInput {
    let tool = try TerraformTool(terraform, for: path, limit: limit, activity: activity)
    let answer = try tool.read(path, withGraph: graph == nil)
    let name = "\(tool.name) show -json \(path)"
    let (document, _) = try Self.document(answer.plan, name)
    let own = answer.graph.map { (text: $0, name: "\(tool.name) graph -plan=\(path)") }
    return try input(document, name, path: path, graph: own, given: Self.bytes(of: path))
  }

  private func input(
    _ document: JSONDocument, _ name: String, path: String? = nil,
    graph own: (text: [UInt8], name: String)? = nil, given: [UInt8]? = nil
  ) throws(InputError) -> PlanInput {
    do {
      var plan = try TerraformPlan(document: document)
      if let own {
        try Self.takeOrder(&plan, own.text, own.name)
      } else if let graph {
        let isInput = graph == "-"
        let text = isInput ? try Self.standardInput() : try Self.bytes(of: graph)
        try Self.takeOrder(&plan, text, isInput ? "standard input" : graph)
      }
      return PlanInput(
        document: document, universe: try TerraformUniverse(plan),
        path: path ?? (name == "standard input" ? "-" : name), given: given)
    } catch let error as PlanError {
      throw InputError(Self.place(name, error.line, error.column) + error.message)
    } catch let error as InputError {
      throw error
    } catch {
      throw InputError("\(name): \(error)")
    }
  }

  /// What to do about an input that is no JSON at all.
  private static func advice(_ kind: JSONError.Kind) -> String {
    switch kind {
    case .notJSON, .empty:
      "; a plan is what `terraform show -json PLANFILE` prints, or a plan of agents, which has `schema: proviso.plan/1`"
    case .trailingContent:
      "; a plan is one JSON object, as `terraform show -json PLANFILE` prints it"
    case .notRegularFile: "; to read from a pipe, give - as the plan"
    default: ""
    }
  }

  private static func takeOrder(
    _ plan: inout TerraformPlan, _ text: [UInt8], _ name: String
  ) throws(InputError) {
    do {
      try plan.takeOrder(from: TerraformGraph(dot: utf8(text)))
    } catch {
      throw InputError(place(name, error.line, error.column) + error.message)
    }
  }

  private static func place(_ name: String, _ line: Int?, _ column: Int?) -> String {
    guard let line, let column else { return "\(name): " }
    return "\(name):\(line):\(column): "
  }

  // MARK: Noise

  /// Parses a text, without the noise around the plan if there is any.
  private static func document(
    _ bytes: [UInt8], _ name: String
  ) throws(InputError) -> (document: JSONDocument, isQuiet: Bool) {
    do {
      return (try JSONDocument(bytes: bytes, name: name, maximumDepth: deepest), false)
    } catch {
      guard canBeNoise(error) else {
        throw InputError(error.description + advice(error.kind))
      }
      return (try quiet(bytes, name, error), true)
    }
  }

  private static func canBeNoise(_ error: JSONError) -> Bool {
    switch error.kind {
    case .notJSON, .syntax, .trailingContent, .truncated, .invalidUTF8: true
    default: false
    }
  }

  /// The plan in a text that is no JSON as a whole; `error` says why it is none.
  private static func quiet(
    _ bytes: [UInt8], _ name: String, _ error: JSONError
  ) throws(InputError) -> JSONDocument {
    let text = utf8(bytes)
    var search = NoisyText(text)
    switch search.find() {
    case .none: throw InputError(error.description + advice(error.kind))
    case .several(let first, let second):
      throw InputError(
        "\(place(name, second.line, second.column))another plan begins here (the first: line "
          + "\(first)); a plan is one JSON object, as `terraform show -json PLANFILE` prints it")
    case .object(let range):
      do {
        return try JSONDocument(
          bytes: NoisyText.blanked(text, outside: range), name: name, maximumDepth: deepest)
      } catch {
        throw InputError(error.description)
      }
    }
  }

  /// A text with a byte order mark of UTF-16 as UTF-8.
  private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) else { return bytes }
    return String(data: Data(bytes), encoding: .utf16).map { Array($0.utf8) } ?? bytes
  }

  // MARK: Bytes

  /// What standard input gives.
  ///
  /// - Parameter given: what it gave, where somebody has read it before.
  static func standardInput(readAs given: [UInt8]? = nil) throws(InputError) -> [UInt8] {
    if let given { return given }
    var bytes: [UInt8] = []
    do {
      while let part = try FileHandle.standardInput.read(upToCount: 1 << 20), !part.isEmpty {
        bytes.append(contentsOf: part)
      }
    } catch {
      throw InputError("standard input: the input cannot be read")
    }
    return bytes
  }

  static func bytes(of path: String) throws(InputError) -> [UInt8] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw InputError("\(path): there is no such file")
    }
    if isFolder.boolValue { throw InputError("\(path): this is a directory, not a file") }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("\(path): the file cannot be opened; check its permissions")
    }
    return Array(data)
  }
}
