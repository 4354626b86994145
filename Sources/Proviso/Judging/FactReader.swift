import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// Reads the parts of a condition that decide its truth value, with their values, as sentences.
///
/// It follows the condition from its top: of a conjunction that is false, the parts that are false; of a
/// quantifier, the choices that break it or that are missing. A leaf becomes one sentence, such as
/// `` `r.now.port` is 22 ``. Every value is printed by the caller, who hides secrets.
struct FactReader {
  /// The evaluator that decided the verdict.
  let judge: ConcreteEvaluator
  /// The evaluator for printed values, in which unknowns and secrets are words.
  let printer: ConcreteEvaluator
  let sources: SourceSet
  /// The name of an object or an element.
  let name: (MaskedValue) -> String
  /// The text of a value.
  let text: (MaskedValue) -> String
  /// The sentence about an element, in place of its value; `nil` for none.
  let sentence: (Value) -> String?
  /// Whether no element that the solver may have picked is printed.
  let hidesElements: Bool

  typealias Frame = ConcreteEvaluator.Frame

  /// The number of sentences for one violation.
  static let most = 4
  /// The number of choices of a quantifier that are named.
  private static let mostNamed = 3
  /// The number of characters of a quoted part of a spec or of a value.
  private static let mostCharacters = 100

  /// The sentences about a violation: the conditions that make the objects matter, then the body.
  func facts(
    about binders: [Binder], _ body: Expression, in frame: Frame
  ) -> [String] {
    var out: [String] = []
    for binder in binders {
      guard let condition = binder.condition else { continue }
      out += reasons(of: condition, in: frame)
    }
    out += facts(body, being: false, in: frame, isDeep: false)
    var seen: Set<String> = []
    return Array(out.filter { seen.insert($0).inserted }.prefix(Self.most))
  }

  // MARK: Conditions of binders

  /// The tests of data that make a condition true. Whatever is only absent is left out.
  private func reasons(of condition: Expression, in frame: Frame) -> [String] {
    switch condition.kind {
    case .and(let parts): return parts.flatMap { reasons(of: $0, in: frame) }
    case .or(let parts):
      let first = parts.first { judge.truth(of: $0, in: frame) == .yes }
      return first.map { reasons(of: $0, in: frame) } ?? []
    case .call(let definition, let arguments) where condition.type == .bool:
      guard let inner = self.frame(of: arguments, in: frame) else { return [] }
      return reasons(of: definition.body, in: inner)
    case .quantifier(.some, let binders, let body):
      guard let choice = firstChoice(of: binders, body, being: true, in: frame) else { return [] }
      let found =
        binders.compactMap(\.condition).flatMap { reasons(of: $0, in: choice) }
        + (body.map { reasons(of: $0, in: choice) } ?? [])
      // An element is known by its value, as a key of a map.
      let elements = binders.filter { !$0.bindsObjects }.map {
        "`\($0.name)` is \(named(choice, $0))"
      }
      return found.map { ([$0] + elements).joined(separator: ", ") }
    case .compare where readsData(condition): return leaf(condition, being: true, in: frame)
    default: return []
    }
  }

  // MARK: Bodies

