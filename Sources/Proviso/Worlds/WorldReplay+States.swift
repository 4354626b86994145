import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoWorlds

extension WorldReplay {
  /// The states of a run as data.
  ///
  /// The world's own variables keep their names. A field of an entity becomes one map from the
  /// objects that exist, named `Entity_field`. A relation becomes the set of its tuples. The number
  /// of steps that each agent with a limit has taken is in a map `steps_taken`. All names are
  /// identifiers, which other tools require.
  func states(of history: WorldHistory) -> StateTrace {
    let model = problem.model
    let universe = problem.builder.universe
    var taken: Set<String> = []
    func unique(_ name: String) -> String {
      var name = name
      while !taken.insert(name).inserted { name += "_" }
      return name
    }
    var columns: [(name: String, value: ([Value]) -> StateTrace.Datum)] = []
    func at(_ content: WorldLayout.Content, _ state: [Value]) -> Value {
      universe.layout[content].map { state[$0] } ?? .null
    }
    func situation(_ state: [Value]) -> Situation {
      Situation(moment: Moment(values: state), world: FlagValues(), unknowns: [:])
    }
    for (index, variable) in model.variables.enumerated() {
      let state = universe.singleton(0)
      columns.append(
        (
          unique(variable.name),
          {
            Self.datum(
              universe.value(index, of: state, in: situation($0)).value, as: variable.type,
              in: model)
          }
        ))
    }
    for entity in model.entities {
      let objects = model.objectNames[entity.index].indices.map {
        ObjectID(entity: entity.index, index: $0)
      }
      for (index, field) in entity.fields.enumerated() {
        columns.append(
          (
            unique("\(entity.name)_\(field.name)"),
            { state in
              let now = situation(state)
              return .map(
                objects.compactMap { object in
                  if at(.presence(object), state) == .bool(false) { return nil }
                  return StateTrace.Entry(
                    Self.datum(.object(object), in: model),
                    Self.datum(
                      universe.value(index, of: object, in: now).value, as: field.type, in: model))
                })
            }
          ))
      }
    }
    var tuples: [Int: [(index: Int, tuple: [Value])]] = [:]
    for (index, content) in universe.layout.contents.enumerated() {
      if case .tuple(let relation, let tuple) = content {
        tuples[relation, default: []].append((index, tuple))
      }
    }
    for (index, relation) in model.relations.enumerated() {
      let all = tuples[index] ?? []
      columns.append(
        (
          unique(relation.name),
          { state in
            .set(
              all.filter { state[$0.index] == .bool(true) }.map {
                .tuple($0.tuple.map { Self.datum($0, in: model) })
              })
          }
        ))
    }
    let limited = model.agents.indices.filter { model.agents[$0].steps != nil }
    if !limited.isEmpty {
      columns.append(
        (
          unique("steps_taken"),
          { state in
            .map(
              limited.map {
                StateTrace.Entry(
                  .text(model.agents[$0].name), Self.datum(at(.count($0), state), in: model))
              })
          }
        ))
    }
    return StateTrace(
      variables: columns.map(\.name),
      states: history.states.map { state in columns.map { $0.value(state) } })
  }

  /// A value of a declared type: sets and maps are data of their own.
  private static func datum(
    _ value: Value, as type: StaticType, in model: WorldModel
  ) -> StateTrace.Datum {
    switch (type, value) {
    case (.set, _): return .set(value.asList.map { datum($0, in: model) })
    case (.map(let entity, _), .list(let values)):
      return .map(
        values.enumerated().map { index, value in
          StateTrace.Entry(
            datum(.object(ObjectID(entity: entity, index: index)), in: model),
            datum(value, in: model))
        })
    case (.sequence, _): return .list(value.asList.map { datum($0, in: model) })
    default: return datum(value, in: model)
    }
  }

  private static func datum(_ value: Value, in model: WorldModel) -> StateTrace.Datum {
    switch value {
    case .null: .null
    case .bool(let truth): .bool(truth)
    case .number(let number): .number(number)
    case .string(let text): .text(text.string)
    case .object: .text(WorldLayout.name(of: value, model))
    case .list(let elements): .list(elements.map { datum($0, in: model) })
    case .map(let members):
      .map(
        members.sorted { $0.key < $1.key }.map {
          StateTrace.Entry(.text($0.key.string), datum($0.value, in: model))
        })
    }
  }
}
