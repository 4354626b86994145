/// A property about a plan, with a syntax tree of its own that prints itself as a spec.
struct ProjectedProperty {
  enum Kind: String, CaseIterable { case invariant, possible }
  enum Timing: String, CaseIterable {
    case everyMoment = "at every moment"
    case atRest = "at rest"
    case atEnd = "at end"
  }

  indirect enum Body {
    case condition(Condition)
    case eventually(Condition)
    case leadsTo(Condition, Condition)
    case until(Condition, Condition)
  }

  let kind: Kind
  let timing: Timing
  /// The binders of the outer `every`; empty for none.
  let binders: [Binder]
  let body: Body

  /// The property as an item of a spec.
  func text(named name: String) -> String {
    let clause = takesTiming ? " \(timing.rawValue)" : ""
    let inner =
      switch body {
      case .condition(let condition): condition.text
      case .eventually(let condition): "eventually { \(condition.text) }"
      case .leadsTo(let left, let right): "(\(left.text)) leads to (\(right.text))"
      case .until(let left, let right): "(\(left.text)) until (\(right.text))"
      }
    let all = binders.isEmpty ? inner : "every \(Binder.text(binders)) { \(inner) }"
    return "\(kind.rawValue) \(name) \"\(name)\"\(clause) { \(all) }"
  }

  /// Whether the property can have an `at` clause.
  var takesTiming: Bool { operators.isDisjoint(with: ProjectedOperator.temporal) }
}

/// A step or an object that a name stands for.
enum Subject: Hashable {
  case variable(Int)
  /// The resource of a change.
  case resource(ofChange: Int)

  var text: String {
    switch self {
    case .variable(let number): "x\(number)"
    case .resource(let number): "x\(number).resource"
    }
  }
}

struct Binder {
  enum Collection: String, CaseIterable { case resources, changes, deletions, creations, updates }

  let variable: Int
  let collection: Collection
  let condition: Condition?

  var text: String {
    "x\(variable) in \(collection)" + (condition.map { " where (\($0.text))" } ?? "")
  }

  static func text(_ binders: [Binder]) -> String { binders.map(\.text).joined(separator: ", ") }
}

indirect enum Condition {
  enum Flag: String, CaseIterable { case exists, destroyed, managed }
  enum Progress: String, CaseIterable { case started, happened, failed }
  enum Comparison: String, CaseIterable {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
  }
  enum Age: String, CaseIterable {
    case either = ""
    case before = ".before"
    case after = ".after"
  }
  enum Event: String, CaseIterable { case starts, happens }
  enum Quantifier: Hashable {
    case every, some, no
    case exactly(Int)
    case atLeast(Int)
    case atMost(Int)
  }

  case constant(Bool)
  case flag(Subject, Flag)
  case progress(Int, Progress)
  case compare(Operand, Comparison, Operand)
  case member(Operand, [ActualValue])
  case startsWith(Operand, String)
  case refers(Subject, Subject, Age)
  case depends(Subject, Subject)
  case isBefore(Int, Int)
  case same(Subject, Subject)
  case not(Condition)
  case and([Condition])
  case or([Condition])
  case implies(Condition, Condition)
  case ifElse(Condition, Condition, Condition)
  case once(Condition)
  case whenever(Int, Event, Condition)
  case quantified(Quantifier, [Binder], Condition)

  var text: String {
    func joined(_ parts: [Condition], _ word: String) -> String {
      parts.map { "(\($0.text))" }.joined(separator: " \(word) ")
    }
    switch self {
    case .constant(let value): return "\(value)"
    case .flag(let subject, let flag): return "\(subject.text).\(flag)"
    case .progress(let step, let progress): return "x\(step).\(progress)"
    case .compare(let left, let comparison, let right):
      return "\(left.text) \(comparison.rawValue) \(right.text)"
    case .member(let operand, let values):
      return "\(operand.text) in [\(values.map(\.json).joined(separator: ", "))]"
    case .startsWith(let operand, let prefix): return "\(operand.text).startsWith(\"\(prefix)\")"
    case .refers(let a, let b, let age): return "\(a.text) refers to \(b.text)\(age.rawValue)"
    case .depends(let a, let b): return "\(a.text) depends on \(b.text)"
    case .isBefore(let first, let second): return "x\(first) before x\(second)"
    case .same(let a, let b): return "\(a.text) == \(b.text)"
    case .not(let part): return "not (\(part.text))"
    case .and(let parts): return joined(parts, "and")
    case .or(let parts): return joined(parts, "or")
    case .implies(let left, let right): return joined([left, right], "implies")
    case .ifElse(let condition, let yes, let no):
      return "if (\(condition.text)) then (\(yes.text)) else (\(no.text))"
    case .once(let part): return "once { \(part.text) }"
    case .whenever(let step, let event, let part):
      return "whenever x\(step) \(event) { \(part.text) }"
    case .quantified(let quantifier, let binders, let part):
      let word =
        switch quantifier {
        case .every: "every"
        case .some: "some"
        case .no: "no"
        case .exactly(let count): "exactly \(count)"
        case .atLeast(let count): "at least \(count)"
        case .atMost(let count): "at most \(count)"
        }
      return "\(word) \(Binder.text(binders)) { \(part.text) }"
    }
  }
}