  /// The sentences about a condition that is true or false.
  ///
  /// - Parameter isDeep: Whether the condition is about a choice of a quantifier, so that its objects are
  ///   not those of the instance.
  private func facts(
    _ condition: Expression, being wanted: Bool, in frame: Frame, isDeep: Bool
  ) -> [String] {
    func each(_ parts: [Expression], being wanted: Bool) -> [String] {
      parts.flatMap { facts($0, being: wanted, in: frame, isDeep: isDeep) }
    }
    switch condition.kind {
    case .not(let inner): return facts(inner, being: !wanted, in: frame, isDeep: isDeep)
    case .and(let parts):
      return each(
        wanted ? parts : parts.filter { judge.truth(of: $0, in: frame) == .no }, being: wanted)
    case .or(let parts):
      guard !wanted else {
        let met = parts.first { judge.truth(of: $0, in: frame) == .yes }
        return each([met].compactMap(\.self), being: true)
      }
      let all = each(parts, being: false)
      // Of several alternatives, those that the input does not have say little.
      let present = all.filter { !$0.hasSuffix(" is null") }
      return present.isEmpty ? all : present
    case .implies(let a, let b):
      guard !wanted else { return [] }
      return reasons(of: a, in: frame) + facts(b, being: false, in: frame, isDeep: isDeep)
    case .conditional(let test, let a, let b) where condition.type == .bool:
      let taken = judge.truth(of: test, in: frame) == .yes ? a : b
      return facts(taken, being: wanted, in: frame, isDeep: isDeep)
    case .call(let definition, let arguments) where condition.type == .bool:
      guard let inner = self.frame(of: arguments, in: frame) else { return [] }
      return facts(definition.body, being: wanted, in: inner, isDeep: isDeep)
    case .quantifier(let quantifier, let binders, let body):
      return facts(quantifier, over: binders, body, being: wanted, in: frame)
    case .compare, .method, .function, .relation:
      return isDeep || readsData(condition) ? leaf(condition, being: wanted, in: frame) : []
    case .attribute: return isDeep ? leaf(condition, being: wanted, in: frame) : []
    default: return []
    }
  }

  private func facts(
    _ quantifier: Quantifier, over binders: [Binder], _ body: Expression?, being wanted: Bool,
    in frame: Frame
  ) -> [String] {
    switch (quantifier, wanted) {
    case (.every, false):
      guard let choice = firstChoice(of: binders, body, being: false, in: frame) else { return [] }
      let chosen = binders.map { "\($0.name) = \(named(choice, $0))" }.joined(separator: ", ")
      return [chosen]
        + (body.map { facts($0, being: false, in: choice, isDeep: true) } ?? [])
    case (.some, true):
      guard let choice = firstChoice(of: binders, body, being: true, in: frame) else { return [] }
      return [binders.map { "\($0.name) = \(named(choice, $0))" }.joined(separator: ", ")]
    case (.some, false): return misses(of: binders, body, in: frame)
    case (.no, false), (.atMost, false), (.exactly, false), (.atLeast, false):
      return [count(quantifier, binders, body, in: frame)]
    default: return []
    }
  }

  /// The number of choices that meet a quantifier, with the number that it allows, and the first of them.
  private func count(
    _ quantifier: Quantifier, _ binders: [Binder], _ body: Expression?, in frame: Frame
  ) -> String {
    var met: [String] = []
    var sentences: [String] = []
    var count = 0
    var all = 0
    _ = choices(of: binders, in: frame) { choice in
      all += 1
      guard body.map({ judge.truth(of: $0, in: choice) == .yes }) ?? true else { return }
      count += 1
      if let last = binders.last, let sentence = sentence(of: last, in: choice) {
        sentences.append(sentence)
      }
      guard met.count < Self.mostNamed else { return }
      met.append(binders.map { named(choice, $0) }.joined(separator: " with "))
    }
    if case .no = quantifier, let first = sentences.first {
      return first + (count > 1 ? "; and \(count - 1) more like this" : "")
    }
    let allowed =
      switch quantifier {
      case .no: "none allowed"
      case .atMost(let most): "at most \(most) allowed"
      case .atLeast(let least): "at least \(least) needed"
      case .exactly(let number): "exactly \(number) needed"
      case .every, .some: ""
      }
    let names = met.joined(separator: ", ") + (count > met.count ? ", …" : "")
    var what = binders.map { collection(of: $0) }.joined(separator: ", ")
    let isBound: Bool
    switch quantifier {
    case .atMost, .no: isBound = true
    default: isBound = false
    }
    if isBound, body == nil {
      // The condition is what must not be, and the rule names it.
    } else if let body {
      what = "of \(all) \(what) with `\(quoted(body))`"
    } else if let condition = binders.last?.condition {
      what += " with `\(quoted(condition))`"
    }
    return "\(count) \(what), \(allowed)" + (names.isEmpty ? "" : ": \(names)")
  }

