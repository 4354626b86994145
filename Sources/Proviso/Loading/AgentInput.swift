import Crypto
import Foundation
import ProvisoAgent
import ProvisoKernel
import ProvisoResult

/// Reads calls of agents in the formats that importers know.
enum AgentInput {
  /// The bytes at a path, and the name that errors have for it; `-` is standard input.
  ///
  /// - Parameter given: what standard input gave, where somebody has read it before.
  static func load(
    _ path: String, standardInput given: [UInt8]? = nil
  ) throws(InputError) -> (bytes: [UInt8], name: String) {
    guard !path.isEmpty else { throw InputError("the path of the agents' calls is empty") }
    if path == "-" { return (try PlanReader.standardInput(readAs: given), "standard input") }
    return (try bytes(at: path), path)
  }

  /// The bytes of a regular file: opening a pipe that nobody writes to would wait for ever.
  static func bytes(at path: String) throws(InputError) -> [UInt8] {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
    switch attributes?[.type] as? FileAttributeType {
    case .typeRegular?, .typeDirectory?, nil: return try PlanReader.bytes(of: path)
    default:
      throw InputError("\(path): this is not a regular file; to read from a pipe, give - instead")
    }
  }

  /// The calls.
  static func read(_ bytes: [UInt8], _ name: String) throws(InputError) -> AgentTrace {
    do {
      return try AgentImporter.read(bytes)
    } catch {
      guard (try? AgentImporter.format(of: bytes)) == nil else { throw InputError(error, in: name) }
      throw InputError(
        AgentFormatError(
          error.message + "; specs `for agent` are checked against one of these", line: error.line,
          column: error.column), in: name)
    }
  }

  /// What a record in a format is called.
  static func described(_ format: String) -> String { "a record of agents' calls (\(format))" }
}

extension Verifier {
  /// Checks the calls of agents against specs `for agent`.
  ///
  /// - Parameters:
  ///   - trace: the calls.
  ///   - path: the file that they were read from, for messages.
  ///   - bytes: what was in it.
  ///   - specs: specs that have been read before.
  /// - Throws: `InputError` where a spec is for something else, the calls have no order, or an
  ///   assumption cannot be true of them.
  package func check(
    _ trace: AgentTrace, at path: String, _ bytes: [UInt8], against specs: LoadedSpecs
  ) throws(InputError) -> CheckResult {
    let start = ContinuousClock.now
    try specs.require("agent", for: AgentInput.described(trace.format), path)
    let universe: AgentUniverse
    do {
      universe = try AgentUniverse(trace, flow: flow)
    } catch {
      throw InputError(error, in: path)
    }
    var result = try check(universe, specs, AgentNotes(universe))
    for property in result.properties.indices {
      for place in result.properties[property].violations.indices {
        Self.explainOrder(&result.properties[property].violations[place])
      }
    }
    result.plan = PlanInfo(
      path: path, kind: "agent", sha256: Self.digest(of: bytes), resources: 0,
      steps: trace.calls.count, order: "plan")
    result.seconds = start.secondsUntilNow
    return result
  }

  /// Where the order is not known no graph of Terraform's will settle it.
  private static func explainOrder(_ violation: inout Violation) {
    guard violation.needsGraph else { return }
    violation.needsGraph = false
    violation.hints.append(
      "a call failed in the source, and what came later is taken to wait for it no more: this run may "
        + "have an order that the source excludes")
  }

  /// A digest in lower-case hexadecimal.
  static func digest(of bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }
}

extension InputError {
  /// Says why a source cannot be read as calls of agents.
  init(_ error: AgentFormatError, in path: String) {
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    self.init(
      error.all.map { mistake in
        let file = mistake.file.map { $0.hasPrefix("/") ? $0 : folder + $0 } ?? path
        let place = mistake.line.map { line in
          ":\(line)" + (mistake.column.map { ":\($0)" } ?? "")
        }
        return "\(file)\(place ?? ""): \(mistake.message)"
      })
  }
}

extension LoadedSpecs {
  /// Whether there are specs, and every one is for the vocabulary.
  func areAll(for vocabulary: String) -> Bool {
    !specs.isEmpty && specs.allSatisfy { $0.spec.vocabulary == vocabulary }
  }

  /// Refuses specs that are for something else than the input: their words would mean nothing there.
  func require(
    _ vocabulary: String, for input: String, _ path: String
  ) throws(InputError) {
    guard let other = specs.first(where: { $0.spec.vocabulary != vocabulary }) else { return }
    let name = path == "-" ? "standard input" : path
    if other.isBuiltIn, let pack = SpecPack.owning(other.spec.path) {
      let fitting = SpecPack.all.filter { $0.vocabulary == vocabulary }.map { " or -s \($0.name)" }
      throw InputError(
        "\(name): this is \(input), and the \(pack.name) pack is for \(pack.input); give a spec `for "
          + "\(vocabulary)` with -s SPEC.proviso\(fitting.joined())")
    }
    throw InputError(
      "\(name): this is \(input), and \(other.spec.path) is for `\(other.spec.vocabulary)`; expected "
        + "specs `for \(vocabulary)` only")
  }
}
