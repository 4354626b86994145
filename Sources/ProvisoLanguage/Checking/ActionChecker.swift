import ProvisoKernel
import ProvisoSyntax

/// Checks the statements of one action.
struct ActionChecker {
  var file: FileChecker
  let entities: [WorldEntity]
  /// The statements that actions share.
  var effects: [(syntax: SyntaxEffect, parameters: [(String, StaticType)])] = []
  /// The names of the shared statements that are being checked, outermost first.
  private var running: [String] = []
  let hasAgents: Bool
  let text: (Span) -> String

  init(
    file: FileChecker, entities: [WorldEntity],
    effects: [(syntax: SyntaxEffect, parameters: [(String, StaticType)])], hasAgents: Bool,
    text: @escaping (Span) -> String
  ) {
    self.file = file
    self.entities = entities
    self.effects = effects
    self.hasAgents = hasAgents
    self.text = text
  }

  mutating func action(
    _ syntax: SyntaxAction, parameters: [(String, StaticType)], result: StaticType?
  ) -> WorldAction {
    var names = zip(syntax.parameters, parameters).map { ($0.name, $1.1) }
    if let written = syntax.result, let result { names.append((written.name, result)) }
    let body = body(syntax.body, of: syntax.name, declaring: names)
    if let moment = file.checker.temporal {
      file.checker.report(
        .misplacedMoment, at: moment,
        "an action can depend only on the state before it, not on other moments",
        fix: .init("record in a `var` what happened earlier"))
    }
    return WorldAction(
      name: syntax.name.text, parameters: parameters.map { (name: $0.0, type: $0.1) },
      result: syntax.result.flatMap { written in
        result.map { (name: written.name.text, type: $0) }
      }, isHarmless: syntax.isHarmless, mayFail: syntax.mayFail, fairness: syntax.fairness,
      documentation: syntax.documentation, body: body, span: syntax.name.span)
  }

  private mutating func declare(_ name: Name, as type: StaticType?) {
    _ = file.checker.reportClash(name)
    file.checker.locals.append(
      Local(name: name.text, type: type?.plain, isFixed: true, span: name.span))
  }

  /// Checks shared statements by themselves, so that mistakes are reported although no action runs them.
  mutating func check(_ syntax: SyntaxEffect, parameters: [(String, StaticType)]) {
    running = [syntax.name.text]
    let names = zip(syntax.parameters, parameters).map { ($0.name, $1.1) }
    _ = body(syntax.body, of: syntax.name, declaring: names)
    running = []
  }

  /// The statements of a declaration, with the agent and these names as its locals.
  private mutating func body(
    _ syntax: [SyntaxStatement], of name: Name, declaring names: [(Name, StaticType)]
  ) -> [Statement] {
    file.checker.startDeclaration()
    file.checker.hasNoAgents = !hasAgents
    defer { file.checker.hasNoAgents = false }
    file.checker.locals = [
      Local(
        name: "actor", type: .entity(WorldModel.EntityIndex.agent), isFixed: true, span: name.span)
    ]
    for (name, type) in names { declare(name, as: type) }
    warnOfEarlierValues(syntax)
    return statements(syntax)
  }

