import ProvisoKernel
import Z3

/// Reads the values of unknowns from a model.
extension Encoder {
  /// The first opaque term in words: the reason why "satisfiable" does not count.
  var doubt: String {
    for term in opaque.keys.sorted(by: { $0.index < $1.index }) {
      switch store[term] {
      case .undetermined(let index): return store.undetermined[index].reason
      case .matches(let pattern, _):
        let text = store.patterns[pattern]
        return "cannot match an unknown text against the pattern \(Value.quoted(text))"
          + RegexEncoder.remark(on: text)
      case .lowerASCII: return "cannot evaluate `lowerAscii` of an unknown text"
      default: continue
      }
    }
    return "the answer depends on a condition that the solver cannot evaluate"
  }

  /// The values that a model gives to the unknowns that were encoded.
  func unknowns(in model: Z3Model) throws(Z3Error) -> [Int: Value] {
    var out: [Int: Value] = [:]
    for (index, term) in unknownConditions {
      out[index] = .bool(try model.boolean(of: term) ?? false)
    }
    // Members come after their maps, so go backwards: a map is built from its members.
    for index in unknownValues.keys.sorted(by: >) {
      guard let encoded = unknownValues[index] else { continue }
      out[index] = try read(index, as: encoded, from: model, known: out)
    }
    return out
  }

  private func read(
    _ index: Int, as encoded: EncodedValue, from model: Z3Model, known: [Int: Value]
  ) throws(Z3Error) -> Value {
    let number = try model.numeral(of: encoded.kind).flatMap { Int($0) } ?? 0
    switch Value.Kind(rawValue: number) ?? .null {
    case .null, .object: return .null
    case .bool: return .bool(try model.boolean(of: encoded.bool) ?? false)
    case .number:
      let text = try model.numeral(of: encoded.number) ?? "0"
      return .number(Number(literal: text) ?? .zero)
    case .string:
      if usesStrings { return .string(Text(try model.string(of: encoded.string) ?? "")) }
      let code = try model.numeral(of: encoded.string).flatMap { Int($0) } ?? 0
      return .string(strings.indices.contains(code) ? strings[code] : otherText(code))
    case .list:
      let code = try structure(encoded, in: model)
      if structures.indices.contains(code), case .list = structures[code] {
        return structures[code]
      }
      return .list([.string(Text("another value \(code)"))])
    case .map:
      let code = try structure(encoded, in: model)
      if structures.indices.contains(code), case .map = structures[code] { return structures[code] }
      var members: [Text: Value] = [:]
      for (child, unknown) in store.unknowns.enumerated() {
        if let parent = unknown.parent, parent.unknown == index, let value = known[child],
          !value.isNull
        {
          members[parent.member] = value
        }
      }
      if members.isEmpty {
        members["another value"] = .number(Number(literal: String(code)) ?? .zero)
      }
      return .map(members)
    }
  }

  private func structure(_ encoded: EncodedValue, in model: Z3Model) throws(Z3Error) -> Int {
    try model.numeral(of: encoded.structure).flatMap { Int($0) } ?? 0
  }

  /// A text that differs from all texts in the formula.
  private func otherText(_ code: Int) -> Text {
    var text = Text("another value")
    var count = code - strings.count
    if count > 0 { text = Text("another value \(count + 1)") }
    while stringIndices[text] != nil {
      count += 1000
      text = Text("another value \(count)")
    }
    return text
  }
}
