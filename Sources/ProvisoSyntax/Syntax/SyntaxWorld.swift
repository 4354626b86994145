import ProvisoKernel

/// A declaration that only a world can have, as it is written (Grammar, "The rules").
package enum SyntaxWorldItem: Sendable {
  case enumeration(name: Name, members: [Name])
  case entity(SyntaxEntity)
  case variable(SyntaxField)
  case object(SyntaxObject)
  case relation(name: Name, types: [SyntaxType])
  case agent(SyntaxAgent)
  case action(SyntaxAction)
  case command(SyntaxCommand)
  /// `commands "FILE"`: a file with the options of commands.
  case commandFile(Name)
  /// `directory "PATH"`: the directory that relative paths are relative to.
  case directory(Name)
  /// Statements that actions share.
  case effect(SyntaxEffect)
  /// Conditions on the initial state.
  case start(Name, SyntaxExpression)

  /// The name that it declares; the text of a command.
  package var name: Name {
    switch self {
    case .enumeration(let name, _), .relation(let name, _): name
    case .entity(let entity): entity.name
    case .variable(let field): field.name
    case .object(let object): object.name
    case .agent(let agent): agent.name
    case .action(let action): action.name
    case .command(let command): command.line
    case .commandFile(let path), .directory(let path): path
    case .effect(let effect): effect.name
    case .start(let word, _): word
    }
  }
}

/// `NAME: TYPE = initial`, with or without `var`.
package struct SyntaxField: Sendable {
  package let name: Name
  package let type: SyntaxType
  package let initial: SyntaxExpression?
  package let isVariable: Bool

  /// Whether no type is written: that of a `const` is the type of its value.
  package var hasInferredType: Bool {
    if case .name(let name) = type { name.text.isEmpty } else { false }
  }
}

/// `entity NAME [at most N] { … }`.
package struct SyntaxEntity: Sendable {
  package let name: Name
  /// The largest number of objects that can be created while the plan runs.
  package let most: (count: Int, span: Span)?
  package let fields: [SyntaxField]
}

/// `object NAME: TYPE { field: value }`, or `object NAME[i in 1..N]: TYPE { … }`.
package struct SyntaxObject: Sendable {
  package let name: Name
  /// The numbers of the objects that the declaration makes; `nil` for a single object.
  package let numbers: Numbers?
  package let type: SyntaxType
  package let fields: [(name: Name, value: SyntaxExpression)]

  /// `[low..high]` or `[index in low..high]`.
  package struct Numbers: Sendable {
    /// The name of the number in the values of the fields.
    package let index: Name?
    package let low: SyntaxExpression
    package let high: SyntaxExpression
  }
}

/// `define NAME(parameters) { … }`: statements that actions share.
package struct SyntaxEffect: Sendable {
  package let name: Name
  package let parameters: [(name: Name, type: SyntaxType)]
  package let body: [SyntaxStatement]
}

/// `agent NAME [fairness] { may a, b at most N steps }`.
package struct SyntaxAgent: Sendable {
  package let name: Name
  package let actions: [Name]
  package let steps: Int?
  package let fairness: Fairness?
}

/// `action NAME(parameters) …`.
package struct SyntaxAction: Sendable {
  package let name: Name
  package let parameters: [(name: Name, type: SyntaxType)]
  package let result: (name: Name, type: SyntaxType)?
  package let isHarmless: Bool
  package let mayFail: Bool
  package let fairness: Fairness?
  package let documentation: String
  package let body: [SyntaxStatement]
}

/// `command "LINE" [in "DIRECTORY"] touches ("PATH", … | nothing)`.
package struct SyntaxCommand: Sendable {
  /// The command line.
  package let line: Name
  /// The directory in which it runs; `nil` for the agent's directory.
  package let directory: Name?
  /// The paths at or in which it changes files; none if it changes nothing.
  package let paths: [Name]
}

/// A statement of an action as it is written.
package struct SyntaxStatement: Sendable {
  package indirect enum Kind: Sendable {
    case requires(SyntaxExpression)
    case assign([Name], AssignmentOperator, SyntaxExpression)
    /// `NAME[index].field = value`.
    case assignElement(Name, SyntaxExpression, [Name], AssignmentOperator, SyntaxExpression)
    /// `map[key] = value`.
    case assignEntry(SyntaxExpression, SyntaxExpression, AssignmentOperator, SyntaxExpression)
    /// A name for a value before the step.
    case bind(Name, SyntaxExpression)
    /// The statements of a `define`.
    case run(Name, [SyntaxExpression])
    case conditional(SyntaxExpression, [SyntaxStatement], [SyntaxStatement])
    case every([SyntaxBinder], [SyntaxStatement])
    case choose(SyntaxBinder)
    case insert([SyntaxExpression], Name)
    case remove([SyntaxExpression], Name)
    case failIf(SyntaxExpression)
    case create(Name, Name, [(name: Name, value: SyntaxExpression)])
  }

  package let kind: Kind
  package let span: Span
}

/// `=`, `+=` and `-=`.
package enum AssignmentOperator: String, Sendable {
  case set = "="
  case add = "+="
  case subtract = "-="
}

extension SyntaxWorldItem {
  /// Adds the names that the expressions of the declaration use.
  package func collectNames(into names: inout Set<String>) {
    switch self {
    case .enumeration, .relation, .agent, .command, .commandFile, .directory: break
    case .variable(let field): field.initial?.collectNames(into: &names)
    case .entity(let entity):
      for field in entity.fields { field.initial?.collectNames(into: &names) }
    case .object(let object):
      object.numbers?.low.collectNames(into: &names)
      object.numbers?.high.collectNames(into: &names)
      for field in object.fields { field.value.collectNames(into: &names) }
    case .action(let action):
      for statement in action.body { statement.collectNames(into: &names) }
    case .effect(let effect):
      for statement in effect.body { statement.collectNames(into: &names) }
    case .start(_, let condition): condition.collectNames(into: &names)
    }
  }
}

extension SyntaxStatement {
  fileprivate func collectNames(into names: inout Set<String>) {
    func collect(_ binder: SyntaxBinder) {
      binder.source.collectNames(into: &names)
      binder.condition?.collectNames(into: &names)
    }
    switch kind {
    case .requires(let part), .failIf(let part), .assign(_, _, let part), .bind(_, let part):
      part.collectNames(into: &names)
    case .assignElement(let base, let index, _, _, let value):
      names.insert(base.text)
      index.collectNames(into: &names)
      value.collectNames(into: &names)
    case .assignEntry(let map, let key, _, let value):
      for part in [map, key, value] { part.collectNames(into: &names) }
    case .run(let name, let arguments):
      names.insert(name.text)
      for argument in arguments { argument.collectNames(into: &names) }
    case .conditional(let condition, let first, let second):
      condition.collectNames(into: &names)
      for statement in first + second { statement.collectNames(into: &names) }
    case .every(let binders, let body):
      binders.forEach(collect)
      for statement in body { statement.collectNames(into: &names) }
    case .choose(let binder): collect(binder)
    case .insert(let parts, _), .remove(let parts, _):
      for part in parts { part.collectNames(into: &names) }
    case .create(_, _, let fields):
      for field in fields { field.value.collectNames(into: &names) }
    }
  }
}
