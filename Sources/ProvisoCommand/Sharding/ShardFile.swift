import JSON
import JSONOutput
import JSONRPC
import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// The answer of one part, as `--shard` wrote it.
struct ShardFile {
  /// The answer about one input.
  enum Answer {
    case result(Verdict, JSONText)
    /// The errors, of which there is one at least.
    case errors([JSONText])
  }

  let path: String
  let shard: ShardInfo
  let exitStatus: ProvisoExit
  /// The parts of the question, by names.
  let question: [(name: String, digest: String)]
  /// The answer about each input, in their order.
  let answers: [Answer]
  /// The versions of the tool and of the solver that answered; empty without results.
  let tools: Set<String>

  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  /// Reads a file.
  ///
  /// - Throws: `InputError` if it is not the whole answer of one part.
  init(contentsOf path: String) throws(InputError) {
    self.path = path
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: Self.largest)
    } catch {
      throw InputError("\(path): \(error.reason(expected: "the answer of a part"))")
    }
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument(bytes: bytes, name: path)
    } catch {
      throw InputError(error.description)
    }
    let root = document.root
    guard root["schema"]?.string == "proviso.shard/1" else {
      throw InputError(
        "\(path): expected the answer of `proviso check --shard I/N --format json`")
    }
    guard let number = root["number"]?.number?.integer, let count = root["of"]?.number?.integer,
      let total = root["all_inputs"]?.number?.integer,
      let listDigest = root["all_inputs_sha256"]?.string,
      let inputs = Self.strings(root["inputs"]),
      let question = Self.question(root["question"]),
      let least = Self.severity(root["fail_on"]),
      let exitStatus = root["exit_status"]?.number?.integer.flatMap({
        ProvisoExit(rawValue: Int32(clamping: $0))
      }),
      let failures = Self.failures(root["failures"]),
      let results = root["results"], results.kind == .array,
      (1...Shard.most).contains(count), (1...count).contains(number), total >= inputs.count
    else { throw InputError("\(path): the answer of this part is damaged") }
    shard = ShardInfo(
      number: number, count: count, inputs: inputs, total: total, listDigest: listDigest)
    self.exitStatus = exitStatus
    self.question = question
    var worst = ProvisoExit.proved
    var read: [(input: String, answer: Answer)] = []
    var tools: Set<String> = []
    for result in results.elements {
      guard result["schema"]?.string == "proviso.result/1",
        let input = result["plan"]?["path"]?.string,
        let verdict = result["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
        let version = result["tool"]?["version"]?.string,
        let solver = result["tool"]?["solver"]?.string
      else { throw InputError("\(path): a result of this part is damaged") }
      read.append((input, .result(verdict, JSONText(result))))
      guard let status = Self.status(of: result, verdict, from: least) else {
        throw InputError("\(path): a result of this part is damaged")
      }
      if worst != .violated, status != .proved { worst = status }
      tools.insert("proviso \(version) (\(solver))")
    }
    self.tools = tools
    answers = try Self.answers(to: inputs, among: read, failures, in: path)
    guard failures.isEmpty || exitStatus != .proved else {
      throw InputError("\(path): the exit status is 0, but an input has an error")
    }
    guard worst == .proved || exitStatus != .proved, worst != .violated || exitStatus != .undecided
    else {
      throw InputError(
        "\(path): the exit status is \(exitStatus.rawValue), but a result is \(worst == .violated ? "violated" : "undecided")"
      )
    }
  }

  private static func question(_ value: JSONValue?) -> [(name: String, digest: String)]? {
    guard let value, value.kind == .array, value.count > 0 else { return nil }
    var parts: [(name: String, digest: String)] = []
    for part in value.elements {
      guard let name = part["name"]?.string, let digest = part["sha256"]?.string else { return nil }
      parts.append((name, digest))
    }
    return parts
  }

  /// The lowest severity that fails; nil in nil if the text is none.
  private static func severity(_ value: JSONValue?) -> Severity?? {
    guard let value else { return nil }
    if value.isNull { return .some(nil) }
    return value.string.flatMap(Severity.init(rawValue:)).map { .some($0) }
  }

  /// The exit status for a result; nil if it has no properties.
  ///
  /// - Parameter least: the lowest severity that fails.
  private static func status(
    of result: JSONValue, _ verdict: Verdict, from least: Severity?
  ) -> ProvisoExit? {
    guard let properties = result["properties"], properties.kind == .array else { return nil }
    var worst = verdict
    if let least, verdict >= .undecided {
      var failing: [(verdict: Verdict, severity: Severity)] = []
      for property in properties.elements {
        guard let own = property["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
          let severity = property["severity"]?.string.flatMap(Severity.init(rawValue:))
        else { return nil }
        if own >= .undecided, property["waived"]?.bool != true { failing.append((own, severity)) }
      }
      // A verdict that no property explains counts, too.
      if !failing.isEmpty {
        worst = failing.filter { $0.severity >= least }.map(\.verdict).max() ?? .proved
      }
    }
    switch worst {
    case .violated: return .violated
    case .undecided: return .undecided
    case .proved, .trusted, .tolerated: return .proved
    }
  }

  private static func strings(_ value: JSONValue?) -> [String]? {
    guard let value, value.kind == .array else { return nil }
    let strings = value.elements.compactMap(\.string)
    return strings.count == value.count ? strings : nil
  }

  private static func failures(_ value: JSONValue?) -> [(input: String, answer: Answer)]? {
    guard let value, value.kind == .array else { return nil }
    var failures: [(input: String, answer: Answer)] = []
    for failure in value.elements {
      guard let input = failure["input"]?.string, let errors = failure["errors"],
        errors.kind == .array, errors.count > 0
      else { return nil }
      failures.append((input, .errors(errors.elements.map { JSONText($0) })))
    }
    return failures
  }

  /// The answer about each input: the next result, or else the next errors, that is about it.
  private static func answers(
    to inputs: [String], among results: [(input: String, answer: Answer)],
    _ failures: [(input: String, answer: Answer)], in path: String
  ) throws(InputError) -> [Answer] {
    var (results, failures) = (results[...], failures[...])
    let answers = inputs.compactMap { input -> Answer? in
      if results.first?.input == input { return results.removeFirst().answer }
      return failures.first?.input == input ? failures.removeFirst().answer : nil
    }
    if let other = results.first?.input ?? failures.first?.input {
      throw InputError("\(path): there is an answer for \(other), which is no input of this part")
    }
    let unanswered = inputs.count - answers.count
    guard unanswered == 0 else {
      let inputs =
        unanswered == 1 ? "1 input of this part has" : "\(unanswered) inputs of this part have"
      throw InputError("\(path): \(inputs) neither a result nor an error")
    }
    return answers
  }
}
