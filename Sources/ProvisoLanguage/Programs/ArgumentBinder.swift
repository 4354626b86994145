import ProvisoKernel

/// Finds for each call of a plan the action that is its contract, and for each parameter its value.
///
/// An argument that names no declared object makes a new one, of whose fields nobody knows anything
/// (LANGUAGE, section 8); a value that is not known can be any object, also one that nothing names.
struct ArgumentBinder {
  /// The world with the objects that the plan names.
  let model: WorldModel
  /// Whether there are contracts at all; without them a call is its tool and its arguments.
  let hasContracts: Bool
  /// The names of the objects that the plan brings in.
  let newObjects: [String]
  private let actions: [String: Int]
  private let uses: [ParameterUse]
  private let objects: [Int: [String: Int]]

  /// What came of a call.
  struct Bound {
    var action: Int?
    var arguments: BoundValue
    var parameters: [BoundParameter] = []
    var result: StaticType?
    var mistakes: [PlanMistake] = []
  }

  /// - Parameter hasContracts: whether the world's actions are the contracts of the plan's tools.
  init(_ model: WorldModel, _ plan: AgentPlan, hasContracts: Bool) {
    self.hasContracts = hasContracts
    let actions = Dictionary(
      model.actions.enumerated().map { ($0.element.name, $0.offset) },
      uniquingKeysWith: { first, _ in first })
    self.actions = actions
    let uses = model.actions.map { ParameterUse($0) }
    self.uses = uses
    var names: [Int: [String]] = [:]
    var needsAny: Set<Int> = []
    for call in plan.calls {
      guard let place = actions[call.tool] else { continue }
      for (number, (name, type)) in model.actions[place].parameters.enumerated() {
        guard case .entity(let entity) = type,
          model.entities.contains(where: { $0.place == entity })
        else { continue }
        let given = call.value(of: name)
        if case .string(let text)? = given?.constant {
          if !model.texts(of: entity).contains(text.string),
            !model.objectNames[entity].contains(text.string),
            names[entity]?.contains(text.string) != true
          {
            names[entity, default: []].append(text.string)
          }
        } else if !uses[place].ignores(number),
          given?.constant == nil || given?.constant == .null
        {
          needsAny.insert(entity)
        }
      }
    }
    let whole = model.adding(names, others: needsAny)
    self.model = whole
    newObjects = model.entities.flatMap { entity in
      let names = whole.objectNames[entity.place].dropFirst(entity.given.count)
      return names.dropLast(entity.most).filter { $0 != entity.nothing }
        .map { "\($0): \(entity.name)" }
    }
    objects = Dictionary(
      uniqueKeysWithValues: whole.objectNames.indices.map { entity in
        (
          entity,
          Dictionary(
            whole.texts(of: entity).enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first })
        )
      })
  }

  // MARK: One call

  /// Binds a call.
  ///
  /// - Parameters:
  ///   - reference: what an identifier stands for there.
  ///   - result: the type of what a call gives, by its place; `nil` where no contract says.
  func bind(
    _ call: PlannedCall, at place: PlanPlace?, result: (Int) -> StaticType?,
    _ reference: (String) -> CallReference?
  ) -> Bound {
    var mistakes: [PlanMistake] = []
    let members = call.arguments.map {
      (name: Text($0.name), value: resolve($0.value, place, &mistakes, reference))
    }
    var bound = Bound(
      arguments: call.rest == nil ? .map(members) : .open("arguments that the plan does not name"),
      mistakes: mistakes)
    guard hasContracts, !call.isOpaque else { return bound }
    guard let number = actions[call.tool] else {
      let meant = Suggestion.nearest(to: call.tool, among: actions.keys.sorted())
      bound.mistakes.append(
        PlanMistake(
          "no action describes `\(call.tool)`, so nobody knows what it does"
            + (meant.map { "; did you mean `\($0)`?" }
              ?? "; the world must say it, with `action \(call.tool)(…) { … }` or `action \(call.tool)(…) harmless`"),
          at: place))
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
        PlanMistake(
          "the action `\(call.tool)` has no parameter `\(name)`"
            + (meant.map { "; did you mean `\($0)`?" }
              ?? (known.isEmpty
                ? "; it takes none"
                : "; it takes \(Checker.listed(known.map { "`\($0)`" }))")),
          at: place))
    }
    for (parameter, (name, type)) in action.parameters.enumerated() {
      let given = call.value(of: name) ?? .unknown
      let value = self.parameter(
        given, type, "`\(name)` of `\(call.tool)`", place, &bound.mistakes, result, reference)
      bound.parameters.append(uses[number].ignores(parameter) ? .constant(.null) : value)
    }
    return bound
  }

  private func parameter(
    _ given: PlanValue, _ type: StaticType, _ name: String, _ place: PlanPlace?,
    _ mistakes: inout [PlanMistake], _ result: (Int) -> StaticType?,
    _ reference: (String) -> CallReference?
  ) -> BoundParameter {
    if let constant = given.constant {
      if constant.isNull { return .any }
      switch value(constant, of: type, name) {
      case .success(let value): return .constant(value)
      case .failure(let trouble):
        mistakes.append(PlanMistake(trouble.message, at: place))
        return .any
      }
    }
    // What another tool gives is this value only where both contracts say the same of it.
    guard case .output(let id, let path) = given, path.isEmpty, let call = reference(id),
      !call.isAmbiguous, call.candidates.allSatisfy({ result($0) == type })
    else { return .any }
    return .output(call)
  }

  /// The type of what a tool gives; `nil` where no contract says.
  func result(of tool: String) -> StaticType? {
    guard hasContracts, let action = actions[tool] else { return nil }
    return model.actions[action].result?.type
  }

  /// The constant as a value of the type.
  private func value(
    _ constant: Value, of type: StaticType, _ name: String
  ) -> Result<Value, PlanMistake> {
    func wrong(_ expected: String) -> Result<Value, PlanMistake> {
      .failure(PlanMistake("\(name): expected \(expected), found \(constant.kindInWords)"))
    }
    switch (type, constant) {
    case (.bool, .bool), (.string, .string), (.decimal, .number), (.value, _):
      return .success(constant)
    case (.int, .number(let number)):
      return number.isInteger ? .success(constant) : wrong("a whole number")
    case (.entity(let entity), .string(let text)):
      if let index = objects[entity]?[text.string] {
        return .success(.object(ObjectID(entity: entity, index: index)))
      }
      let known = model.texts(of: entity)
      if let place = model.objectNames[entity].firstIndex(of: text.string),
        known.indices.contains(place)
      {
        let quoted = Value.quoted(text.string)
        return .failure(
          PlanMistake(
            "\(name): is the world's object `\(text.string)` meant? Plans name it by its `name`, \(Value.quoted(known[place])). If another object is called \(quoted), give the world's one another name"
          ))
      }
      let meant = Suggestion.nearest(to: text.string, among: known)
      return .failure(
        PlanMistake(
          "\(name): there is no \(model.schema.entities[entity].name) \(Value.quoted(text.string))"
            + (meant.map { "; did you mean \(Value.quoted($0))?" }
              ?? "; expected \(Checker.listed(known.prefix(8).map { "`\($0)`" }, "or"))")))
    case (.bool, _): return wrong("true or false")
    case (.int, _): return wrong("a whole number")
    case (.decimal, _): return wrong("a number")
    case (.string, _): return wrong("a text")
    case (.entity, _):
      return wrong("\(model.schema.phrase(of: type)), named by a text")
    case (.list(let element), .list(let values)):
      var out: [Value] = []
      for part in values {
        switch value(part, of: element, name) {
        case .success(let value): out.append(value)
        case .failure(let trouble): return .failure(trouble)
        }
      }
      return .success(.list(out))
    case (.list, _): return wrong("a list")
    case (.null, _): return wrong("null")
    }
  }

  private func resolve(
    _ value: PlanValue, _ place: PlanPlace?, _ mistakes: inout [PlanMistake],
    _ reference: (String) -> CallReference?
  ) -> BoundValue {
    if let constant = value.constant { return .constant(constant) }
    switch value {
    case .constant(let constant): return .constant(constant)
    case .list(let parts):
      return .list(parts.map { resolve($0, place, &mistakes, reference) })
    case .map(let members):
      return .map(
        members.map {
          (name: Text($0.name), value: resolve($0.value, place, &mistakes, reference))
        })
    case .output(let id, let path):
      guard let call = reference(id) else {
        mistakes.append(PlanMistake("no call has the id `\(id)`", at: place))
        return .open("the output of a call that is not there")
      }
      guard !call.isAmbiguous else {
        return .open("what one of several calls in a loop without a bound gave")
      }
      return .output(call, path)
    case .text: return .open("a text that is put together while the plan runs")
    case .written: return .open("a text that a model writes while the plan runs")
    case .unknown: return .open("a value that nobody knows")
    }
  }
}

extension Value {
  /// What kind of value it is, without saying which.
  package var kindInWords: String {
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
