import ProvisoKernel
import ProvisoLanguage

/// The parameters of an action that can make a difference; the others need no enumeration of
/// values.
struct ParameterUse {
  /// The indices of the parameters that the action's statements read.
  private let read: Set<Int>
  /// Whether a property can name the action with its arguments as a step, because each argument is
  /// an object or a value of an enum.
  private let isNamedByProperties: Bool

  init(_ action: WorldAction) {
    isNamedByProperties = action.parameters.allSatisfy {
      if case .entity = $0.type { true } else { false }
    }
    var uses = SlotUse()
    var slots: Set<Int> = []
    var open = action.body[...]
    while let statement = open.popFirst() {
      for expression in statement.expressions { slots.formUnion(uses.slots(of: expression)) }
      open += statement.parts
    }
    // The frame of an action begins with its actor.
    read = Set(action.parameters.indices.filter { slots.contains($0 + 1) })
  }

  /// Whether the value of a parameter has no visible effect.
  func ignores(_ parameter: Int) -> Bool { !isNamedByProperties && !read.contains(parameter) }
}

extension Statement {
  /// The expressions of the statement itself.
  var expressions: [Expression] {
    switch kind {
    case .requires(let condition, _), .failIf(let condition): [condition]
    case .assign(let assignable, _, let value): assignable.expressions + [value]
    case .conditional(let condition, _, _): [condition]
    case .every(let binders, _): binders.flatMap(\.parts)
    case .choose(let binder): binder.parts
    case .insert(_, let tuple), .remove(_, let tuple): tuple
    case .create(_, _, let fields): Array(fields.values)
    }
  }

  /// The nested statements.
  var parts: [Statement] {
    switch kind {
    case .conditional(_, let first, let second): first + second
    case .every(_, let body): body
    case .requires, .failIf, .assign, .choose, .insert, .remove, .create: []
    }
  }
}

extension Statement.Assignable {
  fileprivate var expressions: [Expression] {
    switch self {
    case .variable: []
    case .field(let object, _): [object]
    case .entry(let map, let key): map.expressions + [key]
    }
  }
}
