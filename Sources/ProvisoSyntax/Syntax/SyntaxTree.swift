import ProvisoKernel

/// A word of the source with its span.
package struct Name: Hashable, Sendable {
  package let text: String
  package let span: Span

  /// Makes a name.
  package init(text: String, span: Span) {
    self.text = text
    self.span = span
  }
}

/// An expression as it is written, before its names and types are checked.
package final class SyntaxExpression: Sendable {
  package indirect enum Kind: Sendable {
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
    /// `low..high`: the whole numbers from one to the other.
    case range(SyntaxExpression, SyntaxExpression)
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
    /// `[element for binders]`; in a message, `\(element for binders)`.
    case comprehension(SyntaxExpression, [SyntaxBinder])
    case once(SyntaxExpression)
    /// `before.x`: the value of `x` before a step.
    case previous(SyntaxExpression)
    case whenever(SyntaxExpression, Moment, SyntaxExpression)
    /// `eventually { P }`, `P leads to Q` or `P until Q`, with its one or two conditions.
    case overRun(RunOperator, [SyntaxExpression])
    /// An expression with a mistake that is already reported. Mistakes that follow from it are not
    /// reported.
    case invalid
  }

  /// The relations that are written as operators.
  package enum RelationWord: String, Sendable {
    case before = "before"
    case refersTo = "refers to"
    case dependsOn = "depends on"
    case flowsTo = "flows to"
    case subsetOf = "subset of"
    case approves
  }

  /// The moments that a `whenever` can name.
  package enum Moment: Sendable { case starts, happens }

  package let kind: Kind
  package let span: Span
  /// The number of nodes on the longest path to a leaf.
  package let height: Int

  /// Makes an expression.
  package init(_ kind: Kind, at span: Span) {
    self.kind = kind
    self.span = span
    height = 1 + kind.heightOfParts
  }

  /// The expression without parentheses around it.
  package var bare: SyntaxExpression {
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
  package func forEachPart(_ visit: (SyntaxExpression) -> Void) {
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
      .once(let part), .previous(let part):
      visit(part)
    case .method(let base, _, let arguments):
      visit(base)
      arguments.forEach(visit)
    case .index(let a, let b), .range(let a, let b), .implies(let a, let b),
      .compare(_, let a, let b), .arithmetic(_, let a, let b), .relation(_, let a, let b),
      .whenever(let a, _, let b):
      visit(a)
      visit(b)
    case .conditional(let a, let b, let c):
      visit(a)
      visit(b)
      visit(c)
    case .quantifier(_, let binders, let body), .aggregate(_, let binders, let body):
      visitBinders(binders)
      if let body { visit(body) }
    case .comprehension(let element, let binders):
      visitBinders(binders)
      visit(element)
    }
  }
}

/// A quantifier as it is written; its count is an expression.
package enum SyntaxQuantifier: Sendable {
  case every, some, no
  case exactly(SyntaxExpression)
  case atLeast(SyntaxExpression)
  case atMost(SyntaxExpression)
}

/// `NAME in SOURCE where CONDITION`.
package struct SyntaxBinder: Sendable {
  package let name: Name
  package let source: SyntaxExpression
  package let condition: SyntaxExpression?

  /// Makes a binder.
  package init(name: Name, source: SyntaxExpression, condition: SyntaxExpression?) {
    self.name = name
    self.source = source
    self.condition = condition
  }
}

/// A type as it is written.
package indirect enum SyntaxType: Sendable {
  case name(Name)
  case list(SyntaxType, Span)
  /// `low..high` and `Int in low..high`: the whole numbers from one to the other.
  case range(SyntaxExpression, SyntaxExpression, Span)
  /// `[T] at most N`: lists of at most so many elements.
  case sequence(SyntaxType, most: SyntaxExpression, Span)
  /// `Set<T>`: sets of objects or of values of an enum.
  case set(SyntaxType, Span)
  /// `Map<K, V>`: a value for each object or value of an enum.
  case map(SyntaxType, SyntaxType, Span)

  package var span: Span {
    switch self {
    case .name(let name): name.span
    case .list(_, let span), .range(_, _, let span), .sequence(_, _, let span), .set(_, let span),
      .map(_, _, let span):
      span
    }
  }
}

/// A file as it is written.
package struct SyntaxFile: Sendable {
  /// The name after `spec` and the vocabulary after `for`, or the world's name twice; `nil` if the header
  /// could not be read.
  package var header: (name: Name, vocabulary: Name)?
  package var isWorld = false
  package var documentation = ""
  package var items: [SyntaxItem] = []
  /// The names of declarations that could not be read. Their uses are not reported.
  package var brokenNames: [Name] = []
  /// The conditions to write in place of those that call a function such as `old`, by the call.
  package var rewritings: [Span: Diagnostic.Fix] = [:]
  /// Whether a `use` could not be read.
  package var hasBrokenUse = false
  /// The declarations of this file that another file replaces, by their names.
  package var replaced: [String: SyntaxItem] = [:]

  /// An empty file.
  package init() {}
}

