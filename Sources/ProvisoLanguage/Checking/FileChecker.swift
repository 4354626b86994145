import OrderedCollections
import ProvisoKernel
import ProvisoSyntax

/// Checks the declarations of one file and, for the file that is loaded, also its properties.
struct FileChecker {
  let file: SyntaxFile
  var checker: Checker
  /// The names that this file declares itself, for the files that use it.
  private(set) var declared: [String: Declaration] = [:]
  /// The values from outside.
  let given: GivenValues
  /// The values that the file's declarations have.
  var values = ValueUse()
  /// The worlds that the file refines; `nil` if it is no world.
  var refined: RefinedWorlds?

  init(
    file: SyntaxFile, vocabulary: VocabularySchema, given: GivenValues,
    bytes: @escaping (Int) -> [UInt8]
  ) {
    self.file = file
    self.given = given
    checker = Checker(vocabulary: vocabulary, bytes: bytes)
    checker.today = given.today
    checker.rewritings = file.rewritings
    declareBroken()
  }

  /// Declares the names of what could not be read, so that their uses are not reported. A name that is also
  /// declared without a mistake keeps its meaning.
  private mutating func declareBroken() {
    let good = Set(file.items.flatMap(\.declaredNames))
    for name in file.brokenNames where !good.contains(name.text) {
      checker.names[name.text] = Declaration(kind: .broken, span: name.span)
      declared[name.text] = checker.names[name.text]
    }
  }

  /// Adds the names that a used file declares. A name that is already taken is reported.
  mutating func use(_ declarations: [String: Declaration], at span: Span, path: String) {
    for (name, declaration) in declarations.sorted(by: { $0.key < $1.key }) {
      if let other = checker.names[name], other.span != declaration.span {
        checker.report(
          .nameClash, at: span, "`\(path)` declares `\(name)`, but this name is already taken here",
          labels: [.init(other.span, "taken here"), .init(declaration.span, "declared here")])
      } else {
        checker.names[name] = declaration
      }
    }
  }

  // MARK: Constants, tables and definitions

  /// Checks constants, tables and definitions, each after the ones that it needs.
  mutating func checkDeclarations() {
    var items: [(name: Name, item: SyntaxItem, names: Set<String>)] = []
    var indices: [String: Int] = [:]
    for item in file.items {
      var names: Set<String> = []
      let name: Name
      switch item {
      case .constant(let constant, let value):
        name = constant
        value.collectNames(into: &names)
      case .outside(let field):
        name = field.name
        field.initial?.collectNames(into: &names)
      case .table(let table, let rows):
        name = table
        for row in rows { row.value.collectNames(into: &names) }
      case .define(let definition):
        name = definition.name
        definition.body.collectNames(into: &names)
        for parameter in definition.parameters { names.remove(parameter.name.text) }
      default: continue
      }
      let isCalled = if case .define = item { true } else { false }
      if checker.reportClash(name, isCalled: isCalled) { continue }
      indices[name.text] = items.count
      checker.names[name.text] = Declaration(kind: .broken, span: name.span)
      items.append((name, item, names))
    }
    let needs = items.map { item in item.names.compactMap { indices[$0] }.sorted() }
    let (order, cycles) = DependencyOrder.of(needs)
    var inCycle: Set<Int> = []
    for cycle in cycles {
      guard let first = cycle.first, inCycle.isDisjoint(with: cycle) else {
        inCycle.formUnion(cycle)
        continue
      }
      inCycle.formUnion(cycle)
      let path = (cycle + [first]).map { "`\(items[$0].name.text)`" }.joined(separator: " → ")
      let others = cycle.dropFirst().map {
        Diagnostic.Label(items[$0].name.span, "part of the cycle")
      }
      checker.report(
        .circularDefinition, at: items[first].name.span,
        cycle.count == 1
          ? "`\(items[first].name.text)` is defined in terms of itself"
          : "these are defined in terms of each other: \(path)", labels: others)
    }
    for index in order {
      let (name, item, _) = items[index]
      if !inCycle.contains(index), let kind = declaration(item), fits(kind, named: name) {
        checker.names[name.text] = Declaration(
          kind: kind, span: name.span, isOfOutside: checker.isOfOutside)
        noteReplacement(by: kind, item, named: name)
      }
      declared[name.text] = checker.names[name.text]
    }
  }

  mutating func declaration(_ item: SyntaxItem) -> Declaration.Kind? {
    checker.startDeclaration()
    switch item {
    case .constant(let name, let value):
      guard let (value, type) = constant(value) else { return nil }
      return .constant(adjusted(name, value, of: type), type)
    case .outside(let field):
      checker.isOfOutside = true
      return outsideValue(field)
    case .table(let name, let rows): return table(name, rows: rows)
    case .define(let definition): return define(definition)
    default: return nil
    }
  }

