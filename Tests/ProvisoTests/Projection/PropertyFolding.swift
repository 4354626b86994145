/// A moment with what was true earlier in the run: one bit for each `once`.
struct RecalledMoment: Hashable {
  let state: UInt64
  var once: UInt64 = 0
}

/// A value that is the same at every moment, or one for each moment.
enum Folded<Value> {
  case fixed(Value)
  case moving((RecalledMoment) -> Value)

  func value(at moment: RecalledMoment) -> Value {
    switch self {
    case .fixed(let value): value
    case .moving(let value): value(moment)
    }
  }

  func map<Other>(_ change: @escaping (Value) -> Other) -> Folded<Other> {
    switch self {
    case .fixed(let value): .fixed(change(value))
    case .moving(let value): .moving { change(value($0)) }
    }
  }

  func with<Second, Other>(
    _ other: Folded<Second>, _ join: @escaping (Value, Second) -> Other
  ) -> Folded<Other> {
    if case .fixed(let left) = self, case .fixed(let right) = other {
      return .fixed(join(left, right))
    }
    return .moving { join(value(at: $0), other.value(at: $0)) }
  }
}

/// Turns conditions into functions of the moment. A condition is `nil` where it has no value, which
/// may count as true or false.
struct PropertyFolding {
  typealias Truth = Folded<Bool?>

  let world: ActualWorld
  /// The objects or steps that variables stand for.
  private var bound: [Int: Int] = [:]
  /// The insides of each `once`, those of nested ones first.
  private(set) var recalled: [Truth] = []

  init(_ world: ActualWorld) { self.world = world }

  // MARK: - Binders

  private func members(_ collection: Binder.Collection) -> [Int] {
    switch collection {
    case .resources: Array(world.plan.objects.indices)
    case .changes: world.order.steps
    case .deletions: world.order.steps.filter { world.kind(of: $0) == "delete" }
    case .creations: world.order.steps.filter { world.kind(of: $0) == "create" }
    case .updates: world.order.steps.filter { world.kind(of: $0) == "update" }
    }
  }

  /// All choices of the binders whose `where` is not plainly false, each with the `where` and what
  /// the closure makes.
  mutating func choices<Result>(
    of binders: [Binder], _ make: (inout Self) -> Result
  ) -> [(Truth, Result)] {
    guard let binder = binders.first else { return [(.fixed(true), make(&self))] }
    var found: [(Truth, Result)] = []
    for member in members(binder.collection) {
      bound[binder.variable] = member
      let condition = binder.condition.map { fold($0) } ?? .fixed(true)
      if case .fixed(false) = condition { continue }
      for (inner, result) in choices(of: Array(binders.dropFirst()), make) {
        found.append((Self.all([condition, inner]), result))
      }
    }
    bound[binder.variable] = nil
    return found
  }

  /// A condition with the outer `every` of its property.
  mutating func body(_ property: ProjectedProperty, _ condition: Condition) -> Truth {
    let choices = choices(of: property.binders) { $0.fold(condition) }
    return Self.all(choices.map { Self.any([Self.not($0.0), $0.1]) })
  }

  private func object(_ subject: Subject) -> Int {
    switch subject {
    case .variable(let name): bound[name] ?? 0
    case .resource(let name): world.order.nodes[bound[name] ?? 0].object ?? 0
    }
  }

  private func step(_ variable: Int) -> Int { bound[variable] ?? 0 }

  // MARK: - Logic

  static func all(_ parts: [Truth]) -> Truth {
    var moving: [Truth] = []
    for part in parts {
      switch part {
      case .fixed(false): return .fixed(false)
      case .fixed(true): break
      default: moving.append(part)
      }
    }
    guard moving.count > 1 else { return moving.first ?? .fixed(true) }
    return .moving { moment in
      var result: Bool? = true
      for part in moving {
        switch part.value(at: moment) {
        case false: return false
        case nil: result = nil
        default: break
        }
      }
      return result
    }
  }

  static func not(_ part: Truth) -> Truth { part.map { $0.map { !$0 } } }

  static func any(_ parts: [Truth]) -> Truth { not(all(parts.map(not))) }

  /// The least and the greatest number of true parts: a part without a value may be true or false.
  private func count(_ parts: [Truth]) -> Folded<ClosedRange<Int>> {
    func range(_ value: Bool?) -> ClosedRange<Int> {
      switch value {
      case true?: 1...1
      case false?: 0...0
      case nil: 0...1
      }
    }
    func sum(_ a: ClosedRange<Int>, _ b: ClosedRange<Int>) -> ClosedRange<Int> {
      (a.lowerBound + b.lowerBound)...(a.upperBound + b.upperBound)
    }
    var fixed = 0...0
    var moving: [Truth] = []
    for part in parts {
      switch part {
      case .fixed(let value): fixed = sum(fixed, range(value))
      case .moving: moving.append(part)
      }
    }
    if moving.isEmpty { return .fixed(fixed) }
    return .moving { [fixed] moment in
      moving.reduce(fixed) { sum($0, range($1.value(at: moment))) }
    }
  }

  /// Whether every number of a range meets a condition; `nil` if only some do.
  private static func decided(_ range: ClosedRange<Int>, _ isMet: (Int) -> Bool) -> Bool? {
    let answers = Set(range.map(isMet))
    return answers.count == 1 ? answers.first : nil
  }

  // MARK: - Conditions

