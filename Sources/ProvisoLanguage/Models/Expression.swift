import ProvisoKernel
import ProvisoSyntax

/// A checked expression: every name is resolved, and every operand has a type that its operator takes.
///
/// The checker makes expressions from the syntax tree. Two evaluators read them: the lowering makes
/// kernel terms, and the concrete evaluator replays counterexamples. Instances are immutable, so they
/// can be compared by identity and shared between tasks.
package final class Expression: Sendable {
  /// The operator or leaf, with its operands.
  package indirect enum Kind: Sendable {
    /// A literal, or a `let` constant.
    case constant(Value)
    /// The value of a binder or parameter: its slot in the current frame (0 is the outermost).
    case local(Int)
    /// An attribute of an object: its index in the entity's schema.
    case attribute(Expression, Int)
    /// `.name` or `["name"]` of a `Value`.
    case member(Expression, Text)
    /// `base[index]` with an index that is not a string literal: an element of a list or a member of a
    /// map.
    case index(Expression, Expression)
    /// The only object of a singleton (`plan`), by the singleton's index.
    case singleton(Int)
    case not(Expression)
    case negate(Expression)
    case and([Expression])
    case or([Expression])
    case implies(Expression, Expression)
    case compare(Comparison, Expression, Expression)
    case arithmetic(Arithmetic, Expression, Expression)
    /// `if c then a else b`.
    case conditional(Expression, Expression, Expression)
    /// A use of a `define`; the arguments become the frame of its body.
    case call(Definition, [Expression])
    case method(Method, Expression, [Expression])
    case function(Function, [Expression])
    case list([Expression])
    /// `price["t3.micro"]`: the row of a `table`; without such a row there is no value.
    case lookup(Table, Expression)
    case quantifier(Quantifier, [Binder], Expression?)
    /// `count`, `sum`, `min`, `max` over binders; `count` has no operand.
    case aggregate(Aggregate, [Binder], Expression?)
    /// `[element for binders]`.
    case comprehension([Binder], Expression)
    /// `a before b` between two steps.
    case before(Expression, Expression)
    case relation(Relation, Expression, Expression)
    /// `a flows to b.args…`: the two calls, and the path in the arguments of the second.
    case flowsInto(Expression, Expression, [Expression])
    /// An action of the world with its arguments: a step.
    case step(Int, [Expression])
    /// A relation of the world between objects.
    case related(Int, [Expression])
    /// An operator on sets of objects.
    case sets(SetOperator, [Expression])
    /// `map[key]`: the value that a map has for an object.
    case entry(Expression, Expression)
    case once(Expression)
    /// The value before the last step.
    case previous(Expression)
    case wheneverStarts(Expression, Expression)
    case wheneverHappens(Expression, Expression)
    /// An operator about whole runs, with its one or two conditions. It is the whole body of a property or
    /// of its `every` over collections, and nothing else.
    case overRun(RunOperator, [Expression])
  }

  /// The operator or leaf, with its operands.
  package let kind: Kind
  /// The static type.
  package let type: StaticType
  /// The source of the expression.
  package let span: Span
  /// Whether it has the same value at every moment.
  package let isFixed: Bool
  /// The number of slots of the frame that enclosing binders and parameters use; the next binder takes
  /// this slot.
  package let frameSize: Int
  /// The number of nodes on the longest path to a leaf, through the bodies of called definitions.
  package let depth: Int
  /// The number of nodes, with the body of a definition counted at every call; at most `Int.max`.
  package let weight: Int

  /// Makes a node.
  package init(_ kind: Kind, type: StaticType, span: Span, isFixed: Bool, frameSize: Int) {
    self.kind = kind
    self.type = type
    self.span = span
    self.isFixed = isFixed
    self.frameSize = frameSize
    var depth = 0
    var weight = 1
    kind.forEachPart { part in
      depth = max(depth, part.depth)
      let (sum, overflow) = weight.addingReportingOverflow(part.weight)
      weight = overflow ? Int.max : sum
    }
    self.depth = depth + 1
    self.weight = weight
  }
}

