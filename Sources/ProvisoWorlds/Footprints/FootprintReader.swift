import ProvisoKernel
import ProvisoLanguage

/// Finds out which parts of a state expressions and statements can read or write.
///
/// A binder can choose any object of its entity. It is the entity's footprint, unless what the binder is used
/// for certainly does nothing for objects that do not belong to the given ones (``Ties``): then it adds nothing. The
/// ties come from the conditions around a use, because a condition that is false makes what is under it
/// irrelevant.
struct FootprintReader {
  /// The node of each slot that holds objects.
  typealias Frame = [Int: Int]

  let model: WorldModel
  private(set) var found = Footprint()
  private let entities: Set<Int>
  private var nextNode = 1
  /// The nodes of declared objects, which are negative.
  private var constants: [Int: ObjectID] = [:]
  /// The number of nodes of expressions that may still be visited.
  private var budget = 200_000

  init(_ model: WorldModel) {
    self.model = model
    entities = Set(model.entities.map(\.index))
  }

  /// A node for objects of which nothing is known.
  mutating func newNode() -> Int {
    nextNode += 1
    return nextNode - 1
  }

  /// The entity of a type whose objects have a state.
  func entity(of type: StaticType) -> Int? {
    switch type {
    case .entity(let entity) where entities.contains(entity): entity
    case .set(let entity) where entities.contains(entity): entity
    default: nil
    }
  }

  // MARK: Objects

  private func node(of expression: Expression, in frame: Frame) -> Int? {
    switch expression.kind {
    case .local(let slot): frame[slot]
    case .constant(.object(let object)):
      model.objectNames.indices.contains(object.entity)
        ? -1 - (object.entity * WorldLayout.mostVariables + object.index) : nil
    default: nil
    }
  }

  private mutating func note(_ expression: Expression) {
    guard case .constant(.object(let object)) = expression.kind,
      let node = node(of: expression, in: [:])
    else { return }
    constants[node] = object
  }

  /// Notes that the state of an object is read or written.
  private mutating func touch(_ object: Expression, in frame: Frame, _ ties: Ties) {
    guard let entity = entity(of: object.type) else { return }
    note(object)
    guard let node = node(of: object, in: frame) else {
      found.entities.insert(entity)
      return
    }
    touch(node, of: entity, ties)
  }

  /// The declared object that is tied to a node; `nil` for none.
  private func declared(tiedTo nodes: [Int]) -> ObjectID? {
    for node in nodes {
      if let object = constants[node] { return object }
    }
    return nil
  }

  private mutating func touch(_ node: Int, of entity: Int, _ ties: Ties) {
    let tied = ties.nodes(with: node)
    if tied.contains(0) { return }
    if let declared = declared(tiedTo: tied) {
      found.objects.insert(declared)
    } else {
      found.entities.insert(entity)
    }
  }

  // MARK: Ties

  /// The ties that hold where a condition may hold.
  private mutating func ties(where condition: Expression, in frame: Frame) -> Ties {
    budget -= 1
    guard budget > 0 else { return Ties() }
    var out = Ties()
    func tie(_ first: Expression, _ second: Expression) {
      guard first.type == second.type, entity(of: first.type) != nil,
        let a = node(of: first, in: frame), let b = node(of: second, in: frame)
      else { return }
      out.tie(a, b)
    }
    switch condition.kind {
    case .and(let parts):
      for part in parts { out = out.adding(ties(where: part, in: frame)) }
    case .or(let parts):
      let all = parts.map { ties(where: $0, in: frame) }
      if let first = all.first { out = all.dropFirst().reduce(first) { $0.common(with: $1) } }
    case .conditional(let test, let yes, let no):
      out = ties(where: test, in: frame).adding(ties(where: yes, in: frame))
        .common(with: ties(where: no, in: frame))
    case .call(let definition, let arguments):
      out = ties(where: definition.body, in: self.frame(of: arguments, in: frame))
    case .quantifier(.some, let binders, let body):
      var inner = frame
      for binder in binders { inner[binder.slot] = newNode() }
      for part in binders.compactMap(\.condition) + [body].compactMap(\.self) {
        out = out.adding(ties(where: part, in: inner))
      }
    case .compare(.equal, let first, let second):
      for part in [first, second] { note(part) }
      tie(first, second)
      if let a = named(first), let b = named(second) { tie(a, b) }
    case .function(.samePath, let parts), .function(.pathContains, let parts):
      let objects = parts.compactMap(named)
      for object in objects { note(object) }
      if objects.count == 2 { tie(objects[0], objects[1]) }
    case .related(_, let parts):
      for part in parts { note(part) }
      for part in parts.dropFirst() {
        if let a = node(of: parts[0], in: frame), let b = node(of: part, in: frame),
          entity(of: parts[0].type) != nil, entity(of: part.type) != nil
        {
          out.tie(a, b)
        }
      }
    default: break
    }
    return out
  }