  mutating func fold(_ condition: Condition) -> Truth {
    let world = world
    switch condition {
    case .constant(let value): return .fixed(value)
    case .flag(let subject, let flag):
      let object = object(subject)
      switch flag {
      case .exists: return .moving { world.exists(object, at: $0.state) }
      case .destroyed: return .moving { world.isDestroyed(object, at: $0.state) }
      case .managed: return .moving { world.isManaged(object, at: $0.state) }
      }
    case .progress(let variable, let progress):
      let step = step(variable)
      return .moving { world.isTrue(progress, of: step, at: $0.state) }
    case .compare(let left, let comparison, let right):
      return fold(left).with(fold(right)) { Self.compare($0, comparison, $1) }
    case .member(let operand, let values):
      return fold(operand).map { value in value.map { values.contains($0) } }
    case .startsWith(let operand, let prefix):
      return fold(operand).map { value in
        guard let value else { return nil }
        if case .text(let text) = value { return text.hasPrefix(prefix) }
        return false
      }
    case .refers(let a, let b, let age):
      guard let refers = world.referring(object(a), object(b), age) else { return .fixed(false) }
      return .moving { refers($0.state) }
    case .depends(let a, let b): return .fixed(world.depends(object(a), object(b)))
    case .isBefore(let first, let second):
      return .fixed(world.isBefore(step(first), step(second)))
    case .same(let a, let b): return .fixed(object(a) == object(b))
    case .not(let part): return Self.not(fold(part))
    case .and(let parts): return Self.all(parts.map { fold($0) })
    case .or(let parts): return Self.any(parts.map { fold($0) })
    case .implies(let left, let right): return Self.any([Self.not(fold(left)), fold(right)])
    case .ifElse(let condition, let yes, let no):
      let condition = fold(condition)
      return Self.any([
        Self.all([condition, fold(yes)]), Self.all([Self.not(condition), fold(no)]),
      ])
    case .once(let part):
      let inner = fold(part)
      let bit = UInt64(recalled.count)
      recalled.append(inner)
      return .moving { $0.once >> bit & 1 == 1 }
    case .whenever(let variable, let event, let part):
      let step = step(variable)
      let applies: Truth =
        switch event {
        case .starts: .moving { world.runs.canBegin(step, at: $0.state) }
        case .happens: .moving { world.runs.isJustDone(step, at: $0.state) }
        }
      return Self.any([Self.not(applies), fold(part)])
    case .quantified(let quantifier, let binders, let part):
      let choices = choices(of: binders) { $0.fold(part) }
      let both = choices.map { Self.all([$0.0, $0.1]) }
      switch quantifier {
      case .every: return Self.all(choices.map { Self.any([Self.not($0.0), $0.1]) })
      case .some: return Self.any(both)
      case .no: return Self.not(Self.any(both))
      case .exactly(let number): return count(both).map { Self.decided($0) { $0 == number } }
      case .atLeast(let number): return count(both).map { Self.decided($0) { $0 >= number } }
      case .atMost(let number): return count(both).map { Self.decided($0) { $0 <= number } }
      }
    }
  }

  private static func compare(
    _ left: ActualValue?, _ comparison: Condition.Comparison, _ right: ActualValue?
  ) -> Bool? {
    guard let left, let right else { return nil }
    switch comparison {
    case .equal: return left == right
    case .unequal: return left != right
    case .less, .atMost:
      guard case .int(let left) = left, case .int(let right) = right else { return false }
      return comparison == .less ? left < right : left <= right
    }
  }

  // MARK: - Operands

  private mutating func fold(_ operand: Operand) -> Folded<ActualValue?> {
    let world = world
    switch operand {
    case .constant(let value): return .fixed(value)
    case .attribute(let subject, let side, let name):
      let object = object(subject)
      switch side {
      case .before: return .fixed(world.plan.objects[object].before?[name] ?? .null)
      case .after: return .fixed(world.plan.objects[object].after?[name] ?? .null)
      case .now: return .moving { world.now(name, of: object, at: $0.state) }
      }
    case .whole(let subject, let side):
      // Only whether it is null counts: the generator compares it with nothing else.
      let object = object(subject)
      let something = ActualValue.text("something")
      switch side {
      case .before: return .fixed(world.plan.objects[object].before == nil ? .null : something)
      case .after: return .fixed(world.plan.objects[object].after == nil ? .null : something)
      case .now: return .moving { world.exists(object, at: $0.state) ? something : .null }
      }
    case .fact(let subject, let fact):
      let object = world.plan.objects[object(subject)]
      let block = world.plan.blocks[object.block]
      switch fact {
      case .name: return .fixed(.text(block.name))
      case .type: return .fixed(.text(block.type))
      case .action:
        return .fixed(.text(object.action == .none ? "no-op" : object.action.rawValue))
      }
    case .kind(let variable): return .fixed(.text(world.kind(of: step(variable))))
    case .count(let binders):
      return count(choices(of: binders) { _ in }.map(\.0)).map {
        $0.count == 1 ? .int($0.lowerBound) : nil
      }
    case .sum(let binders, let part):
      let choices = choices(of: binders) { $0.fold(part) }
      return .moving { moment in
        var sum = 0
        for (condition, operand) in choices {
          guard let isCounted = condition.value(at: moment) else { return nil }
          guard isCounted else { continue }
          guard case .int(let number) = operand.value(at: moment) else { return nil }
          sum += number
        }
        return .int(sum)
      }
    }
  }
}