  mutating func constant(_ syntax: SyntaxExpression) -> (Value, StaticType)? {
    guard let checked = checker.check(syntax) else { return nil }
    do throws(ConstantEvaluator.Failure) {
      return (try ConstantEvaluator.value(of: checked), checked.type)
    } catch {
      checker.report(error.code, at: error.span, error.message)
      return nil
    }
  }

  private mutating func table(
    _ name: Name, rows: [(key: String, span: Span, value: SyntaxExpression)]
  ) -> Declaration.Kind? {
    var type: StaticType?
    var values: [Text: Value] = [:]
    var spans: [Text: Span] = [:]
    var isGood = true
    for row in rows {
      let key = Text(row.key)
      if let first = spans[key] {
        checker.report(
          .duplicateKey, at: row.span, "the table already has a row \(Value.quoted(row.key))",
          labels: [.init(first, "first here")])
        isGood = false
      }
      spans[key] = row.span
      guard let (value, rowType) = constant(row.value) else {
        isGood = false
        continue
      }
      values[key] = value
      type = type.map { $0.joined(with: rowType, isElement: true) ?? .value } ?? rowType
    }
    guard isGood else { return nil }
    return .table(Table(name: name.text, rows: values), type ?? .value)
  }

  private mutating func define(_ syntax: SyntaxDefinition) -> Declaration.Kind? {
    var parameters: [(name: String, type: StaticType)] = []
    var isGood = true
    for (name, type) in syntax.parameters {
      if checker.reportClash(name) { isGood = false }
      let resolved = resolve(type)?.plain
      checker.locals.append(
        Local(name: name.text, type: resolved, isFixed: true, span: name.span))
      if let resolved { parameters.append((name.text, resolved)) } else { isGood = false }
    }
    guard let body = checker.check(syntax.body), isGood else { return nil }
    return .definition(
      CheckedDefinition(
        definition: Definition(name: syntax.name.text, parameters: parameters, body: body),
        isTemporal: checker.temporal != nil, uses: checker.uses))
  }

