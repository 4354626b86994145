import ProvisoKernel

/// A word of the source with its span.
struct Name: Hashable, Sendable {
  let text: String
  let span: Span
}

/// An expression as it is written, before its names and types are checked.
final class SyntaxExpression: Sendable {
  indirect enum Kind: Sendable {
    case number(Number, isInteger: Bool)
    case string(String)
    case bool(Bool)
    case null
    case name(Name)
    case call(Name, [SyntaxExpression])
    case member(SyntaxExpression, Name)
    case method(SyntaxExpression, Name, [SyntaxExpression])
    case index(SyntaxExpression, SyntaxExpression)
    case list([SyntaxExpression])
    case parenthesized(SyntaxExpression)
    case not(SyntaxExpression)
    case negate(SyntaxExpression)
    case and([SyntaxExpression])
    case or([SyntaxExpression])
    case implies(SyntaxExpression, SyntaxExpression)
    case compare(Comparison, SyntaxExpression, SyntaxExpression)
    case arithmetic(Arithmetic, SyntaxExpression, SyntaxExpression)
    case relation(RelationWord, SyntaxExpression, SyntaxExpression)
    case conditional(SyntaxExpression, SyntaxExpression, SyntaxExpression)
    case quantifier(SyntaxQuantifier, [SyntaxBinder], SyntaxExpression?)
    case aggregate(Aggregate, [SyntaxBinder], SyntaxExpression?)
    case once(SyntaxExpression)
    case whenever(SyntaxExpression, Moment, SyntaxExpression)
    /// `eventually { P }`, `P leads to Q` or `P until Q`, with its one or two conditions.
    case overRun(RunOperator, [SyntaxExpression])
    /// An expression with a mistake that is already reported. Mistakes that follow from it are not
    /// reported.
    case invalid
  }

  /// The relations that are written as operators.
  enum RelationWord: String, Sendable {
    case before = "before"
    case refersTo = "refers to"
    case dependsOn = "depends on"
    case flowsTo = "flows to"
    case approves
  }

  /// The moments that a `whenever` can name.
  enum Moment: Sendable { case starts, happens }

  let kind: Kind
  let span: Span
  /// The number of nodes on the longest path to a leaf.
  let height: Int

  init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
    height = 1 + kind.heightOfParts
  }

  /// The expression without parentheses around it.
  var bare: SyntaxExpression {
    var expression = self
    while case .parenthesized(let inner) = expression.kind { expression = inner }
    return expression
  }
}

extension SyntaxExpression.Kind {
  fileprivate var heightOfParts: Int {
    var height = 0
    forEachPart { height = max(height, $0.height) }
    return height
  }

  /// Visits the direct parts in the order of the source.
  func forEachPart(_ visit: (SyntaxExpression) -> Void) {
    func visitBinders(_ binders: [SyntaxBinder]) {
      for binder in binders {
        visit(binder.source)
        if let condition = binder.condition { visit(condition) }
      }
    }
    switch self {
    case .number, .string, .bool, .null, .name, .invalid: break
    case .call(_, let parts), .list(let parts), .and(let parts), .or(let parts),
      .overRun(_, let parts):
      parts.forEach(visit)
    case .member(let part, _), .parenthesized(let part), .not(let part), .negate(let part),
      .once(let part):
      visit(part)
    case .method(let base, _, let arguments):
      visit(base)
      arguments.forEach(visit)
    case .index(let a, let b), .implies(let a, let b), .compare(_, let a, let b),
      .arithmetic(_, let a, let b), .relation(_, let a, let b), .whenever(let a, _, let b):
      visit(a)
      visit(b)
    case .conditional(let a, let b, let c):
      visit(a)
      visit(b)
      visit(c)
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      visitBinders(binders)
      if let body { visit(body) }
    }
  }
}

/// A quantifier as it is written; its count is an expression.
enum SyntaxQuantifier: Sendable {
  case every, some, no
  case exactly(SyntaxExpression)
  case atLeast(SyntaxExpression)
  case atMost(SyntaxExpression)
}

/// `NAME in SOURCE where CONDITION`.
struct SyntaxBinder: Sendable {
  let name: Name
  let source: SyntaxExpression
  let condition: SyntaxExpression?
}

/// A type as it is written.
indirect enum SyntaxType: Sendable {
  case name(Name)
  case list(SyntaxType, Span)

  var span: Span {
    switch self {
    case .name(let name): name.span
    case .list(_, let span): span
    }
  }
}

/// A file as it is written.
struct SyntaxFile: Sendable {
  /// The name after `spec` and the vocabulary after `for`, or the world's name twice; `nil` if the header
  /// could not be read.
  var header: (name: Name, vocabulary: Name)?
  var isWorld = false
  var documentation = ""
  var items: [SyntaxItem] = []
  /// The names of declarations that could not be read. Their uses are not reported.
  var brokenNames: [Name] = []
  /// Whether a `use` could not be read.
  var hasBrokenUse = false
}

/// One declaration of a file.
enum SyntaxItem: Sendable {
  case use(path: String, span: Span)
  case constant(name: Name, value: SyntaxExpression)
  case table(name: Name, rows: [(key: String, span: Span, value: SyntaxExpression)])
  case define(SyntaxDefinition)
  case assume(SyntaxExpression)
  case failures(Int, Span)
  case property(SyntaxProperty)
  case waive(SyntaxWaiver)
  case test(SyntaxTest)
  case world(SyntaxWorldItem)
}

/// A string of the source with its span.
struct SyntaxText: Sendable {
  let text: String
  let span: Span
}

/// A `waive` as it is written.
struct SyntaxWaiver: Sendable {
  let property: Name
  var objects: [SyntaxText] = []
  var end: (day: CalendarDate, span: Span)?
  var reason: (text: String, span: Span)?
  var span: Span

  init(property: Name) {
    self.property = property
    span = property.span
  }
}

/// A `test` as it is written.
struct SyntaxTest: Sendable {
  let title: String
  /// The span of the title.
  let span: Span
  var plan: SyntaxText?
  var graph: SyntaxText?
  var expectations: [SyntaxExpectation] = []

  init(title: String, span: Span) {
    self.title = title
    self.span = span
  }
}

/// An `expect` as it is written.
struct SyntaxExpectation: Sendable {
  let property: Name
  let outcome: Expectation.Outcome
  let objects: [SyntaxText]
  let span: Span
}

/// `define NAME(parameters) = body`.
struct SyntaxDefinition: Sendable {
  let name: Name
  let parameters: [(name: Name, type: SyntaxType)]
  let body: SyntaxExpression
}

/// An `invariant` or `possible` as it is written, with its clauses.
struct SyntaxProperty: Sendable {
  let kind: Property.Kind
  let name: Name
  var title = ""
  var severity: Severity?
  /// The `at` clause.
  var timing: (timing: Timing, span: Span)?
  var message: [SyntaxMessagePart] = []
  var because: String?
  var reference: String?
  var tags: [String] = []
  var documentation = ""
  var body: SyntaxExpression

  init(kind: Property.Kind, name: Name) {
    self.kind = kind
    self.name = name
    body = SyntaxExpression(.invalid, name.span)
  }
}

/// A piece of a message as it is written.
enum SyntaxMessagePart: Sendable {
  case text(String)
  case expression(SyntaxExpression)
}