  /// The object whose name an expression is.
  private func named(_ expression: Expression) -> Expression? {
    guard case .attribute(let base, let index) = expression.kind,
      let entity = entity(of: base.type),
      index == nameField(of: entity)
    else { return nil }
    return base
  }

  private func nameField(of entity: Int) -> Int? {
    model.entities.first { $0.index == entity }?.nameField
  }

  private func frame(of arguments: [Expression], in frame: Frame) -> Frame {
    var out: Frame = [:]
    for (slot, argument) in arguments.enumerated() { out[slot] = node(of: argument, in: frame) }
    return out
  }

  // MARK: Expressions

  mutating func read(_ expression: Expression, in frame: Frame, _ ties: Ties) {
    budget -= 1
    guard budget > 0 else {
      found.isUnbounded = true
      return
    }
    note(expression)
    switch expression.kind {
    case .attribute(let base, let index):
      if case .singleton = base.kind {
        guard base.type == .entity(WorldModel.EntityIndex.state) else {
          found.isUnbounded = true
          return
        }
        found.variables.insert(index)
        return
      }
      if base.type == .entity(WorldModel.EntityIndex.call) { found.isUnbounded = true }
      if let entity = entity(of: base.type), index != nameField(of: entity) {
        touch(base, in: frame, ties)
      }
      read(base, in: frame, ties)
    case .and(let parts):
      let inner = ties.adding(self.ties(where: expression, in: frame))
      for part in parts { read(part, in: frame, inner) }
    case .conditional(let test, let yes, let no):
      read(test, in: frame, ties)
      read(yes, in: frame, ties.adding(self.ties(where: test, in: frame)))
      read(no, in: frame, ties)
    case .implies(let left, let right):
      read(left, in: frame, ties)
      read(right, in: frame, ties.adding(self.ties(where: left, in: frame)))
    case .call(let definition, let arguments):
      for argument in arguments { read(argument, in: frame, ties) }
      read(definition.body, in: self.frame(of: arguments, in: frame), ties)
    case .quantifier(let quantifier, let binders, let body):
      var guards: [Expression] = []
      if case .every = quantifier {} else if let body { guards.append(body) }
      choose(binders, guards: guards, of: [body].compactMap(\.self), in: frame, ties)
    case .aggregate(_, let binders, let operand):
      choose(binders, guards: [], of: [operand].compactMap(\.self), in: frame, ties)
    case .comprehension(let binders, let element):
      choose(binders, guards: [], of: [element], in: frame, ties)
    case .related(let relation, let parts): relate(relation, parts, in: frame, ties)
    case .step, .before, .once, .previous, .wheneverStarts, .wheneverHappens, .overRun, .relation,
      .flowsInto:
      found.isUnbounded = true
    case .constant, .local, .singleton: break
    case .member, .index, .not, .negate, .or, .compare, .arithmetic, .method, .function, .list,
      .lookup, .sets, .entry:
      expression.kind.forEachPart { read($0, in: frame, ties) }
    }
  }

  /// Reads binders and the parts under them. An object that cannot belong to the given ones may not count.
  private mutating func choose(
    _ binders: [Binder], guards: [Expression], of parts: [Expression], in frame: Frame, _ ties: Ties
  ) {
    let (inner, guarded) = chosen(binders, guards: guards, in: frame, ties)
    for part in parts { read(part, in: inner, guarded) }
  }

