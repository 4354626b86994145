import JSONOutput
import ProvisoInput
import ProvisoResult

/// The answers of all parts of one list of inputs.
struct MergedShards {
  private let files: [ShardFile]
  private let inputs: [String]

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
    self.inputs = inputs
  }

  /// The worst status of the parts, as one check of all would have it.
  var exitStatus: ProvisoExit {
    for status in [ProvisoExit.unusable, .violated, .undecided]
    where files.contains(where: { $0.exitStatus == status }) {
      return status
    }
    return .proved
  }

  var tools: Set<String> { files.reduce(into: []) { $0.formUnion($1.tools) } }

  /// The results in the order of the list.
  private var results: [(input: String, verdict: Verdict, text: JSONText)] {
    var rests = files.map { ($0.shard.inputs[...], $0.results[...]) }
    var ordered: [(input: String, verdict: Verdict, text: JSONText)] = []
    for index in inputs.indices {
      let part = index % files.count
      guard let input = rests[part].0.popFirst() else { continue }
      if rests[part].1.first?.input == input { ordered.append(rests[part].1.removeFirst()) }
    }
    return ordered
  }

  /// The errors in the order of the list.
  private var errors: [JSONText] {
    var rests = files.map { $0.failures[...] }
    return inputs.indices.flatMap { index -> [JSONText] in
      let part = index % files.count
      guard rests[part].first?.input == inputs[index] else { return [] }
      return rests[part].removeFirst().errors
    }
  }

  /// All results as one check of all inputs writes them.
  var json: String {
    let results = results
    let list = JSONText.Member("results", .list(results.map(\.text)))
    if !errors.isEmpty {
      return JSONText.object([
        .init("schema", .string("proviso.error/1")), .init("errors", .list(errors)), list,
      ]).rendered() + "\n"
    }
    if results.count == 1 { return results[0].text.rendered() + "\n" }
    let worst = results.map(\.verdict).max() ?? .proved
    return JSONText.object([
      .init("schema", .string("proviso.results/1")), .init("verdict", .string(worst.rawValue)),
      list,
    ]).rendered() + "\n"
  }

  /// A line for each input that is violated or undecided, and the counts.
  var text: String {
    let results = results
    var lines = results.filter { $0.verdict >= .undecided }.map {
      $0.verdict.rawValue.padding(to: 11) + $0.input
    }
    let answered = Set(results.map(\.input))
    lines += inputs.filter { !answered.contains($0) }.map { "error".padding(to: 11) + $0 }
    let counts = [Verdict.violated, .undecided, .tolerated, .trusted, .proved].compactMap {
      verdict -> String? in
      let count = results.count { $0.verdict == verdict }
      return count == 0 ? nil : "\(count) \(verdict.rawValue)"
    }
    let unanswered = inputs.count - results.count
    let all = counts + (unanswered == 0 ? [] : ["\(unanswered) with errors"])
    lines.append(
      "\(inputs.count == 1 ? "1 plan" : "\(inputs.count) plans") in \(files.count == 1 ? "1 part" : "\(files.count) parts")"
        + (all.isEmpty ? "" : ": " + all.joined(separator: " · ")))
    return lines.map(\.printable).joined(separator: "\n") + "\n"
  }
}

extension String {
  fileprivate func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