  /// The statements of a `define`, with the arguments in place of its parameters.
  private mutating func run(_ name: Name, with arguments: [SyntaxExpression]) -> Statement.Kind? {
    guard case .effect(let index)? = file.checker.names[name.text]?.kind else {
      if let declaration = file.checker.names[name.text] {
        if case .broken = declaration.kind { return nil }
        file.checker.report(
          .misusedName, at: name.span,
          "`do` runs the statements of a `define`, but `\(name.text)` has none",
          labels: [.init(declaration.span, "declared here")])
      } else {
        let known = effects.map(\.syntax.name.text)
        let meant = Suggestion.nearest(to: name.text, among: known)
        file.checker.report(
          .unknownName, at: name.span,
          "no `define` with statements is called `\(name.text)`"
            + (meant.map { "; did you mean `\($0)`?" } ?? ""),
          fix: meant.map { .init("write `\($0)`", replace: name.span, with: $0) })
      }
      return nil
    }
    let effect = effects[index]
    guard !running.contains(name.text) else {
      file.checker.report(
        .circularDefinition, at: name.span,
        "these statements run themselves: \((running + [name.text]).map { "`\($0)`" }.joined(separator: " → "))"
      )
      return nil
    }
    guard arguments.count == effect.parameters.count else {
      file.checker.report(
        .wrongArgumentCount, at: name.span,
        "`\(name.text)` takes \(Checker.count(effect.parameters.count, of: "argument")), not \(arguments.count)",
        labels: [.init(effect.syntax.name.span, "declared here")])
      return nil
    }
    let mark = file.checker.aliases.count
    let outer = file.checker.view
    defer {
      file.checker.aliases.removeLast(file.checker.aliases.count - mark)
      file.checker.view = outer
    }
    var isSound = true
    var made: [Alias] = []
    for ((written, type), (parameter, argument)) in zip(
      effect.parameters, zip(effect.syntax.parameters, arguments))
    {
      let checked = file.checker.check(argument)
      if let checked, !type.accepts(checked.type) {
        file.checker.report(
          .wrongArgument, at: checked.span,
          "`\(name.text)` takes \(vocabulary.phrase(of: type)) as `\(written)`, but this is \(vocabulary.phrase(of: checked.type))",
          labels: [.init(effect.syntax.name.span, "declared here")])
        isSound = false
      }
      var view = outer
      view.aliasEnd = outer.aliasEnd ?? mark
      made.append(
        Alias(
          name: written, syntax: argument, isSound: checked != nil, view: view,
          locals: file.checker.locals.count, span: parameter.name.span))
      isSound = isSound && checked != nil
    }
    guard isSound else { return nil }
    file.checker.aliases += made
    // The statements see the actor and their parameters, and no name of the action.
    file.checker.view = View(
      hiddenEarlier: 1..<max(file.checker.locals.count, 1), firstAlias: mark)
    running.append(name.text)
    let body = statements(effect.syntax.body)
    running.removeLast()
    // A branch that is always taken keeps the names of the statements to themselves.
    let always = file.checker.constant(.bool(true), of: .bool, at: name.span)
    return .conditional(always, body, [])
  }

  private var vocabulary: VocabularySchema { file.checker.vocabulary }

  /// The statements of a body. The names that the body declares are removed at its end.
  private mutating func statements(_ written: [SyntaxStatement]) -> [Statement] {
    let mark = file.checker.locals.count
    let aliases = file.checker.aliases.count
    defer {
      file.checker.locals.removeLast(file.checker.locals.count - mark)
      file.checker.aliases.removeLast(file.checker.aliases.count - aliases)
    }
    return written.compactMap { statement in
      kind(statement).map { Statement(kind: $0, span: statement.span) }
    }
  }

  private mutating func kind(_ statement: SyntaxStatement) -> Statement.Kind? {
    switch statement.kind {
    case .requires(let written):
      return file.checker.condition(written).map { .requires($0, text(written.span)) }
    case .failIf(let written): return file.checker.condition(written).map(Statement.Kind.failIf)
    case .assign(let assignable, let operation, let value):
      return assignment(to: assignable, by: operation, of: value, at: statement.span)
    case .assignElement(let base, let index, let path, let operation, let value):
      let element = SyntaxExpression(
        .index(SyntaxExpression(.name(base), at: base.span), index),
        at: base.span.through(index.span))
      return assignment(
        to: [base] + path, in: element, by: operation, of: value, at: statement.span)
    case .assignEntry(let map, let key, let operation, let value):
      return entry(of: map, at: key, by: operation, value: value, at: statement.span)
    case .bind(let name, let value):
      file.checker.declareAlias(name, for: value)
      return nil
    case .run(let name, let arguments): return run(name, with: arguments)
    case .conditional(let condition, let first, let second):
      let condition = file.checker.condition(condition)
      let body = (statements(first), statements(second))
      return condition.map { .conditional($0, body.0, body.1) }
    case .every(let binders, let body):
      let mark = file.checker.locals.count
      defer { file.checker.locals.removeLast(file.checker.locals.count - mark) }
      let checked = binders.compactMap { file.checker.binder($0) }
      let statements = statements(body)
      return checked.count == binders.count ? .every(checked, statements) : nil
    case .choose(let binder):
      return file.checker.binder(binder).map(Statement.Kind.choose)
    case .insert(let tuple, let relation):
      return self.tuple(tuple, for: relation).map { .insert($0, $1) }
    case .remove(let tuple, let relation):
      return self.tuple(tuple, for: relation).map { .remove($0, $1) }
    case .create(let name, let entity, let fields):
      return creation(of: name, as: entity, with: fields)
    }
  }