/// One declaration of a file.
package enum SyntaxItem: Sendable {
  case use(path: String, span: Span)
  case constant(name: Name, value: SyntaxExpression)
  /// A `var` of a spec: a constant whose value is from outside. A `var` of a world is a part of its
  /// state.
  case outside(SyntaxField)
  case table(name: Name, rows: [(key: String, span: Span, value: SyntaxExpression)])
  case define(SyntaxDefinition)
  case assume(SyntaxExpression)
  case failures(Int, Span)
  case property(SyntaxProperty)
  case waive(SyntaxWaiver)
  case test(SyntaxTest)
  case world(SyntaxWorldItem)
}

extension SyntaxItem {
  /// The names that it declares.
  package var declaredNames: [String] {
    switch self {
    case .constant(let name, _), .table(let name, _): [name.text]
    case .outside(let field): [field.name.text]
    case .define(let definition): [definition.name.text]
    case .world(.enumeration(let name, let members)): [name.text] + members.map(\.text)
    case .world(let item): [item.name.text]
    case .use, .assume, .failures, .property, .waive, .test: []
    }
  }
}

/// A string of the source with its span.
package struct SyntaxText: Sendable {
  package let text: String
  package let span: Span
}

/// A `waive` as it is written.
package struct SyntaxWaiver: Sendable {
  /// The name of the property, or `every rule`.
  package let property: Name
  /// Whether it waives every property.
  package let isOfEveryRule: Bool
  package var objects: [SyntaxText] = []
  package var end: (day: CalendarDate, span: Span)?
  package var reason: (text: String, span: Span)?
  package var span: Span

  init(property: Name, isOfEveryRule: Bool) {
    self.property = property
    self.isOfEveryRule = isOfEveryRule
    span = property.span
  }
}

/// A `test` as it is written.
package struct SyntaxTest: Sendable {
  package let title: String
  /// The span of the title.
  package let span: Span
  package var plan: SyntaxText?
  package var graph: SyntaxText?
  package var expectations: [SyntaxExpectation] = []

  init(title: String, span: Span) {
    self.title = title
    self.span = span
  }
}

/// An outcome that a test can expect of a property.
package enum ExpectedOutcome: String, Sendable, CaseIterable {
  /// The verdict is `proved`, vacuous or not.
  case proved
  /// The verdict is `trusted`: it holds, but for some values of unknowns.
  case trusted
  /// The verdict is `violated`, waived or not.
  case violated
  /// The verdict is `undecided`.
  case undecided
  /// The verdict is `proved` only because no instance can meet the `where`.
  case vacuous
}

/// An `expect` as it is written.
package struct SyntaxExpectation: Sendable {
  package let property: Name
  package let outcome: ExpectedOutcome
  package let objects: [SyntaxText]
  package let span: Span
}

/// `define NAME(parameters) = body`.
package struct SyntaxDefinition: Sendable {
  package let name: Name
  package let parameters: [(name: Name, type: SyntaxType)]
  package let body: SyntaxExpression
}

/// The kind of a property.
package enum PropertyKind: String, Sendable {
  case invariant, possible
  /// Each step of the world is a step of another world, or none.
  case refinement = "refines"
}

/// An `invariant`, `possible` or `refines` as it is written, with its clauses.
package struct SyntaxProperty: Sendable {
  package let kind: PropertyKind
  package let name: Name
  package var title = ""
  package var severity: Severity?
  /// The `at` clause.
  package var timing: (timing: Timing, span: Span)?
  package var message: [SyntaxMessagePart] = []
  package var because: String?
  package var reference: String?
  package var tags: [String] = []
  /// The `trusting unknowns` clause.
  package var trusting: Span?
  /// The `vacuous` clause: a sentence, and the condition under which it is told.
  package var remark: (message: [SyntaxMessagePart], condition: SyntaxExpression?)?
  package var documentation = ""
  package var body: SyntaxExpression
  /// The `from` clause of a `refines`: the file of the other world.
  package var path: SyntaxText?
  /// The state of the other world, for a `refines`.
  package var refinement: SyntaxRefinement?

  /// The expressions in its sentences.
  package var sentenceParts: [SyntaxExpression] {
    let parts = (message + (remark?.message ?? [])).compactMap {
      if case .expression(let expression) = $0 { expression } else { nil }
    }
    return parts + [remark?.condition].compactMap(\.self)
  }

  init(kind: PropertyKind, name: Name) {
    self.kind = kind
    self.name = name
    body = SyntaxExpression(.invalid, at: name.span)
  }
}

/// A piece of a message as it is written.
package enum SyntaxMessagePart: Sendable {
  case text(String)
  case expression(SyntaxExpression)
}
