import JSON
import JSONOutput
import JSONRPC
import ProvisoInput
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
  /// The answer about each input, in their order.
  let answers: [Answer]
  /// The versions of the tool and of the solver that answered; empty without results.
  let tools: Set<String>

  /// Reads a file.
  ///
  /// - Throws: `InputError` if it is not the whole answer of one part.
  init(contentsOf path: String) throws(InputError) {
    self.path = path
    let document: JSONDocument
    do throws(JSONError) {
      document = try JSONDocument.load(path: path)
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
      tools.insert("proviso \(version) (\(solver))")
    }
    self.tools = tools
    answers = try Self.answers(to: inputs, among: read, failures, in: path)
    guard failures.isEmpty || exitStatus != .proved else {
      throw InputError("\(path): the exit status is 0, but an input has an error")
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