  /// The type that a written type names; `nil` if it does not exist, which is reported.
  mutating func resolve(_ type: SyntaxType) -> StaticType? {
    switch type {
    case .list(let element, _): return resolve(element)?.plain.listed
    case .range(let low, let high, let span):
      guard let range = checker.bounds(low, high, at: span) else { return nil }
      return .range(range.lowerBound, range.upperBound - 1)
    case .sequence(let element, let most, _): return sequence(of: element, most: most)
    case .set(let element, _):
      return objects(element, of: "a set").map(StaticType.set)
    case .map(let key, let value, _):
      guard let entity = objects(key, of: "a map"), let type = resolve(value) else { return nil }
      guard isScalar(type, at: value.span, of: "a map") else { return nil }
      return .map(entity, type)
    case .name(let name):
      if let known = BuiltInNames.types[name.text] { return known }
      let entities = checker.vocabulary.entities
      if let index = entities.firstIndex(where: { $0.name == name.text }) { return .entity(index) }
      if case .broken? = checker.names[name.text]?.kind { return nil }
      let foreign: [String: String] = [
        "bool": "Bool", "Boolean": "Bool", "boolean": "Bool", "int": "Int", "integer": "Int",
        "Integer": "Int", "number": "Decimal", "Number": "Decimal", "float": "Decimal",
        "double": "Decimal", "string": "String", "str": "String", "Text": "String",
        "any": "Value", "Any": "Value", "object": "Value", "map": "Value", "JSON": "Value",
      ]
      let collections = checker.vocabulary.collections.filter { $0.name == name.text }
      let meant =
        foreign[name.text] ?? collections.first.map { entities[$0.entity].name }
        ?? Suggestion.nearest(
          to: name.text, among: Array(BuiltInNames.types.keys) + entities.map(\.name))
      checker.report(
        .unknownType, at: name.span,
        "there is no type `\(name.text)`" + (meant.map { "; did you mean `\($0)`?" } ?? ""),
        fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
      return nil
    }
  }

  // MARK: Properties and assumptions

  /// Checks the properties, assumptions, waivers and tests, and makes the spec from them.
  ///
  /// - Returns: the spec; `nil` if one of them has a mistake.
  mutating func checkSpec(
    name: String, path: String, world: WorldModel? = nil, location: (Span) -> SourceLocation
  ) -> Spec? {
    var properties: [Property] = []
    var assumptions: [Expression] = []
    var failures: (count: Int, span: Span)?
    var uses: OrderedSet<AttributeUse> = []
    var seen: [String: Span] = [:]
    var waivers: [Waiver] = []
    var tests: [SpecTest] = []
    var isWhole = true
    for item in file.items {
      checker.startDeclaration()
      switch item {
      case .property(let syntax):
        if let first = seen[syntax.name.text] {
          checker.report(
            .duplicateProperty, at: syntax.name.span,
            "there is already a property `\(syntax.name.text)`",
            labels: [.init(first, "first here")])
        }
        seen[syntax.name.text] = syntax.name.span
        if let property = property(syntax, at: location(syntax.name.span)) {
          properties.append(property)
        } else {
          isWhole = false
        }
      case .assume(let syntax):
        if let assumption = assumption(syntax) {
          assumptions.append(assumption)
        } else {
          isWhole = false
        }
      case .failures(let count, let span):
        if let first = failures {
          checker.report(
            .duplicateClause, at: span, "the number of failures is already assumed",
            labels: [.init(first.span, "first here")])
        }
        failures = (count, span)
      case .waive(let syntax):
        guard let end = syntax.end, let reason = syntax.reason else {
          isWhole = false
          continue
        }
        waivers.append(
          Waiver(
            property: syntax.isOfEveryRule ? nil : syntax.property.text,
            objects: syntax.objects.map(\.text), end: end.day,
            reason: reason.text, propertySpan: syntax.property.span, span: syntax.span))
      case .test(let syntax):
        guard syntax.plan != nil || checker.vocabulary.isOfWorld else {
          isWhole = false
          continue
        }
        tests.append(
          SpecTest(
            title: syntax.title, plan: syntax.plan?.text, graph: syntax.graph?.text,
            expectations: syntax.expectations.map {
              Expectation(
                property: $0.property.text, outcome: $0.outcome, objects: $0.objects.map(\.text),
                propertySpan: $0.property.span, span: $0.span)
            }, span: syntax.span))
      default: continue
      }
      uses.append(contentsOf: checker.uses)
    }
    guard isWhole else { return nil }
    return Spec(
      name: name, vocabulary: checker.vocabulary.name, path: path,
      documentation: file.documentation, properties: properties,
      assumptions: assumptions, failures: failures?.count ?? 1, attributeUses: Array(uses),
      waivers: waivers, tests: tests, world: world)
  }

  private mutating func property(_ syntax: SyntaxProperty, at location: SourceLocation)
    -> Property?
  {
    if syntax.kind == .refinement { return refinement(syntax, at: location) }
    let position = Checker.runPosition(in: syntax.body)
    checker.runPosition = position
    var body = checker.condition(syntax.body)
    checker.runPosition = nil
    if let found = body, !checker.checkRunBinders(found) { body = nil }
    let isOverRuns = if case .overRun = position.kind { true } else { false }
    if case .overRun(let kind, _) = position.kind, syntax.kind == .possible {
      checker.report(
        .misplacedRunOperator, at: position.span,
        "`possible` asks for one moment of one run, but `\(kind.rawValue)` is about every run",
        fix: .init("write an `invariant`"))
      body = nil
    }
    if let temporal = checker.temporal, let timing = syntax.timing {
      checker.report(
        .temporalWithMoment, at: timing.span,
        isOverRuns
          ? "a condition about whole runs is checked once for each run, so this property takes no `at` clause"
          : "`once`, `before` and `whenever` are checked at every moment, so this property takes no `at` clause",
        labels: [.init(temporal, "this depends on other moments")],
        fix: .init("remove the clause", replace: timing.span, with: ""))
    }
    let message = message(syntax.message, body: body, syntax: syntax.body)
    let remark = remark(syntax.remark)
    guard let body, let message else { return nil }
    return Property(
      name: syntax.name.text, title: syntax.title, kind: syntax.kind,
      severity: syntax.severity ?? .high, timing: syntax.timing?.timing ?? .everyMoment,
      message: message, because: syntax.because, reference: syntax.reference, tags: syntax.tags,
      trustsUnknowns: syntax.trusting != nil && syntax.kind == .invariant,
      remark: remark, documentation: syntax.documentation, location: location, body: body,
      isOfOutside: checker.isOfOutside)
  }

  /// Checks what a property says where it is vacuous, which is about no instance.
  private mutating func remark(
    _ syntax: (message: [SyntaxMessagePart], condition: SyntaxExpression?)?
  ) -> Remark? {
    guard let syntax else { return nil }
    checker.locals = []
    let parts = parts(syntax.message)
    guard parts.count == syntax.message.count else { return nil }
    guard let written = syntax.condition else { return Remark(message: parts, condition: nil) }
    return checker.condition(written).map { Remark(message: parts, condition: $0) }
  }

  private mutating func parts(_ syntax: [SyntaxMessagePart]) -> [MessagePart] {
    syntax.compactMap { part in
      switch part {
      case .text(let text): .text(text)
      case .expression(let expression): checker.check(expression).map(MessagePart.expression)
      }
    }
  }

  /// Checks the message of a property in the scope of the instance's binders.
  ///
  /// - Returns: the message; `nil` if it has a mistake or the binders are unknown.
  private mutating func message(
    _ parts: [SyntaxMessagePart], body: Expression?, syntax: SyntaxExpression
  ) -> [MessagePart]? {
    // Without a readable body, the names of its objects are unknown.
    guard let locals = body.map(instanceBinders) ?? Self.writtenBinders(syntax) else { return nil }
    checker.locals = locals
    defer { checker.locals = [] }
    let message = self.parts(parts)
    return message.count == parts.count ? message : nil
  }

  private func instanceBinders(_ body: Expression) -> [Local] {
    var locals: [Local] = []
    var expression = body
    while case .quantifier(.every, let binders, let inner) = expression.kind {
      for binder in binders {
        let type: StaticType
        var isFixed = true
        switch binder.source {
        case .collection(let index):
          guard checker.vocabulary.collections.indices.contains(index) else { return locals }
          type = .entity(checker.vocabulary.collections[index].entity)
        case .list(let source):
          isFixed = source.isFixed
          if case .list(let element) = source.type, element != .null {
            type = element
          } else {
            type = .value
          }
        }
        locals.append(Local(name: binder.name, type: type, isFixed: isFixed, span: binder.span))
      }
      guard let inner else { break }
      expression = inner
    }
    return locals
  }

  /// The instance's binders of a body with mistakes, without their types; `nil` if the body could not be
  /// read.
  private static func writtenBinders(_ body: SyntaxExpression) -> [Local]? {
    var locals: [Local] = []
    var expression = body.bare
    while case .quantifier(.every, let binders, let inner) = expression.kind {
      locals += binders.map {
        Local(name: $0.name.text, type: nil, isFixed: true, span: $0.name.span)
      }
      guard let inner else { break }
      expression = inner.bare
    }
    if case .invalid = expression.kind { return nil }
    return locals
  }

  private mutating func assumption(_ syntax: SyntaxExpression) -> Expression? {
    guard let checked = checker.condition(syntax) else { return nil }
    guard !checked.isFixed else { return checked }
    // The diagnostic points to the innermost part that changes, which is the cause.
    var culprit = checked
    while true {
      var next: Expression?
      var isCall = false
      if case .call(_, let arguments) = culprit.kind {
        isCall = true
        next = arguments.first { !$0.isFixed }
      } else {
        culprit.kind.forEachPart { if next == nil, !$0.isFixed { next = $0 } }
      }
      guard let next else {
        checker.report(
          .assumptionNotFixed, at: culprit.span,
          isCall
            ? "an assumption can name only what never changes, but this definition names something that changes"
            : "an assumption can name only what never changes, but this changes as steps happen"
        )
        return nil
      }
      culprit = next
    }
  }

  // MARK: Warnings

  /// Warns about definitions that nothing in the file uses. A file without properties gets no warning,
  /// because other files can use its definitions.
  ///
  /// - Parameter root: the index of the file. The definitions of other files that are checked together
  ///   with it get no warning.
  mutating func warnOfUnused(root: Int) {
    guard file.brokenNames.isEmpty else { return }
    var used: Set<String> = []
    var definitions: [Name] = []
    var hasProperties = false
    for item in file.items {
      switch item {
      case .constant(_, let value), .assume(let value): value.collectNames(into: &used)
      case .outside(let field): field.initial?.collectNames(into: &used)
      case .table(_, let rows): for row in rows { row.value.collectNames(into: &used) }
      case .define(let definition):
        definitions.append(definition.name)
        definition.body.collectNames(into: &used)
      case .property(let property):
        hasProperties = true
        property.body.collectNames(into: &used)
        for part in property.sentenceParts { part.collectNames(into: &used) }
        property.refinement?.collectNames(into: &used)
      case .world(let item): item.collectNames(into: &used)
      case .use, .failures, .waive, .test: break
      }
    }
    guard hasProperties else { return }
    for name in definitions where !used.contains(name.text) && name.span.file == root {
      checker.report(
        .unusedDefinition, at: name.span, "nothing uses the definition `\(name.text)`",
        fix: .init("remove it, or use it"))
    }
  }
}
