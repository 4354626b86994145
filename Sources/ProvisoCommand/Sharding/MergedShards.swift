import JSONOutput
import ProvisoInput
import ProvisoResult

/// The answers of all parts of one list of inputs.
struct MergedShards {
  private let files: [ShardFile]
  /// The inputs of the list with their answers.
  private let answers: [(input: String, answer: ShardFile.Answer)]

  /// Joins answers.
  ///
  /// - Throws: `InputError` if they are not one of each part of one list.
  init(_ given: [ShardFile]) throws(InputError) {
    guard let first = given.first else { throw InputError("expected the answers of all parts") }
    for file in given {
      guard file.shard.count == first.shard.count else {
        throw InputError(
          "\(file.path) is a part of \(file.shard.count), and \(first.path) one of \(first.shard.count)"
        )
      }
      guard file.shard.listDigest == first.shard.listDigest, file.shard.total == first.shard.total
      else {
        throw InputError(
          "\(file.path) and \(first.path) are parts of different lists of plans; every job needs the same list in the same order"
        )
      }
    }
    try Self.requireSameQuestion(given)
    files = given.sorted { $0.shard.number < $1.shard.number }
    for (a, b) in zip(files, files.dropFirst()) where a.shard.number == b.shard.number {
      throw InputError(
        "\(a.path) and \(b.path) are both part \(a.shard.number) of \(a.shard.count)")
    }
    let found = Set(files.map(\.shard.number))
    let missing = (1...first.shard.count).filter { !found.contains($0) }
    guard missing.isEmpty else {
      let shown = missing.prefix(20).map(String.init).joined(separator: ", ")
      throw InputError(
        missing.count == 1
          ? "part \(shown) of \(first.shard.count) is missing"
          : "parts \(shown)\(missing.count > 20 ? ", …" : "") of \(first.shard.count) are missing")
    }
    guard let inputs = Shard.whole(of: files.map(\.shard.inputs)),
      inputs.count == first.shard.total, Shard.digest(of: inputs) == first.shard.listDigest
    else { throw InputError("the parts do not make up the list that they name") }
    var rests = files.map { $0.answers[...] }
    answers = inputs.enumerated().map { [count = files.count] in
      ($0.element, rests[$0.offset % count].removeFirst())
    }
  }

  /// Refuses parts that were asked different things: together they are not the answer to any of them.
  private static func requireSameQuestion(_ files: [ShardFile]) throws(InputError) {
    guard let first = files.first else { return }
    let tools = files.reduce(into: Set<String>()) { $0.formUnion($1.tools) }
    guard tools.count < 2 else {
      throw InputError(
        "the parts were checked by different versions: \(tools.sorted().joined(separator: ", "))")
    }
    for file in files.dropFirst() {
      let others = zip(file.question, first.question).filter { $0.0 != $0.1 }.map(\.0.name)
      guard others.isEmpty, file.question.count == first.question.count else {
        let what = others.isEmpty ? "what was asked" : others.joined(separator: "; ")
        throw InputError(
          "\(file.path) and \(first.path) answer different questions: these differ: \(what)")
      }
    }
  }

  /// The worst status of the parts, as one check of all would have it.
  var exitStatus: ProvisoExit {
    for status in [ProvisoExit.unusable, .violated, .undecided]
    where files.contains(where: { $0.exitStatus == status }) {
      return status
    }
    return .proved
  }

  /// All results as one check of all inputs writes them.
  var json: String {
    var errors: [JSONText] = []
    var results: [JSONText] = []
    for (_, answer) in answers {
      switch answer {
      case .result(_, let text): results.append(text)
      case .errors(let found): errors += found
      }
    }
    let list = JSONText.Member("results", .list(results))
    if !errors.isEmpty {
      return JSONText.object([
        .init("schema", .string("proviso.error/1")), .init("errors", .list(errors)), list,
      ]).rendered() + "\n"
    }
    if results.count == 1 { return results[0].rendered() + "\n" }
    let worst = verdicts.max() ?? .proved
    return JSONText.object([
      .init("schema", .string("proviso.results/1")), .init("verdict", .string(worst.rawValue)),
      list,
    ]).rendered() + "\n"
  }

  private var verdicts: [Verdict] {
    answers.compactMap { if case .result(let verdict, _) = $0.answer { verdict } else { nil } }
  }

  /// A line for each input that is violated or undecided, then one for each with errors, and the counts.
  var text: String {
    var failing: [String] = []
    var erroneous: [String] = []
    for (input, answer) in answers {
      switch answer {
      case .result(let verdict, _) where verdict >= .undecided:
        failing.append(verdict.rawValue.padding(to: 11) + input)
      case .errors: erroneous.append("error".padding(to: 11) + input)
      case .result: break
      }
    }
    let verdicts = verdicts
    var counts = [Verdict.violated, .undecided, .tolerated, .trusted, .proved].compactMap {
      verdict -> String? in
      let count = verdicts.count { $0 == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    if !erroneous.isEmpty { counts.append("\(erroneous.count) with errors") }
    let whole =
      "\(answers.count == 1 ? "1 plan" : "\(answers.count) plans") in \(files.count == 1 ? "1 part" : "\(files.count) parts")"
    let last = whole + (counts.isEmpty ? "" : ": " + counts.joined(separator: " · "))
    return (failing + erroneous + [last]).map(\.printable).joined(separator: "\n") + "\n"
  }
}
