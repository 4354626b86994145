import Crypto
import ProvisoAgent
import ProvisoKernel

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
    try specs.require("agent", for: "a record of agents' calls (\(trace.format))", path)
    let universe: AgentUniverse
    do {
      universe = try AgentUniverse(trace, flow: flow)
    } catch {
      throw InputError(error, in: path)
    }
    var result = try check(universe, specs, AgentNotes(universe))
    result.plan = PlanInfo(
      path: path, kind: "agent", sha256: Self.digest(of: bytes), resources: 0,
      steps: trace.calls.count, order: "plan")
    let elapsed = (ContinuousClock.now - start).components
    result.seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
    return result
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
    let place = error.line.map { line in ":\(line)" + (error.column.map { ":\($0)" } ?? "") }
    self.init("\(path)\(place ?? ""): \(error.message)")
  }
}

extension LoadedSpecs {
  /// Whether every spec is for the vocabulary.
  func areAll(for vocabulary: String) -> Bool {
    specs.allSatisfy { $0.spec.vocabulary == vocabulary }
  }

  /// Refuses specs that are for something else than the input: their words would mean nothing there.
  func require(
    _ vocabulary: String, for input: String, _ path: String
  ) throws(InputError) {
    guard let other = specs.first(where: { $0.spec.vocabulary != vocabulary }) else { return }
    let name = path == "-" ? "standard input" : path
    if other.isBuiltIn, other.spec.path.hasPrefix(StandardPack.folder) {
      throw InputError(
        "\(name): this is \(input), and the standard pack is for Terraform plans; give a spec `for "
          + "\(vocabulary)` with -s SPEC.proviso")
    }
    throw InputError(
      "\(name): this is \(input), and \(other.spec.path) is for `\(other.spec.vocabulary)`; expected "
        + "specs `for \(vocabulary)` only")
  }
}