  /// The reason why no choice meets a `some`: for the first candidates, the part that is false.
  func misses(
    of binders: [Binder], _ body: Expression?, in frame: Frame
  ) -> [String] {
    guard let last = binders.last else { return [] }
    let parts = (last.condition?.conjuncts ?? []) + (body?.conjuncts ?? [])
    let free = Array(binders.dropLast()) + [last.with(condition: nil)]
    let kinds = parts.filter(isKindTest)
    var near: [(missed: [Expression], choice: Frame)] = []
    var isMet = kinds.map { _ in false }
    _ = choices(of: free, in: frame) { choice in
      let met = kinds.map { judge.truth(of: $0, in: choice) == .yes }
      for index in met.indices where met[index] { isMet[index] = true }
      // An object of another type is no candidate.
      guard met.allSatisfy(\.self) else { return }
      near.append((parts.filter { judge.truth(of: $0, in: choice) != .yes }, choice))
    }
    let fewest = near.map(\.missed.count).min() ?? 0
    let candidates = near.filter { $0.missed.count == fewest }
    guard !candidates.isEmpty, parts.count > 1 else {
      let what = binders.map { collection(of: $0) }.joined(separator: ", ")
      // A test that nothing meets says most; otherwise nothing meets all of them.
      let never = zip(kinds, isMet).first { !$0.1 }.map { [$0.0] }
      let tests = (never ?? (kinds.isEmpty ? Array(parts.prefix(1)) : kinds))
        .map { "`\(quoted($0))`" }
      return ["no \(what)" + (tests.isEmpty ? "" : " with " + tests.joined(separator: " and "))]
    }
    return candidates.prefix(Self.mostNamed - 1).map { candidate in
      let failed = candidate.missed.prefix(2).map { part in
        leaf(part, being: false, in: candidate.choice).first ?? "`\(quoted(part))` is false"
      }
      return "\(last.name) = \(named(candidate.choice, last)): " + failed.joined(separator: ", ")
    }
      + (candidates.count > Self.mostNamed - 1
        ? ["and \(candidates.count - Self.mostNamed + 1) more \(last.name) like these"] : [])
  }

  /// Whether a test is about the kind of an object, such as its type.
  private func isKindTest(_ condition: Expression) -> Bool {
    guard case .compare(_, let a, let b) = condition.kind else { return false }
    return [a, b].contains { part in
      if case .attribute = part.kind { part.type == .string } else { false }
    }
  }

  // MARK: Leaves

  /// One sentence about a test without parts that are conditions.
  private func leaf(_ condition: Expression, being wanted: Bool, in frame: Frame) -> [String] {
    var told: [String] = []
    for part in operands(of: condition) {
      if case .constant = part.kind { continue }
      guard case .value(let value) = printer.value(of: part, in: frame) else { continue }
      told.append("`\(quoted(part))` is \(shown(value))")
    }
    guard told.isEmpty || told.count > 2 else { return [told.joined(separator: ", ")] }
    return ["`\(quoted(condition))` is \(wanted)"]
  }

  /// The values that a test compares.
  private func operands(of condition: Expression) -> [Expression] {
    switch condition.kind {
    case .compare(.has, let base, _): [base]
    case .compare(_, let a, let b): [a, b]
    case .method(_, let base, let arguments): [base] + arguments
    case .function(.known, _): []
    case .function(_, let arguments): arguments
    case .attribute: [condition]
    default: []
    }
  }

