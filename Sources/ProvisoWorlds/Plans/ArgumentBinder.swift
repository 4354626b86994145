import ProvisoKernel
import ProvisoLanguage
import ProvisoPlans

/// Binds the calls of a plan to the world's actions: finds the action that is a call's contract,
/// and a value for each of its parameters.
///
/// A text that names no declared object adds a new object, whose fields are unknown
/// (SemanticsOfProperties, "Arguments of a plan's calls"). An unknown value can be any object, also
/// one that nothing names.
struct ArgumentBinder {
  /// The world with the objects that the plan names.
  let model: WorldModel
  /// Whether there are contracts; without them a call consists only of its tool and its arguments.
  let hasContracts: Bool
  /// The objects that the plan adds, each as `name: Type`.
  let newObjects: [String]
  private let actions: [String: Int]
  private let uses: [ParameterUse]
  private let objects: [Int: [Text: Int]]
  /// The plan's working directory.
  private let directory: String?

  /// The result of binding a call.
  struct Bound {
    var action: Int?
    var arguments: BoundValue
    var parameters: [BoundParameter] = []
    var result: StaticType?
    var mistakes: [AgentPlanMistake] = []
    /// The reasons why some run may make the call with values that it cannot have, as sentences.
    var excess: [String] = []
  }

  /// Prepares to bind the calls of `plan`.
  ///
  /// - Parameter hasContracts: whether the world's actions are the contracts of the plan's tools.
  init(_ model: WorldModel, plan: AgentPlan, hasContracts: Bool) {
    self.hasContracts = hasContracts
    directory = plan.directory
    let model = model.withCanonicalNames(in: plan.directory)
    let actions = Dictionary(
      model.actions.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    self.actions = actions
    let uses = model.actions.map { ParameterUse($0) }
    self.uses = uses
    var names: [Int: [String]] = [:]
    var needsAny: Set<Int> = []
    for call in plan.calls {
      guard let index = actions[call.tool] else { continue }
      for (number, (name, type)) in model.actions[index].parameters.enumerated() {
        guard let entity = type.objects,
          model.entities.contains(where: { $0.index == entity })
        else { continue }
        let given = call.value(of: name)
        if let texts = given?.constant?.texts {
          for text in texts {
            let name = model.canonical(text.string, of: entity, in: plan.directory)
            if !model.texts(of: entity).hasText(name),
              call.isOfCommandLine || !model.objectNames[entity].hasText(name),
              names[entity]?.hasText(name) != true
            {
              names[entity, default: []].append(name)
            }
          }
        } else if !uses[index].ignores(number),
          given?.constant == nil || given?.constant == .null
        {
          needsAny.insert(entity)
        }
      }
    }
    let whole = model.adding(names, others: needsAny)
    self.model = whole
    newObjects = model.entities.flatMap { entity in
      let names = whole.objectNames[entity.index].dropFirst(entity.given.count)
      return names.dropLast(entity.most).filter { $0 != entity.nothing }
        .map { "\($0): \(entity.name)" }
    }
    objects = Dictionary(
      uniqueKeysWithValues: whole.objectNames.indices.map { entity in
        (
          entity,
          Dictionary(
            whole.texts(of: entity).enumerated().map { (Text($0.element), $0.offset) },
            uniquingKeysWith: { first, _ in first })
        )
      })
  }

  // MARK: One call

  /// Binds a call.
  ///
  /// - Parameters:
  ///   - result: the type of a call's output by the call's index; `nil` if no contract gives one.
  ///   - reference: the calls that an identifier denotes at this call; `nil` if there are none.
  func bind(
    _ call: PlannedCall, at position: PlanPosition?, result: (Int) -> StaticType?,
    reference: (String) -> CallReference?
  ) -> Bound {
    var mistakes: [AgentPlanMistake] = []
    let members = call.arguments.map {
      (
        name: Text($0.name),
        value: resolve($0.value, at: position, mistakes: &mistakes, reference: reference)
      )
    }
    var bound = Bound(
      arguments: call.rest == nil ? .map(members) : .open("arguments that the plan does not name"),
      mistakes: mistakes)
    guard hasContracts, !call.isOpaque else { return bound }
    guard let number = actions[call.tool] else {
      let meant = Suggestion.nearest(to: call.tool, among: actions.keys.sorted())
      bound.mistakes.append(
        AgentPlanMistake(
          "no action describes `\(call.tool)`, so its effect is unknown"
            + (meant.map { "; did you mean `\($0)`?" }
              ?? "; describe it in the world with `action \(call.tool)(…) { … }` or `action \(call.tool)(…) harmless`"),
          at: position))
      return bound
    }
    let action = model.actions[number]
    bound.action = number
    bound.result = action.result?.type
    for (name, _) in call.arguments
    where !action.isHarmless && !action.parameters.contains(where: { $0.name == name }) {
      let known = action.parameters.map(\.name)
      let meant = Suggestion.nearest(to: name, among: known)
      bound.mistakes.append(
        AgentPlanMistake(
          "the action `\(call.tool)` has no parameter `\(name)`"
            + (meant.map { "; did you mean `\($0)`?" }
              ?? (known.isEmpty
                ? "; it takes none"
                : "; it takes \(known.map { "`\($0)`" }.listed())")),
          at: position))
    }
    for (parameter, (name, type)) in action.parameters.enumerated() {
      let given = call.value(of: name) ?? .unknown
      let value = self.parameter(
        given, as: type, named: "`\(name)` of `\(call.tool)`", at: position, of: &bound,
        result: result, reference: reference)
      bound.parameters.append(uses[number].ignores(parameter) ? .constant(.null) : value)
    }
    return bound
  }

  private func parameter(
    _ given: AgentPlanValue, as type: StaticType, named name: String, at position: PlanPosition?,
    of bound: inout Bound, result: (Int) -> StaticType?, reference: (String) -> CallReference?
  ) -> BoundParameter {
    if let constant = given.constant {
      if constant.isNull { return .any }
      switch value(constant, of: type, named: name) {
      case .success(let value): return .constant(value)
      case .failure(let mistake):
        bound.mistakes.append(AgentPlanMistake(mistake.message, at: position))
        return .any
      }
    }
    guard case .output(let id, let path) = given, let call = reference(id) else { return .any }
    // Another call's output becomes this value only if the parameter can have all its values.
    let types = call.candidates.map(result)
    if path.isEmpty, !call.isAmbiguous, types.allSatisfy({ $0?.isKept(as: type) ?? false }) {
      return .output(call)
    }
    if types.contains(where: { $0 != nil }) {
      bound.excess.append("\(name) is the output of `\(id)`, and can have other values here")
    }
    return .any
  }

  /// The type of a tool's output; `nil` if no contract gives one.
  func result(of tool: String) -> StaticType? {
    guard hasContracts, let action = actions[tool] else { return nil }
    return model.actions[action].result?.type
  }

  /// The constant as a value of the type.
  private func value(
    _ constant: Value, of type: StaticType, named name: String
  ) -> Result<Value, AgentPlanMistake> {
    func wrong(_ expected: String) -> Result<Value, AgentPlanMistake> {
      .failure(AgentPlanMistake("\(name): expected \(expected), found \(constant.kindDescription)"))
    }
    switch (type, constant) {
    case (.bool, .bool), (.string, .string), (.decimal, .number), (.value, _):
      return .success(constant)
    case (.int, .number(let number)):
      return number.isInteger ? .success(constant) : wrong("a whole number")
    case (.range(let low, let high), .number(let number))
    where number.isInteger && Number(low) <= number && number <= Number(high):
      return .success(constant)
    case (.entity(let entity), .string(let text)):
      let usual = Text(model.canonical(text.string, of: entity, in: directory))
      if let index = objects[entity]?[usual] {
        return .success(.object(ObjectID(entity: entity, index: index)))
      }
      let known = model.texts(of: entity)
      if let index = model.objectNames[entity].firstIndex(of: text.string),
        known.indices.contains(index)
      {
        let quoted = Value.quoted(text.string)
        return .failure(
          AgentPlanMistake(
            "\(name): \(quoted) is an object of the world, and plans call it by its `name`: write \(Value.quoted(known[index])); if you mean another object called \(quoted), rename the world's one"
          ))
      }
      let meant = Suggestion.nearest(to: text.string, among: known)
      return .failure(
        AgentPlanMistake(
          "\(name): there is no \(model.schema.entities[entity].name) \(Value.quoted(text.string))"
            + (meant.map { "; did you mean \(Value.quoted($0))?" }
              ?? "; expected \(known.prefix(8).map { "`\($0)`" }.listed("or"))")))
    case (.bool, _): return wrong("true or false")
    case (.int, _): return wrong("a whole number")
    case (.range(let low, let high), _): return wrong("a whole number from \(low) to \(high)")
    case (.decimal, _): return wrong("a number")
    case (.string, _): return wrong("a text")
    case (.entity, _):
      return wrong("\(model.schema.phrase(of: type)), named by a text")
    case (.set(let entity), .list):
      return value(constant, of: .list(.entity(entity)), named: name).map {
        .list($0.asList.objects(of: entity))
      }
    case (.sequence(let element, _), _): return value(constant, of: .list(element), named: name)
    case (.set, _): return wrong("a list of names")
    case (.map, _): return wrong("a map")
    case (.list(let element), .list(let values)):
      var out: [Value] = []
      for part in values {
        switch value(part, of: element, named: name) {
        case .success(let value): out.append(value)
        case .failure(let mistake): return .failure(mistake)
        }
      }
      return .success(.list(out))
    case (.list, _): return wrong("a list")
    case (.null, _): return wrong("null")
    }
  }

  private func resolve(
    _ value: AgentPlanValue, at position: PlanPosition?, mistakes: inout [AgentPlanMistake],
    reference: (String) -> CallReference?
  ) -> BoundValue {
    if let constant = value.constant { return .constant(constant) }
    switch value {
    case .constant(let constant): return .constant(constant)
    case .list(let parts):
      return .list(
        parts.map { resolve($0, at: position, mistakes: &mistakes, reference: reference) })
    case .map(let members):
      return .map(
        members.map {
          (
            name: Text($0.name),
            value: resolve($0.value, at: position, mistakes: &mistakes, reference: reference)
          )
        })
    case .output(let id, let path):
      guard let call = reference(id) else {
        mistakes.append(AgentPlanMistake("no call has the id `\(id)`", at: position))
        return .open("the output of a missing call")
      }
      guard !call.isAmbiguous else {
        return .open("the output of one of several calls in a loop without a bound")
      }
      return .output(call, path)
    case .text: return .open("a text that is composed while the plan runs")
    case .written: return .open("a text that a model writes while the plan runs")
    case .unknown: return .open("an unknown value")
    }
  }
}

extension [String] {
  /// Whether one of these names has the same code points.
  fileprivate func hasText(_ name: String) -> Bool { contains { Text($0) == Text(name) } }
}

extension StaticType {
  /// The entity of the objects that a value of the type names.
  package var objects: Int? {
    switch self {
    case .entity(let entity), .set(let entity): entity
    default: nil
    }
  }
}

extension Value {
  /// The text, or the texts of a list; `nil` if there are none.
  package var texts: [Text]? {
    let texts = asList.compactMap { if case .string(let text) = $0 { text } else { nil } }
    return texts.isEmpty ? nil : texts
  }

  /// The kind of the value in words, without the value itself.
  package var kindDescription: String {
    switch self {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "a text"
    case .list: "a list"
    case .map: "a map"
    case .object: "an object"
    }
  }
}

extension StaticType {
  /// Whether each value of the type is one of another, so that a parameter of that type keeps it.
  fileprivate func isKept(as other: StaticType) -> Bool {
    switch (self, other) {
    case (.range(let low, let high), .range(let from, let to)): from <= low && high <= to
    case (.range, .int), (.range, .decimal), (.int, .decimal): true
    default: self == other
    }
  }
}