  // MARK: Assignments

  private mutating func assignment(
    to path: [Name], in element: SyntaxExpression? = nil, by operation: AssignmentOperator,
    of written: SyntaxExpression, at span: Span
  ) -> Statement.Kind? {
    let value = file.checker.check(written)
    guard let (assignable, type, name) = self.assignable(path, in: element), let value else {
      return nil
    }
    return assign(value, to: assignable, of: type, named: name, by: operation, at: span)
  }

  mutating func assign(
    _ value: Expression, to assignable: Statement.Assignable, of type: StaticType,
    named name: String, by operation: AssignmentOperator, at span: Span
  ) -> Statement.Kind? {
    let value = file.checker.coerced(value, to: type)
    if operation != .set, type.isSet {
      guard value.type == type else {
        reportNoSet(value, assignedBy: operation, to: name)
        return nil
      }
      return .assign(assignable, operation, value)
    }
    if operation != .set {
      guard type.isNumber, value.type.canBeNumber else {
        file.checker.report(
          .wrongAssignment, at: span,
          "`\(operation.rawValue)` takes numbers, but `\(name)` is \(vocabulary.phrase(of: type)) and the value is \(vocabulary.phrase(of: value.type))",
          fix: type.plain != type && !type.isNumber
            ? .init("a sequence changes as a whole: write `\(name) = \(name).append(x)`") : nil)
        return nil
      }
    }
    guard type.accepts(value.type) || operation == .set && value.type == .null else {
      file.checker.report(
        .wrongAssignment, at: value.span,
        "`\(name)` is \(vocabulary.phrase(of: type)), but this is \(vocabulary.phrase(of: value.type))",
        fix: file.checker.literal(value, as: type))
      return nil
    }
    return .assign(assignable, operation, value)
  }

  /// - Parameter element: the numbered object that the path begins with; `nil` if it begins with a name.
  private mutating func assignable(
    _ path: [Name], in element: SyntaxExpression? = nil
  ) -> (Statement.Assignable, StaticType, String)? {
    guard let first = path.first, let last = path.last else { return nil }
    let whole = path.map(\.text).joined(separator: ".")
    if path.count == 1, element != nil {
      file.checker.report(
        .notAssignable, at: first.span,
        "only a field of an object can be assigned to, as in `\(first.text)[…].field = …`")
      return nil
    }
    if path.count == 1 {
      if case .variable(let index)? = file.checker.names[first.text]?.kind,
        !file.checker.locals.contains(where: { $0.name == first.text })
      {
        let attributes = vocabulary.entities[WorldModel.EntityIndex.state].attributes
        guard attributes.indices.contains(index) else { return nil }
        return (.variable(index), attributes[index].type, whole)
      }
      guard file.checker.check(SyntaxExpression(.name(first), at: first.span)) != nil else {
        return nil
      }
      let local = file.checker.locals.first { $0.name == first.text }
      file.checker.report(
        .notAssignable, at: first.span,
        local == nil
          ? "only a `var` can be assigned to, and `\(first.text)` is not a `var`"
          : "`\(first.text)` exists only in this action; an action can change only the `var`s of the world",
        labels: local.map { $0.name == "actor" ? [] : [.init($0.span, "named here")] } ?? [])
      return nil
    }
    var base = element ?? SyntaxExpression(.name(first), at: first.span)
    for name in path.dropFirst().dropLast() {
      base = SyntaxExpression(.member(base, name), at: first.span.through(name.span))
    }
    guard let object = file.checker.check(base) else { return nil }
    guard case .entity(let entity) = object.type,
      let fields = entities.first(where: { $0.index == entity })?.fields
    else {
      file.checker.report(
        .notAssignable, at: object.span,
        "only a field of an object can be assigned to, but this is \(vocabulary.phrase(of: object.type))"
      )
      return nil
    }
    guard let index = fields.firstIndex(where: { $0.name == last.text }) else {
      // The checker reports the unknown field.
      _ = file.checker.check(
        SyntaxExpression(.member(base, last), at: base.span.through(last.span)))
      return nil
    }
    guard fields[index].isVariable else {
      file.checker.report(
        .notAssignable, at: last.span,
        "the field `\(last.text)` is fixed, so no action can change it",
        fix: .init("declare it as `var \(last.text): …`"))
      return nil
    }
    return (.field(object, index), fields[index].type, whole)
  }