  /// Reads binders whose objects count.
  ///
  /// - Returns: the frame with the binders, and the ties where their conditions and the guards hold.
  mutating func chosen(
    _ binders: [Binder], guards: [Expression] = [], in frame: Frame, _ ties: Ties
  ) -> (frame: Frame, ties: Ties) {
    let (inner, guarded) = bind(binders, guards: guards, in: frame, ties)
    for binder in binders {
      guard case .collection(let index) = binder.source else { continue }
      let entity = model.schema.collections[index].entity
      if entity == WorldModel.EntityIndex.call { found.isUnbounded = true }
      if entities.contains(entity), let node = inner[binder.slot] {
        touch(node, of: entity, guarded)
      }
    }
    return (inner, guarded)
  }

  /// Gives binders their nodes, and reads their sources and conditions.
  ///
  /// - Parameter given: the node of each; `nil` for new ones.
  /// - Returns: the frame with the binders, and the ties where their conditions and the guards hold.
  mutating func bind(
    _ binders: [Binder], node given: Int? = nil, guards: [Expression] = [], in frame: Frame,
    _ ties: Ties
  ) -> (frame: Frame, ties: Ties) {
    var inner = frame
    for binder in binders {
      inner[binder.slot] = given ?? newNode()
      if case .list(let source) = binder.source {
        read(source, in: inner, ties)
        // The elements of a set that is given are given, too.
        if given == nil, case .local(let slot) = source.kind, case .set = source.type,
          let node = frame[slot]
        {
          inner[binder.slot] = node
        }
      }
    }
    var guarded = ties
    for condition in binders.compactMap(\.condition) + guards {
      guarded = guarded.adding(self.ties(where: condition, in: inner))
    }
    for condition in binders.compactMap(\.condition) { read(condition, in: inner, guarded) }
    return (inner, guarded)
  }

  mutating func relate(
    _ relation: Int, _ parts: [Expression], in frame: Frame, _ ties: Ties
  ) {
    if model.relations[relation].types.allSatisfy({ entity(of: $0) != nil }) {
      for part in parts { touch(part, in: frame, ties) }
    } else {
      found.relations.insert(relation)
    }
    for part in parts { read(part, in: frame, ties) }
  }

  // MARK: Statements

  mutating func read(_ statements: [Statement], in frame: Frame, _ ties: Ties) {
    var frame = frame
    var ties = ties
    for statement in statements {
      switch statement.kind {
      case .requires(let condition, _):
        read(condition, in: frame, ties)
        ties = ties.adding(self.ties(where: condition, in: frame))
      case .failIf(let condition): read(condition, in: frame, ties)
      case .assign(let target, _, let value):
        read(value, in: frame, ties)
        write(target, in: frame, ties)
      case .conditional(let test, let first, let second):
        read(test, in: frame, ties)
        read(first, in: frame, ties.adding(self.ties(where: test, in: frame)))
        read(second, in: frame, ties)
      case .every(let binders, let body):
        let (inner, guarded) = bind(binders, in: frame, ties)
        read(body, in: inner, guarded)
      case .choose(let binder):
        choose([binder], guards: [], of: [], in: frame, ties)
        frame[binder.slot] = newNode()
      case .insert(let relation, let parts), .remove(let relation, let parts):
        relate(relation, parts, in: frame, ties)
      case .create(let entity, let slot, let fields):
        found.entities.insert(entity)
        for value in fields.values { read(value, in: frame, ties) }
        frame[slot] = newNode()
      }
    }
  }

  private mutating func write(_ target: Statement.Assignable, in frame: Frame, _ ties: Ties) {
    switch target {
    case .variable(let index): found.variables.insert(index)
    case .field(let object, _):
      touch(object, in: frame, ties)
      read(object, in: frame, ties)
    case .entry(let map, let key):
      write(map, in: frame, ties)
      read(key, in: frame, ties)
    }
  }
}
