import ProvisoKernel
import ProvisoSyntax

/// Translates checked expressions to kernel terms by symbolic evaluation.
///
/// Parts that are known fold to values; parts that depend on the moment or on an unknown become
/// terms. Quantifiers expand over the finite collections of the universe, so the cost is the number
/// of choices that their conditions leave (see `choices`) times the size of the body. A value with
/// alternatives stays a guarded `Symbol.choice` as long as possible: objects, lists and missing
/// values have no sort in a solver, and most alternatives fold away before a term is needed. A
/// missing value makes the conditions that use it undetermined, each with a reason.
///
/// The recursion follows the expression, whose depth the parser limits.
package final class Lowering {
  let universe: any SymbolicMeaning
  package let store: TermStore
  let patterns: PatternCache
  /// The value of the conditions that read one binder only, by the first of them and the object.
  var filters: [ObjectIdentifier: [ObjectID: Term]] = [:]
  var joins: [JoinKey: JoinIndex] = [:]
  /// The values of definitions for known arguments.
  var results: [DefinitionUse: Symbol] = [:]
  var slots = SlotUse()
  /// The meaning of steps and relations in a world; `nil` while a plan is lowered.
  ///
  /// A world's builder owns its lowering, so the lowering does not own the builder.
  package unowned var world: (any WorldLowering)?
  /// The reasons why the instances visited last may be incomplete.
  package var incompleteChoiceReasons: [String] = []
  /// Whether to record which triggers of a property can come true.
  package var recordsTriggers = false
  /// Whether the conditions of all instances matter. If not, an instance whose implication has a left side that
  /// is never true has no condition: it holds whatever the conditions of its binders are.
  package var keepsConditions = true
  /// The triggers of the property visited last; `nil` if they were not recorded or there are none.
  package var watch: TriggerRecorder?
  /// Which instances are visited; `nil` for all.
  package var scope: LoweredScope?
  /// Why the work is to end now; `nil` while it may go on. From then on, quantifiers visit no further
  /// choice, and say that choices are missing.
  package var interruption: (() -> String?)?

  package init(_ universe: any SymbolicMeaning, into store: TermStore, patterns: PatternCache) {
    self.universe = universe
    self.store = store
    self.patterns = patterns
  }

  package typealias Frame = [Symbol]

  /// The adjective for a value that the input does not give.
  var unknownAdjective: String { universe.unknownWords.adjective }

  /// The expression as a condition.
  package func condition(of expression: Expression, in frame: Frame) -> Term {
    condition(of: symbol(of: expression, in: frame))
  }

  package func condition(of symbol: Symbol) -> Term {
    switch symbol {
    case .condition(let term): term
    case .value(let value): store.truth(value == .bool(true))
    case .term(let term): store.isTrue(term)
    case .choice(let alternatives):
      store.or(alternatives.map { store.and($0.condition, condition(of: $0.symbol)) })
    case .partial(let defined, let inner, let reason):
      store.ite(defined, then: condition(of: inner), else: store.undetermined(because: reason))
    case .none(let reason): store.undetermined(because: reason)
    case .structure, .list: .never
    }
  }

  /// The value of the expression as a symbol.
  package func symbol(of expression: Expression, in frame: Frame) -> Symbol {
    switch expression.kind {
    case .constant(let value): return .value(value)
    case .local(let slot): return frame.indices.contains(slot) ? frame[slot] : .null
    case .singleton(let index): return .value(.object(universe.singleton(index)))
    case .attribute(let base, let attribute):
      return mapping(objectSymbol(of: base, in: frame)) { base in
        guard case .value(.object(let object)) = base else { return .null }
        if let reason = self.universe.gap(attribute, of: object) { return .none(Gap(reason)) }
        return self.universe.symbol(attribute, of: object, in: self.store)
      }
    case .member(let base, let name): return member(of: symbol(of: base, in: frame), named: name)
    case .index(let base, let index):
      return self.index(symbol(of: base, in: frame), by: symbol(of: index, in: frame))
    case .not(let inner): return .condition(store.not(condition(of: inner, in: frame)))
    case .and(let parts): return .condition(junction(of: parts, in: frame, isAnd: true))
    case .or(let parts): return .condition(junction(of: parts, in: frame, isAnd: false))
    case .implies(let a, let b):
      let left = condition(of: a, in: frame)
      if left == .never { return .condition(.always) }
      return .condition(
        under(expression, condition: left) { store.implies(left, condition(of: b, in: frame)) })
    case .conditional(let c, let a, let b):
      return choose(
        if: condition(of: c, in: frame), then: { self.symbol(of: a, in: frame) },
        else: { self.symbol(of: b, in: frame) })
    case .negate(let inner):
      return arithmetic(.subtract, of: .value(.number(.zero)), symbol(of: inner, in: frame))
    case .arithmetic(let op, let a, let b):
      return arithmetic(op.term, of: symbol(of: a, in: frame), symbol(of: b, in: frame))
    case .compare(let comparison, let a, let b):
      return .condition(compare(by: comparison, symbol(of: a, in: frame), symbol(of: b, in: frame)))
    case .call(let definition, let arguments):
      return result(of: definition, arguments.map { symbol(of: $0, in: frame) })
    case .method(let method, let base, let arguments):
      return self.method(
        method, of: symbol(of: base, in: frame), with: arguments.map { symbol(of: $0, in: frame) })
    case .function(.known, let arguments) where arguments.count == 1:
      return .condition(known(arguments[0], in: frame))
    case .function(let function, let arguments):
      return self.function(function, of: arguments.map { symbol(of: $0, in: frame) })
    case .list(let elements):
      let symbols = elements.map { symbol(of: $0, in: frame) }
      let values = symbols.compactMap { if case .value(let value) = $0 { value } else { nil } }
      return values.count == symbols.count ? .value(.list(values)) : .list(symbols)
    case .lookup(let table, let key): return lookup(in: table, key: symbol(of: key, in: frame))
    case .quantifier(let quantifier, let binders, let body):
      return .condition(quantify(quantifier, over: binders, body: body, in: frame, of: expression))
    case .aggregate(let aggregate, let binders, let operand):
      return self.aggregate(aggregate, over: binders, of: operand, in: frame)
    case .comprehension(let binders, let element):
      return comprehension(binders, of: element, in: frame)
    case .before(let a, let b): return .condition(before(a, b, in: frame, of: expression))
    case .relation(let relation, let a, let b):
      return .condition(
        test(a, in: frame, absent: .never) { x in
          test(b, in: frame, absent: .never) { y in
            universe.relation(relation, between: x, and: y, in: store)
          }
        })
    case .flowsInto(let a, let b, let path):
      return .condition(
        test(a, in: frame, absent: .never) { x in
          test(b, in: frame, absent: .never) { y in
            flow(from: x, to: y, at: path[...], path: [], in: frame)
          }
        })
    case .step(let action, let arguments):
      return tuple(of: arguments, in: frame) { values in
        let step = self.world?.step(action, with: values) ?? Self.neverTaken
        return .value(.object(ObjectID(entity: WorldModel.EntityIndex.step, index: step)))
      }
    case .related(let relation, let arguments):
      return tuple(of: arguments, in: frame) { values in
        .condition(self.world?.related(by: relation, values, in: self.store) ?? .never)
      }
    case .sets(let operation, let parts): return sets(operation, of: parts, in: frame)
    case .entry(let map, let key):
      return entry(of: symbol(of: map, in: frame), at: objectSymbol(of: key, in: frame))
    case .previous(let inner): return previous(inner, in: frame)
    case .once(let inner): return .condition(once(condition(of: inner, in: frame)))
    case .wheneverStarts(let step, let inner):
      return .condition(
        testStep(step, in: frame) { step in
          if let starts = world?.starts(step) {
            return under(expression, condition: starts) {
              store.implies(starts, condition(of: inner, in: frame))
            }
          }
          return under(
            expression, condition: turn(step, isStart: true, path: watch?.path ?? .always)
          ) {
            store.implies(store.enabled(step), condition(of: inner, in: frame))
          }
        })
    case .wheneverHappens(let step, let inner):
      return .condition(
        testStep(step, in: frame) { step in
          if let happens = world?.happens(step) {
            return under(expression, condition: happens) {
              store.implies(happens, condition(of: inner, in: frame))
            }
          }
          return under(
            expression, condition: turn(step, isStart: false, path: watch?.path ?? .always)
          ) {
            store.implies(store.justDone(step), condition(of: inner, in: frame))
          }
        })
    case .overRun(let kind, _): return .none("`\(kind.rawValue)` applies to runs, not to a moment")
    }
  }

  private func junction(of parts: [Expression], in frame: Frame, isAnd: Bool) -> Term {
    let stop = isAnd ? Term.never : .always
    var terms: [Term] = []
    for part in parts {
      let term = condition(of: part, in: frame)
      if term == stop { return stop }
      terms.append(term)
    }
    return isAnd ? store.and(terms) : store.or(terms)
  }

  func object(of expression: Expression, in frame: Frame) -> ObjectID? {
    if case .value(.object(let object)) = symbol(of: expression, in: frame) { object } else { nil }
  }

  /// A condition on each object that the expression can be; `absent` is the condition for no
  /// object.
  private func test(
    _ expression: Expression, in frame: Frame, absent: Term, apply: (ObjectID) -> Term
  ) -> Term {
    test(objectSymbol(of: expression, in: frame)) { symbol in
      if case .value(.object(let object)) = symbol { apply(object) } else { absent }
    }
  }

  /// The condition that an output of `a` flows into the part of the arguments of `b` that the rest
  /// of a path leads to.
  private func flow(
    from a: ObjectID, to b: ObjectID, at rest: ArraySlice<Expression>, path: [Value],
    in frame: Frame
  ) -> Term {
    guard let next = rest.first else {
      return universe.argumentFlow(from: a, to: b, at: path, in: store)
    }
    return test(symbol(of: next, in: frame)) { symbol in
      guard case .value(let key) = symbol else {
        return store.undetermined(because: "the path into the arguments is unknown")
      }
      return flow(from: a, to: b, at: rest.dropFirst(), path: path + [key], in: frame)
    }
  }

  /// The index of every step of a world that nobody can take: it neither starts nor happens.
  private static let neverTaken = -1

  /// A condition on each step that the expression can be; it holds for anything that is not a step.
  private func testStep(
    _ expression: Expression, in frame: Frame, apply: (Int) -> Term
  ) -> Term {
    test(expression, in: frame, absent: .always) { object in
      (world.map { $0.step(of: object) } ?? universe.step(of: object)).map(apply) ?? .always
    }
  }

  /// The object as a choice between its alternatives, where a world's variable determines which one
  /// it is.
  package func objectSymbol(of expression: Expression, in frame: Frame) -> Symbol {
    let found = symbol(of: expression, in: frame)
    guard let world, case .entity(let entity) = expression.type else { return found }
    return mapping(found) { part in
      guard case .term(let term) = part else { return part }
      return .choice(
        world.objects(of: entity).map {
          .init(self.store.equal(term, self.store.constant(.object($0))), .value(.object($0)))
        } + [.init(self.store.isKind(term, .null), .null)])
    }
  }

  /// Applies a function to each combination of known values of the expressions.
  private func tuple(
    of expressions: [Expression], in frame: Frame, apply: @escaping ([Value]) -> Symbol
  ) -> Symbol {
    func rest(_ index: Int, _ values: [Value]) -> Symbol {
      guard index < expressions.count else { return apply(values) }
      return mapping(finite(expressions[index], in: frame)) { part in
        guard case .value(let value) = part else {
          return .none("a relation or a step with an unknown argument")
        }
        return rest(index + 1, values + [value])
      }
    }
    return rest(0, [])
  }

  /// The value as a choice between its alternatives: objects, or both Booleans.
  private func finite(_ expression: Expression, in frame: Frame) -> Symbol {
    let found = objectSymbol(of: expression, in: frame)
    return mapping(found) { part in
      guard expression.type == .bool else { return part }
      let condition = self.condition(of: part)
      if case .value = part { return part }
      return .choice([
        .init(condition, .value(.bool(true))),
        .init(self.store.not(condition), .value(.bool(false))),
      ])
    }
  }

  func choose(if condition: Term, then yes: () -> Symbol, else no: () -> Symbol) -> Symbol {
    if condition == .always { return yes() }
    if condition == .never { return no() }
    return .choice([.init(condition, yes()), .init(store.not(condition), no())])
  }

  /// Applies a function to each alternative.
  package func mapping(_ symbol: Symbol, _ apply: (Symbol) -> Symbol) -> Symbol {
    switch symbol {
    case .choice(let alternatives):
      return .choice(alternatives.map { .init($0.condition, mapping($0.symbol, apply)) })
    case .partial(let defined, let inner, let reason):
      return .partial(defined, mapping(inner, apply), reason)
    case .none: return symbol
    default: return apply(symbol)
    }
  }

  // MARK: Parts

  func member(of base: Symbol, named name: Text) -> Symbol {
    mapping(base) { base in
      switch base {
      case .value(let value): .value(value[name])
      case .structure(let structure): structure.member(name, in: store)
      case .term(let term): unknownMember(of: term, named: name)
      default: .null
      }
    }
  }

  private func unknownMember(of term: Term, named name: Text) -> Symbol {
    guard case .unknown(let index) = store[term] else {
      if case .ite(let c, let a, let b) = store[term] {
        return .choice([
          .init(c, member(of: .term(a), named: name)),
          .init(store.not(c), member(of: .term(b), named: name)),
        ])
      }
      return .none(gap("a member of a value that is computed", of: .term(term)))
    }
    let parent = store.unknowns[index]
    if parent.isCondition { return .null }
    return .term(
      store.value(
        of: Unknown(
          name: "\(parent.name).\(name)",
          parent: UnknownParent(unknown: index, member: name))))
  }

  private func index(_ base: Symbol, by index: Symbol) -> Symbol {
    mapping(index) { index in
      guard case .value(let key) = index else {
        // In a world the state gives the index; elsewhere it is unknown.
        if self.world != nil, case .term(let term) = index {
          return self.mapping(base) { self.element(of: $0, at: term) }
        }
        return .none(self.gap("an index", of: index))
      }
      switch key {
      case .string(let name): return self.member(of: base, named: name)
      case .number(let number):
        return self.mapping(base) { base in
          guard let index = number.integer, index >= 0 else { return .null }
          switch base {
          case .value(.list(let elements)):
            return elements.indices.contains(index) ? .value(elements[index]) : .null
          case .list(let elements):
            return elements.indices.contains(index) ? elements[index] : .null
          case .structure(let structure) where structure.isList:
            let elements = structure.elements(in: self.store)
            guard elements.indices.contains(index) else { return .null }
            return self.hasOpenOrder(base)
              ? .none(self.gap("an element by its index", of: base)) : elements[index]
          case .term: return .none(self.gap("an element", of: base))
          default: return .null
          }
        }
      // A base without a value has no part either, whatever the index is.
      default: return self.mapping(base) { _ in .null }
      }
    }
  }

  private func lookup(in table: Table, key: Symbol) -> Symbol {
    mapping(key) { key in
      switch key {
      case .value(.string(let name)):
        return table.rows[name].map(Symbol.value)
          ?? .none("table `\(table.name)` has no row for the key")
      // The key may be sensitive, so the message does not show it.
      case .value: return .none("table `\(table.name)` has no row for the key")
      case .term(let term):
        let rows = table.rows.sorted { $0.key < $1.key }
        let conditions = rows.map { self.store.equal(term, self.store.constant(.string($0.key))) }
        guard let first = rows.first else { return .none("table `\(table.name)` is empty") }
        var alternatives = zip(conditions, rows).map {
          Symbol.Alternative($0, .value($1.value))
        }
        let known = self.store.or(conditions)
        alternatives.append(.init(self.store.not(known), .value(first.value)))
        return .partial(
          known, .choice(alternatives),
          self.gap("the row of table `\(table.name)` at the key", of: key))
      default: return .none("table `\(table.name)` at a key that is not a string")
      }
    }
  }

  // MARK: Time

  /// `a before b`, which is the same at every moment: a fact about the order.
  private func before(
    _ a: Expression, _ b: Expression, in frame: Frame, of expression: Expression
  ) -> Term {
    testStep(a, in: frame) { x in
      testStep(b, in: frame) { y in
        if let world {
          return under(expression, condition: world.starts(y)) { world.before(x, y) }
        }
        return under(expression, condition: store.phase(y, .begun)) { store.before(x, y) }
      }
    }
  }

  /// `before.x`: the value before the last step.
  private func previous(_ inner: Expression, in frame: Frame) -> Symbol {
    world?.previous(symbol(of: inner, in: frame), as: inner.type)
      ?? .none("a value before a step, which is recorded only in worlds whose agents act freely")
  }

  private func once(_ term: Term) -> Term {
    if let world { return world.once(term) }
    switch store.direction(of: term, in: universe.system) {
    case .fixed, .rising: return term
    // Once false, the condition stays false, so it held at some moment if it held at the first.
    case .falling: return store.atStart(term, of: universe.system)
    case .mixed:
      return store.or([
        store.atStart(term, of: universe.system), term,
        store.undetermined(
          because: "`once` over a condition that can change more than once"),
      ])
    }
  }
}

extension Arithmetic {
  var term: TermArithmetic {
    switch self {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .modulo: .modulo
    }
  }
}
