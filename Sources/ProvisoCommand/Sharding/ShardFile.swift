import JSON
import JSONOutput
import JSONRPC
import ProvisoInput
import ProvisoResult

/// The answer of one part, as `--shard` wrote it.
struct ShardFile {
  let path: String
  let shard: ShardInfo
  let exitStatus: ProvisoExit
  /// The errors of inputs without a result.
  let failures: [(input: String, errors: [JSONText])]
  /// The results with the names of their inputs, in the order of the inputs.
  let results: [(input: String, verdict: Verdict, text: JSONText)]
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
    self.failures = failures
    var read: [(input: String, verdict: Verdict, text: JSONText)] = []
    var tools: Set<String> = []
    for result in results.elements {
      guard result["schema"]?.string == "proviso.result/1",
        let input = result["plan"]?["path"]?.string,
        let verdict = result["verdict"]?.string.flatMap(Verdict.init(rawValue:)),
        let version = result["tool"]?["version"]?.string,
        let solver = result["tool"]?["solver"]?.string
      else { throw InputError("\(path): a result of this part is damaged") }
      read.append((input, verdict, JSONText(result)))
      tools.insert("proviso \(version) (\(solver))")
    }
    self.results = read
    self.tools = tools
    try requireEveryInput()
  }

  private static func strings(_ value: JSONValue?) -> [String]? {
    guard let value, value.kind == .array else { return nil }
    let strings = value.elements.compactMap(\.string)
    return strings.count == value.count ? strings : nil
  }

  private static func failures(_ value: JSONValue?) -> [(input: String, errors: [JSONText])]? {
    guard let value, value.kind == .array else { return nil }
    var failures: [(input: String, errors: [JSONText])] = []
    for failure in value.elements {
      guard let input = failure["input"]?.string, let errors = failure["errors"],
        errors.kind == .array, errors.count > 0
      else { return nil }
      failures.append((input, errors.elements.map { JSONText($0) }))
    }
    return failures
  }

  /// Each input has a result or an error, and the exit status is one that these can have.
  private func requireEveryInput() throws(InputError) {
    var results = results[...]
    var failures = failures[...]
    var unanswered = 0
    for input in shard.inputs {
      if results.first?.input == input {
        results.removeFirst()
      } else if failures.first?.input == input {
        failures.removeFirst()
      } else {
        unanswered += 1
      }
    }
    if let other = results.first?.input ?? failures.first?.input {
      throw InputError("\(path): there is an answer for \(other), which is no input of this part")
    }
    guard unanswered == 0 else {
      let inputs =
        unanswered == 1 ? "1 input of this part has" : "\(unanswered) inputs of this part have"
      throw InputError("\(path): \(inputs) neither a result nor an error")
    }
    guard self.failures.isEmpty || exitStatus != .proved else {
      throw InputError("\(path): the exit status is 0, but an input has an error")
    }
  }
}