  /// Whether a test reads data of the input, rather than only attributes of the vocabulary such as `type`.
  private func readsData(_ condition: Expression) -> Bool {
    var found = false
    func visit(_ expression: Expression) {
      switch expression.kind {
      case .member, .index, .lookup, .aggregate: found = true
      case .local where expression.type == .value: found = true
      default: if !found { expression.kind.forEachPart(visit) }
      }
    }
    condition.kind.forEachPart(visit)
    return found
  }

  // MARK: Texts

  func shown(_ value: MaskedValue) -> String { Self.cut(text(value)) }

  func named(_ choice: Frame, _ binder: Binder) -> String {
    guard choice.indices.contains(binder.slot) else { return "?" }
    let value = choice[binder.slot]
    if case .object = value.value { return name(value) }
    if let sentence = sentence(of: binder, in: choice) { return sentence }
    return Self.cut(hidesElements ? text(MaskedValue(value.value, .all)) : text(value))
  }

  /// The sentence about an element that may be printed; `nil` for none.
  private func sentence(of binder: Binder, in choice: Frame) -> String? {
    guard !hidesElements, choice.indices.contains(binder.slot) else { return nil }
    let value = choice[binder.slot]
    return value.mask == .none ? sentence(value.value) : nil
  }

  /// The collection of a binder, such as `deletions`, or the binder as it is written.
  private func collection(of binder: Binder) -> String {
    let text = source(of: binder)
    guard binder.bindsObjects, let space = text.firstRange(of: " in ") else { return "`\(text)`" }
    return String(text[space.upperBound...])
  }

  /// A binder as it is written, without `where`.
  private func source(of binder: Binder) -> String {
    let text = Self.flat(sources.text(of: binder.span))
    let end = text.firstRange(of: " where ")?.lowerBound ?? text.endIndex
    return Self.cut(String(text[..<end]))
  }

  func quoted(_ expression: Expression) -> String {
    Self.cut(Self.flat(sources.text(of: expression.span)))
  }

  private static func flat(_ text: String) -> String {
    text.split(separator: "\n").map { line in
      // A comment at the end of a line is not part of the condition.
      line.firstRange(of: "//").map { String(line[..<$0.lowerBound]) } ?? String(line)
    }.joined(separator: " ").split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  private static func cut(_ text: String) -> String {
    text.count > mostCharacters ? text.prefix(mostCharacters - 1) + "…" : text
  }

  // MARK: Choices

  func frame(of arguments: [Expression], in frame: Frame) -> Frame? {
    var out: Frame = []
    for argument in arguments {
      guard case .value(let value) = judge.value(of: argument, in: frame) else { return nil }
      out.append(hidesElements ? hidden(value, of: argument, in: frame) : value)
    }
    return out
  }

  /// A value that the solver may have picked, which is judged and not printed.
  private func hidden(
    _ value: MaskedValue, of argument: Expression, in frame: Frame
  ) -> MaskedValue {
    if case .object = value.value { return value }
    if case .value(let known) = printer.value(of: argument, in: frame), known.value == value.value {
      return known
    }
    return MaskedValue(value.value, .all)
  }

  /// Visits the choices for binders. An element that the solver may have picked is hidden, but judged.
  func choices(of binders: [Binder], in frame: Frame, visit: (Frame) -> Void) -> String? {
    judge.choices(of: binders, in: frame) { choice in
      guard hidesElements else { return visit(choice) }
      visit(
        choice.enumerated().map { slot, value in
          if case .object = value.value { return value }
          let isGiven = frame.indices.contains(slot) && !frame[slot].value.isNull
          return isGiven ? value : MaskedValue(value.value, .all)
        })
    }
  }

  private func firstChoice(
    of binders: [Binder], _ body: Expression?, being wanted: Bool, in frame: Frame
  ) -> Frame? {
    var found: Frame?
    _ = choices(of: binders, in: frame) { choice in
      guard found == nil else { return }
      let truth = body.map { judge.truth(of: $0, in: choice) } ?? .yes
      if truth == ConcreteEvaluator.Truth(wanted) { found = choice }
    }
    return found
  }
}