extension Expression.Kind {
  /// Visits the direct parts in the order of evaluation: of a call, first the arguments and then the body
  /// of the definition.
  package func forEachPart(_ visit: (Expression) -> Void) {
    func visitBinders(_ binders: [Binder]) {
      for binder in binders {
        if case .list(let source) = binder.source { visit(source) }
        if let condition = binder.condition { visit(condition) }
      }
    }
    switch self {
    case .constant, .local, .singleton: break
    case .attribute(let part, _), .member(let part, _), .not(let part), .negate(let part),
      .lookup(_, let part), .once(let part), .previous(let part):
      visit(part)
    case .index(let a, let b), .implies(let a, let b), .compare(_, let a, let b),
      .arithmetic(_, let a, let b), .before(let a, let b), .relation(_, let a, let b),
      .wheneverStarts(let a, let b), .wheneverHappens(let a, let b), .entry(let a, let b):
      visit(a)
      visit(b)
    case .and(let parts), .or(let parts), .list(let parts), .function(_, let parts),
      .overRun(_, let parts), .step(_, let parts), .related(_, let parts), .sets(_, let parts):
      parts.forEach(visit)
    case .conditional(let a, let b, let c):
      visit(a)
      visit(b)
      visit(c)
    case .call(let definition, let arguments):
      arguments.forEach(visit)
      visit(definition.body)
    case .method(_, let base, let arguments):
      visit(base)
      arguments.forEach(visit)
    case .flowsInto(let a, let b, let path):
      visit(a)
      visit(b)
      path.forEach(visit)
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      visitBinders(binders)
      if let body { visit(body) }
    case .comprehension(let binders, let element):
      visitBinders(binders)
      visit(element)
    }
  }
}

/// Methods, with CEL's names.
package enum Method: String, Sendable, CaseIterable {
  case startsWith, endsWith, contains, matches, size, lowerAscii, split, get, append, first, rest

  /// The number of arguments.
  var arity: Int {
    switch self {
    case .size, .lowerAscii, .first, .rest: 0
    case .startsWith, .endsWith, .contains, .matches, .split, .append: 1
    case .get: 2
    }
  }

  /// Whether it is a method of lists alone.
  var isOfLists: Bool { self == .append || self == .first || self == .rest }
}

/// Operators on sets of objects.
package enum SetOperator: String, Sendable {
  /// The set of the objects in a list.
  case of
  case union = "+"
  case difference = "-"
  /// `x in s`: the object and the set.
  case contains = "in"
  case subset = "subset of"
  case equal = "=="
}

/// Functions.
package enum Function: String, Sendable, CaseIterable {
  case json, cidrContains, cidrOverlaps, known, min, max, abs
  case openToEveryone, coversInternet, keys, values
  case userNamed, userTexts, namedIn, scalarsOf, linesOf, wordsOf, partsOf
  case samePath, pathContains

  /// Whether it is about the user's own texts, which only records of agents' calls have.
  var isAboutTheUser: Bool { self == .userNamed || self == .userTexts }

  /// Whether known parts of an argument can decide the answer while others are unknown.
  var usesKnownParts: Bool {
    switch self {
    case .openToEveryone, .coversInternet, .keys, .values: true
    default: false
    }
  }

  /// The number of arguments; `nil` for two or more.
  var arity: Int? {
    switch self {
    case .cidrContains, .cidrOverlaps, .namedIn, .samePath, .pathContains: 2
    case .min, .max: nil
    case .json, .known, .abs, .openToEveryone, .coversInternet, .keys, .values, .userNamed,
      .scalarsOf, .linesOf,
      .wordsOf, .partsOf:
      1
    case .userTexts: 0
    }
  }
}

/// How many choices of the binders must meet the condition.
package enum Quantifier: Hashable, Sendable {
  case every, some, no
  case exactly(Int)
  case atLeast(Int)
  case atMost(Int)
}

/// `NAME in SOURCE where CONDITION`; it takes the next slot of the frame.
package struct Binder: Sendable {
  /// The objects or elements that the binder ranges over.
  package enum Source: Sendable {
    /// A collection of the vocabulary, by its index.
    case collection(Int)
    /// A list, or a `Value` that is read as a list. It can use the binders before this one.
    case list(Expression)
  }

  package let name: String
  package let source: Source
  /// The slot of the chosen element.
  package let slot: Int
  /// The condition, which can use this binder and the binders before it.
  package let condition: Expression?
  package let span: Span

  /// Makes a binder.
  package init(name: String, source: Source, slot: Int, condition: Expression?, span: Span) {
    self.name = name
    self.source = source
    self.slot = slot
    self.condition = condition
    self.span = span
  }
}

/// A `define`. Its body has a frame of its own, in which the parameters take the slots 0, 1, ….
package final class Definition: Sendable {
  package let name: String
  package let parameters: [(name: String, type: StaticType)]
  package let body: Expression

  /// Makes a definition.
  package init(name: String, parameters: [(name: String, type: StaticType)], body: Expression) {
    self.name = name
    self.parameters = parameters
    self.body = body
  }
}

/// A `table`: constants by their string keys.
package final class Table: Sendable {
  package let name: String
  package let rows: [Text: Value]

  /// Makes a table.
  package init(name: String, rows: [Text: Value]) {
    self.name = name
    self.rows = rows
  }
}