  // MARK: Relations and objects

  private mutating func tuple(_ written: [SyntaxExpression], for name: Name)
    -> (Int, [Expression])?
  {
    let values = written.map { file.checker.check($0) }
    guard let declaration = file.checker.names[name.text] else {
      file.checker.reportUnknown(name)
      return nil
    }
    guard case .relation(let index, let types) = declaration.kind else {
      if case .broken = declaration.kind { return nil }
      file.checker.report(
        .misusedName, at: name.span, "`\(name.text)` is not a relation",
        labels: [.init(declaration.span, "declared here")])
      return nil
    }
    return file.checker.related(by: name, values: values, types: types).map { (index, $0) }
  }

  private mutating func creation(
    of name: Name, as type: Name, with written: [(name: Name, value: SyntaxExpression)]
  ) -> Statement.Kind? {
    let values = written.map { file.checker.check($0.value) }
    let entity = entities.first { $0.name == type.text }
    let slot = file.checker.locals.count
    declare(name, as: entity.map { .entity($0.index) })
    guard let entity else {
      if case .broken? = file.checker.names[type.text]?.kind { return nil }
      let meant = Suggestion.nearest(to: type.text, among: entities.map(\.name))
      file.checker.report(
        .unknownType, at: type.span,
        "there is no entity `\(type.text)`" + (meant.map { "; did you mean `\($0)`?" } ?? ""),
        fix: meant.map { .init("write `\($0)`", replace: type.span, with: $0) })
      return nil
    }
    guard entity.most > 0 else {
      file.checker.report(
        .badCreation, at: type.span,
        "objects of `\(type.text)` can be created only if the entity says how many, with `at most`",
        fix: .init("declare it as `entity \(type.text) at most 3 { … }`"))
      return nil
    }
    var fields: [Int: Expression] = [:]
    for ((field, _), value) in zip(written, values) {
      guard
        let index = WorldChecker.fieldIndex(
          field, among: entity.fields, taken: fields.keys, of: entity.index, in: &file), let value
      else { continue }
      guard entity.fields[index].type.accepts(value.type) || value.type == .null else {
        file.checker.report(
          .wrongAssignment, at: value.span,
          "`\(field.text)` is \(vocabulary.phrase(of: entity.fields[index].type)), but this is \(vocabulary.phrase(of: value.type))"
        )
        continue
      }
      fields[index] = value
    }
    return .create(entity: entity.index, slot: slot, fields: fields)
  }
}

extension Checker {
  /// The arguments of a relation; `nil` if their number or types are wrong, which is reported.
  mutating func related(
    by name: Name, values: [Expression?], types: [StaticType]
  ) -> [Expression]? {
    guard values.count == types.count else {
      report(
        .wrongArgumentCount, at: name.span,
        "`\(name.text)` relates \(types.count) objects, not \(values.count)",
        labels: names[name.text].map { [.init($0.span, "declared here")] } ?? [])
      return nil
    }
    var arguments: [Expression] = []
    for (value, type) in zip(values, types) {
      guard let value else { continue }
      guard type.accepts(value.type) || value.type == .null else {
        report(
          .wrongArgument, at: value.span,
          "`\(name.text)` takes \(vocabulary.phrase(of: type)) here, but this is \(vocabulary.phrase(of: value.type))"
        )
        continue
      }
      arguments.append(value)
    }
    return arguments.count == types.count ? arguments : nil
  }
}