indirect enum Operand {
  enum Side: String, CaseIterable { case before, now, after }
  enum Fact: String, CaseIterable { case name, type, action }

  case constant(ActualValue)
  case attribute(Subject, Side, String)
  /// All attributes, to compare with `null`.
  case whole(Subject, Side)
  case fact(Subject, Fact)
  case kind(Int)
  case count([Binder])
  case sum([Binder], Operand)

  var text: String {
    switch self {
    case .constant(let value): value.json
    case .attribute(let subject, let side, let name): "\(subject.text).\(side).\(name)"
    case .whole(let subject, let side): "\(subject.text).\(side)"
    case .fact(let subject, let fact): "\(subject.text).\(fact)"
    case .kind(let step): "x\(step).kind"
    case .count(let binders): "count(\(Binder.text(binders)))"
    case .sum(let binders, let operand): "sum(\(Binder.text(binders)): \(operand.text))"
    }
  }
}

/// The operators of the language that properties use.
enum ProjectedOperator: String, CaseIterable, Sendable {
  case exists, destroyed, managed, now, before, after, started, happened, failed
  case `in`, startsWith, less
  case refersTo, refersToBefore, refersToAfter, dependsOn, isBefore
  case not, and, or, implies, ifElse, every, some, no, exactly, atLeast, atMost, count, sum
  case once, wheneverStarts, wheneverHappens, eventually, leadsTo, until

  /// Those that do without an `at` clause.
  static let temporal: Set<ProjectedOperator> = [
    .isBefore, .once, .wheneverStarts, .wheneverHappens, .eventually, .leadsTo, .until,
  ]
  /// Those that can depend on unknown values, or on what the plan hides.
  static let ofValues: Set<ProjectedOperator> = [
    .now, .after, .refersTo, .refersToBefore, .refersToAfter, .dependsOn,
  ]
}

extension ProjectedProperty {
  /// All operators in the property.
  var operators: Set<ProjectedOperator> {
    var found: Set<ProjectedOperator> = binders.isEmpty ? [] : [.every]
    for binder in binders { binder.condition?.collect(&found) }
    switch body {
    case .condition(let condition): condition.collect(&found)
    case .eventually(let condition):
      found.insert(.eventually)
      condition.collect(&found)
    case .leadsTo(let left, let right), .until(let left, let right):
      if case .until = body { found.insert(.until) } else { found.insert(.leadsTo) }
      left.collect(&found)
      right.collect(&found)
    }
    return found
  }
}

extension Condition {
  fileprivate func collect(_ found: inout Set<ProjectedOperator>) {
    switch self {
    case .constant, .same: break
    case .flag(_, let flag): found.insert(ProjectedOperator(rawValue: flag.rawValue) ?? .exists)
    case .progress(_, let progress):
      found.insert(ProjectedOperator(rawValue: progress.rawValue) ?? .started)
    case .compare(let left, let comparison, let right):
      if [.less, .atMost].contains(comparison) { found.insert(.less) }
      left.collect(&found)
      right.collect(&found)
    case .member(let operand, _):
      found.insert(.in)
      operand.collect(&found)
    case .startsWith(let operand, _):
      found.insert(.startsWith)
      operand.collect(&found)
    case .refers(_, _, let age):
      found.insert(age == .either ? .refersTo : age == .before ? .refersToBefore : .refersToAfter)
    case .depends: found.insert(.dependsOn)
    case .isBefore: found.insert(.isBefore)
    case .not(let part):
      found.insert(.not)
      part.collect(&found)
    case .and(let parts), .or(let parts):
      if case .and = self { found.insert(.and) } else { found.insert(.or) }
      for part in parts { part.collect(&found) }
    case .implies(let left, let right):
      found.insert(.implies)
      left.collect(&found)
      right.collect(&found)
    case .ifElse(let condition, let yes, let no):
      found.insert(.ifElse)
      for part in [condition, yes, no] { part.collect(&found) }
    case .once(let part):
      found.insert(.once)
      part.collect(&found)
    case .whenever(_, let event, let part):
      found.insert(event == .starts ? .wheneverStarts : .wheneverHappens)
      part.collect(&found)
    case .quantified(let quantifier, let binders, let part):
      switch quantifier {
      case .every: found.insert(.every)
      case .some: found.insert(.some)
      case .no: found.insert(.no)
      case .exactly: found.insert(.exactly)
      case .atLeast: found.insert(.atLeast)
      case .atMost: found.insert(.atMost)
      }
      for binder in binders { binder.condition?.collect(&found) }
      part.collect(&found)
    }
  }
}

extension Operand {
  fileprivate func collect(_ found: inout Set<ProjectedOperator>) {
    switch self {
    case .constant, .fact, .kind: break
    case .attribute(_, let side, _), .whole(_, let side):
      found.insert(ProjectedOperator(rawValue: side.rawValue) ?? .now)
    case .count(let binders):
      found.insert(.count)
      for binder in binders { binder.condition?.collect(&found) }
    case .sum(let binders, let operand):
      found.insert(.sum)
      for binder in binders { binder.condition?.collect(&found) }
      operand.collect(&found)
    }
  }
}
